#include "desk/practice/account.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "desk/rules.h"

enum { HASH_OPS = 2, HASH_MEMORY = 19 * 1024 * 1024, PASSWORD_BYTES = 1024 }; // OWASP's argon2id: 19 MiB, t = 2, p = 1

static char dummy_hash[crypto_pwhash_STRBYTES]; // of nobody: an unknown e-mail takes as long as a known one
static pthread_once_t sodium_once = PTHREAD_ONCE_INIT;

static void sodium_ready(void)
{
    CHECK(sodium_init() >= 0);
    if (crypto_pwhash_str(dummy_hash, "nobody", 6, HASH_OPS, HASH_MEMORY) != 0)
        dummy_hash[0] = 0;
}

err desk_password_hash(arena *a, str password, str *hash)
{
    pthread_once(&sodium_once, sodium_ready);
    char out[crypto_pwhash_STRBYTES];
    if (password.n > PASSWORD_BYTES)
        return E_INVALID;
    if (crypto_pwhash_str(out, password.p, password.n, HASH_OPS, HASH_MEMORY) != 0)
        return E_BUSY;
    *hash = str_dup(a, str_of(out));
    return OK;
}

bool desk_password_verify(str hash, str password)
{
    pthread_once(&sodium_once, sodium_ready);
    bool real = hash.n && hash.n < crypto_pwhash_STRBYTES && password.n <= PASSWORD_BYTES;
    char z[crypto_pwhash_STRBYTES] = {0};
    if (real)
        memcpy(z, hash.p, hash.n);
    else
        memcpy(z, dummy_hash, sizeof z);
    bool right = crypto_pwhash_str_verify(z, password.p ? password.p : "", password.n <= PASSWORD_BYTES ? password.n : 0) == 0;
    return real && right;
}

static bool password_common(str password)
{
    static const char *const common[] = {
#define X(word) word,
#include "common_passwords.def"
#undef X
    };
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (str_eq_nocase(password, str_of(common[i])))
            return true;
    bool seen[256] = {false}; // "aaaaaaaaaaaa", "abababababab"
    int distinct = 0;
    for (size_t i = 0; i < password.n; i++) {
        unsigned char c = (unsigned char)password.p[i];
        distinct += !seen[c];
        seen[c] = true;
    }
    return distinct < 4;
}

err desk_password_rules(struct desk *d, str field, str password, str email)
{
    str local, domain;
    str_cut(email, '@', &local, &domain);
    struct say why;
    size_t n = utf8_valid(password) ? utf8_length(password) : 0;
    if (!utf8_valid(password) || (password.n && memchr(password.p, 0, password.n)))
        why = SAY(MSG_error_text);
    else if (n < PASSWORD_MIN)
        why = SAY1(MSG_error_password_short, "min", str_fmt(d->a, "%d", PASSWORD_MIN));
    else if (n > PASSWORD_MAX || password.n > PASSWORD_BYTES)
        why = SAY1(MSG_error_password_long, "max", str_fmt(d->a, "%d", PASSWORD_MAX));
    else if (str_eq_nocase(password, email) || str_eq_nocase(password, local))
        why = SAY(MSG_people_password_is_email);
    else if (password_common(password))
        why = SAY(MSG_people_password_common);
    else
        return OK;
    return problem_add(d->problems, E_INVALID, field, why);
}

err desk_account_show(struct desk *d, struct account_shown *out)
{
    err e = desk_begin(d, VERB_ACCOUNT_SHOW, 0);
    struct account own;
    if (!e)
        e = account_by_id(d->db, d->a, d->who.account, &own);
    if (e)
        return e;
    *out = (struct account_shown){.email = own.email, .name = own.name, .role = d->who.role, .must_change = own.must_change};
    return session_list(d->db, d->a, d->who.account, d->now, &out->sessions, &out->n_sessions);
}

err desk_account_member(struct desk *d, struct member *out)
{
    err e = desk_begin(d, VERB_ACCOUNT_SHOW, 0);
    return e ? e : member_get(d->db, d->a, &d->who, d->who.account, out);
}

err desk_password_change_prepare(struct desk *d, const struct password_input *in, struct password_work *out)
{
    if (!desk_may(&d->who, VERB_PASSWORD_CHANGE))
        return d->who.role == ROLE_NONE ? E_SIGN_IN : E_FORBIDDEN;
    struct account own;
    err e = account_by_id(d->db, d->a, d->who.account, &own);
    if (e)
        return e;
    size_t before = d->problems->n;
    if (!desk_password_verify(own.password_hash, in->current))
        problem_add(d->problems, E_INVALID, S("current"), SAY(MSG_error_password_wrong));
    e = desk_password_rules(d, S("password"), in->password, own.email);
    if (!e && str_eq(in->password, in->current))
        problem_add(d->problems, E_INVALID, S("password"), SAY(MSG_people_password_unchanged));
    if (!str_eq(in->password, in->again))
        problem_add(d->problems, E_INVALID, S("again"), SAY(MSG_error_password_same));
    if (d->problems->n != before)
        return E_INVALID;
    out->seen_hash = own.password_hash;
    return desk_password_hash(d->a, in->password, &out->hash);
}

err desk_password_change(struct desk *d, const struct password_work *w, session_id own_session)
{
    err e = desk_begin(d, VERB_PASSWORD_CHANGE, d->who.account.v);
    struct account own;
    if (!e)
        e = account_by_id(d->db, d->a, d->who.account, &own);
    if (e)
        return e;
    if (!str_eq(own.password_hash, w->seen_hash))
        return rule_conflict(d);
    e = account_set_password(d->db, own.id, w->hash, false);
    return e ? e : session_delete_others(d->db, own.id, own_session);
}

err desk_session_end(struct desk *d, session_id id)
{
    err e = desk_begin(d, VERB_SESSION_END, id.v);
    return e ? e : session_delete(d->db, d->who.account, id);
}
