#include "desk/people/consents.h"

#include "base/content.h"
#include "base/json.h"
#include "desk/rules.h"
#include "desk/safety/intake_part.h"
#include "store/client.h"

enum { SIGNED_MAX = 120, GUARDIAN_MAX = 80, NOTE_MAX = 500, WORDING_MAX = 16384 };

static const str names[CONSENT_KINDS] = {S_INIT("treatment"), S_INIT("glutes"), S_INIT("chest"), S_INIT("inner-thigh"), S_INIT("abdomen"), S_INIT("letter")};

str consent_kind_name(enum consent_kind k)
{
    CHECK((unsigned)k < CONSENT_KINDS);
    return names[k];
}

bool consent_kind_of(str name, enum consent_kind *out)
{
    for (size_t i = 0; i < CONSENT_KINDS; i++)
        if (str_eq(name, names[i])) {
            *out = (enum consent_kind)i;
            return true;
        }
    return false;
}

static struct consent_words words_of(arena *a, const struct json *kind)
{
    const struct json *lines = json_get(kind, S("words"));
    CHECK(lines && lines->kind == JSON_ARRAY && lines->count > 0);
    str *v = ARENA_ARRAY(a, lines->count, str);
    struct consent_words w = {.title = json_text(json_get(kind, S("title"))), .lines = v};
    struct buf whole = buf_new(a, WORDING_MAX);
    buf_put(&whole, w.title);
    for (const struct json *l = lines->first; l; l = l->next) {
        v[w.n++] = json_text(l);
        buf_putc(&whole, '\n');
        buf_put(&whole, json_text(l));
    }
    CHECK(w.title.n && !whole.over);
    w.whole = buf_str(&whole);
    return w;
}

struct consent_wordings consent_wordings(arena *a)
{
    struct json_error why;
    const struct json *file = json_parse(a, content_text(S("consent/consent.json")), 64, &why), *kinds = json_get(file, S("kinds"));
    struct consent_wordings out = {.version = json_text(json_get(file, S("version")))};
    CHECK(out.version.n && kinds && kinds->count == CONSENT_KINDS);
    enum consent_kind k;
    for (const struct json *x = kinds->first; x; x = x->next) {
        CHECK(consent_kind_of(json_text(json_get(x, S("kind"))), &k) && !out.kind[k].n);
        out.kind[k] = words_of(a, x);
    }
    return out;
}

bool consent_minor(opt_day born, day today)
{
    return born.known && day_years(born.day, today) < CONSENT_AGE;
}

static str under(struct desk *d, str prefix, const char *name)
{
    return str_fmt(d->a, "%.*s%s", SP(prefix), name);
}

// How they belong together, and where to reach them: whoever treats a minor may have to ask.
static bool guardian_right(struct desk *d, const struct consent_in *in, bool minor, str prefix)
{
    str phone = under(d, prefix, "guardian_phone");
    bool good = rule_line(d, under(d, prefix, "guardian_relation"), str_trim(in->guardian_relation), minor, GUARDIAN_MAX, ONE_LINE);
    if (minor && !str_trim(in->guardian_phone).n)
        return problem_add(d->problems, E_INVALID, phone, SAY(MSG_error_required)) == OK;
    return rule_phone(d, phone, str_trim(in->guardian_phone)) && good;
}

static str guardian_note(struct desk *d, const struct consent_in *in)
{
    str relation = str_trim(in->guardian_relation), phone = str_trim(in->guardian_phone), note = str_trim(in->note);
    if (!in->guardian || !in->given || !(relation.n || phone.n))
        return note;
    return str_fmt(d->a, "%.*s%s%.*s%s%.*s", SP(relation), relation.n && phone.n ? ", " : "", SP(phone), note.n ? ". " : "", SP(note));
}

bool consent_right(struct desk *d, const struct consent_in *in, bool minor, str prefix)
{
    bool signs = in->given && in->kind == CONSENT_KIND_TREATMENT;
    bool good = rule_line(d, under(d, prefix, "signed"), str_trim(in->signed_by), signs, SIGNED_MAX, ONE_LINE);
    good = rule_line(d, under(d, prefix, "note"), in->note, 0, NOTE_MAX, MANY_LINES) && good;
    if (signs && minor && !in->guardian) {
        (void)!problem_add(d->problems, E_INVALID, under(d, prefix, "guardian"), SAY_N(MSG_intake_guardian_needed, CONSENT_AGE));
        good = false;
    }
    if (signs && in->guardian)
        good = guardian_right(d, in, minor, prefix) && good;
    return good;
}

err consent_keep(struct desk *d, const struct consent_in *in)
{
    struct consent_wordings all = consent_wordings(d->a);
    struct consent_row c = {.id = {id_next(&d->ids, d->now)},
        .client = in->client,
        .kind = consent_kind_name(in->kind),
        .given = in->given,
        .guardian = in->guardian,
        .wording = all.kind[in->kind].whole,
        .wording_version = all.version,
        .signed_by = str_trim(in->signed_by),
        .note = guardian_note(d, in),
        .at = d->now,
        .account = d->who.account,
        .link = d->who.link};
    return consent_insert(d->db, &d->who, &c);
}

err consent_guardian_here(struct desk *d, const struct consent_in *in)
{
    struct finding_list all;
    struct finding_row f;
    if (!in->guardian || !in->given || in->kind != CONSENT_KIND_TREATMENT || !desk_may(&d->who, VERB_FINDING_ACT))
        return OK;
    err e = finding_standing(d->db, d->a, &d->who, in->client, &all);
    for (size_t i = 0; !e && i < all.n; i++) {
        if (!str_eq(all.v[i].rule, S("minor")))
            continue;
        if (!finding_read(d, &all.v[i], &f))
            return E_DB_CORRUPT;
        if (f.state != FINDING_HOLDS || finding_lift_way(&f) != LIFTED_CONVERSATION)
            continue;
        struct finding_act_in act = {.client = in->client, .finding = all.v[i].id, .act = ACT_CLEARED, .who = str_trim(in->signed_by), .on = {true, d->today},
                                     .reason = message_say(d->a, d->lang, SAY(MSG_safety_guardian_signed)), .version = f.version};
        e = desk_finding_act(d, &act);
    }
    return e;
}

err desk_consent_record(struct desk *d, const struct consent_in *in)
{
    struct client who;
    err e = desk_begin(d, VERB_CONSENT_RECORD, in->client.v);
    if (!e)
        e = client_get(d->db, d->a, &d->who, in->client, &who);
    if (!e && who.merged_into.v)
        e = E_NOT_FOUND;
    bool minor = false;
    if (!e)
        e = intake_says_minor(d, in->client, who.f.born, &minor);
    if (e)
        return e;
    if (!str_eq(in->wording_version, consent_wordings(d->a).version))
        return problem_add(d->problems, E_CONFLICT, S("wording"), SAY(MSG_intake_wording_changed));
    if (!consent_right(d, in, minor, S("")))
        return E_INVALID;
    e = consent_keep(d, in);
    return e ? e : consent_guardian_here(d, in);
}

err desk_consent_list(struct desk *d, client_id client, struct consent_list *out)
{
    err e = desk_begin(d, VERB_SAFETY_SHOW, client.v);
    return e ? e : consent_list(d->db, d->a, &d->who, client, out);
}
