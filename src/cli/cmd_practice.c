// unknot init, demo, user: practices and people from the command line.
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "cli.h"
#include "desk/data/demo.h"
#include "desk/practice/setup.h"
#include "desk/practice/team.h"
#include "web/care/letter_text.h"

static void print_json(struct buf *b)
{
    CHECK(!b->over);
    printf("%.*s\n", SP(buf_str(b)));
}

// --- init

struct init_work {
    struct desk d;
    struct practice_create_input in;
    struct practice_create_work work;
    struct practice_created made;
    bool known;
};

static err init_transact(void *ctx, struct db *db)
{
    struct init_work *w = ctx;
    w->d.db = db;
    return desk_practice_create(&w->d, &w->in, &w->work, &w->made, &w->known);
}

static void init_print(struct cli *c, const struct init_work *w, bool json)
{
    if (json) {
        struct buf b = buf_new(c->a, 8192);
        struct jw j = jw_on(&b);
        jw_object(&j);
        jw_key(&j, S("practice"));
        jw_id(&j, w->made.practice.v);
        jw_kstr(&j, S("owner"), w->work.email);
        jw_key(&j, S("password"));
        if (w->known) jw_null(&j);
        else jw_str(&j, w->work.secret);
        jw_end(&j);
        print_json(&b);
        return;
    }
    printf("Made the practice \"%.*s\".\n", SP(w->in.name));
    printf("Start it:  unknot serve, then open the address that it prints.\n");
    if (w->known) {
        printf("Sign in:   %.*s with the password of that account.\n", SP(w->work.email));
    } else {
        printf("Sign in:   %.*s\nPassword:  %.*s   (for the first sign-in; shown only now)\n", SP(w->work.email), SP(w->work.secret));
    }
}

int cmd_init(struct cli *c)
{
    const char *practice = NULL, *owner = NULL, *name = NULL;
    bool json = false;
    const struct option options[] = {{"practice", &practice, NULL}, {"owner", &owner, NULL}, {"name", &name, NULL}, {"json", NULL, &json}};
    size_t n;
    if (!cli_options(c, options, 4, NULL, 0, &n)) return EXIT_USAGE;
    if (!practice || !owner) return cli_wrong(c, "%s is wanted", practice ? "--owner EMAIL" : "--practice NAME");
    int code = cli_open(c, DATABASE_MADE);
    if (code) return code;
    struct init_work w = {.d = cli_desk(c, (practice_id){0}),
                          .in = {.name = str_of(practice), .owner_email = str_of(owner), .owner_name = str_of(name ? name : owner)}};
    randombytes_buf(w.in.random, sizeof w.in.random);
    err e = desk_practice_create_prepare(&w.d, &w.in, &w.work);
    if (!e) e = db_write(c->db, init_transact, &w);
    for (struct problem *p = c->problems.first; p; p = p->next) {
        if (str_eq(p->field, S("name"))) p->field = S("--practice");
        if (str_eq(p->field, S("owner_email"))) p->field = S("--owner");
        if (str_eq(p->field, S("owner_name"))) p->field = S("--name");
    }
    if (e) return cli_refused(c, e);
    init_print(c, &w, json);
    return EXIT_DONE;
}

// --- demo

static void demo_print(struct cli *c, const struct demo_out *out, bool json)
{
    if (json) {
        struct buf b = buf_new(c->a, 16384);
        struct jw j = jw_on(&b);
        jw_object(&j);
        jw_key(&j, S("practice"));
        jw_id(&j, out->practice.v);
        jw_kint(&j, S("clients"), out->clients);
        jw_kint(&j, S("ratings"), out->ratings);
        jw_kint(&j, S("diary_days"), out->diary_days);
        jw_kint(&j, S("visits"), out->visits);
        jw_key(&j, S("sign_ins"));
        jw_array(&j);
        for (size_t i = 0; i < DEMO_SIGN_INS; i++) {
            jw_object(&j);
            jw_kstr(&j, S("email"), out->sign_in[i].email);
            jw_kstr(&j, S("password"), out->sign_in[i].password);
            jw_kstr(&j, S("role"), out->sign_in[i].role);
            jw_kstr(&j, S("name"), out->sign_in[i].name);
            jw_end(&j);
        }
        jw_end(&j);
        jw_end(&j);
        print_json(&b);
        return;
    }
    printf("The demo practice: %lld clients, %lld visits, %lld ratings, %lld diary days.\n", (long long)out->clients,
           (long long)out->visits, (long long)out->ratings, (long long)out->diary_days);
    printf("Sign in with:\n");
    for (size_t i = 0; i < DEMO_SIGN_INS; i++) {
        const struct demo_sign_in *s = &out->sign_in[i];
        printf("  %-11.*s %-24.*s password  %.*s\n", SP(s->role), SP(s->email), SP(s->password));
    }
}

static bool number_in(const char *text, int64_t least, int64_t most, int64_t *out)
{
    return str_i64(str_of(text), out) && *out >= least && *out <= most;
}

int cmd_demo(struct cli *c)
{
    const char *clients = "200", *seed = "1", *today = NULL;
    bool json = false;
    const struct option options[] = {{"clients", &clients, NULL}, {"seed", &seed, NULL}, {"today", &today, NULL}, {"json", NULL, &json}};
    size_t n;
    int64_t seed_number;
    struct demo_in in = {.progress = cli_progress, .ctx = c, .letter_body = letter_body_now};
    struct demo_out out = {0};
    if (!cli_options(c, options, 4, NULL, 0, &n)) return EXIT_USAGE;
    if (!number_in(clients, 1, 100000, &in.clients)) return cli_wrong(c, "--clients: a number from 1 to 100000");
    if (!number_in(seed, 0, INT64_MAX, &seed_number)) return cli_wrong(c, "--seed: a whole number, 0 or more");
    in.seed = (uint64_t)seed_number;
    in.today = zone_day(zones_local(c->zones), cli_now());
    if (today && !cli_day(today, &in.today)) return cli_wrong(c, "--today: a date such as 2026-01-15");
    in.zone = c->env.zone(c->env.ctx, S(DEMO_ZONE));
    if (!in.zone) return cli_failed(c, "the time zone " DEMO_ZONE " is not known here: install tzdata");
    int code = cli_open(c, DATABASE_MADE);
    if (code) return code;
    err e = desk_demo(c->db, c->a, &in, &out);
    if (e == E_CONFLICT) return cli_failed(c, "this database holds a demo practice already");
    if (e) return cli_refused(c, e);
    demo_print(c, &out, json);
    return EXIT_DONE;
}

// --- user

enum user_do { USER_ADD, USER_PASSWORD, USER_OFF, USER_ON };

struct user_work {
    struct desk d;
    enum user_do todo;
    struct team_add_input in;
    struct team_add_work work;
    struct team_added added;
    account_id account;
};

static err member_by_email(struct desk *d, str email, struct member *out)
{
    struct team_shown team;
    err e = desk_team_list(d, &team);
    if (e) return e;
    for (size_t i = 0; i < team.n; i++) {
        if (!str_eq_nocase(team.members[i].email, email)) continue;
        *out = team.members[i];
        return OK;
    }
    return E_NOT_FOUND;
}

static err user_transact(void *ctx, struct db *db)
{
    struct user_work *w = ctx;
    struct member m;
    w->d.db = db;
    if (w->todo == USER_ADD) return desk_team_add(&w->d, &w->in, &w->work, &w->added);
    err e = member_by_email(&w->d, w->in.email, &m);
    if (e) return e;
    if (w->todo == USER_PASSWORD) return desk_team_reset(&w->d, m.account, &w->work);
    struct team_change_input change = {.account = m.account,
                                       .version = m.version,
                                       .role = role_name(m.role),
                                       .licence_number = m.licence_number,
                                       .licence_body = m.licence_body,
                                       .licence_expires = m.licence_expires,
                                       .active = w->todo == USER_ON};
    return desk_team_change(&w->d, &change);
}

struct user_list {
    struct desk d;
    struct team_shown team;
};

static err user_list_read(void *ctx, struct db *db)
{
    struct user_list *l = ctx;
    l->d.db = db;
    return desk_team_list(&l->d, &l->team);
}

static int user_list(struct cli *c, practice_id practice)
{
    struct user_list l = {.d = cli_desk(c, practice)};
    err e = db_read(c->db, user_list_read, &l);
    if (e) return cli_refused(c, e);
    for (size_t i = 0; i < l.team.n; i++) {
        const struct member *m = &l.team.members[i];
        str role = role_name(m->role);
        printf("%-12.*s %-32.*s %.*s%s%s\n", SP(role), SP(m->email), SP(m->name), m->active ? "" : "  (switched off)",
               m->must_change ? "  (has not chosen a password yet)" : "");
    }
    return EXIT_DONE;
}

static bool user_verb(const char *word, enum user_do *todo)
{
    static const char *const words[] = {"add", "password", "off", "on"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(word, words[i]) == 0) {
            *todo = (enum user_do)i;
            return true;
        }
    }
    return false;
}

int cmd_user(struct cli *c)
{
    const char *practice = NULL, *name = NULL, *role = NULL, *operand[2] = {NULL, NULL};
    const struct option options[] = {{"practice", &practice, NULL}, {"name", &name, NULL}, {"role", &role, NULL}};
    size_t n;
    practice_id id;
    struct user_work w = {0};
    if (!cli_options(c, options, 3, operand, 2, &n)) return EXIT_USAGE;
    bool list = n == 1 && strcmp(operand[0], "list") == 0;
    if (!list && (n != 2 || !user_verb(operand[0], &w.todo))) return cli_wrong(c, "list, add, password, off or on, and an e-mail");
    if (!list && w.todo == USER_ADD && (!name || !role)) return cli_wrong(c, "%s is wanted", name ? "--role" : "--name NAME");
    int code = cli_open(c, DATABASE_CURRENT);
    if (!code) code = cli_practice(c, practice, &id);
    if (code) return code;
    if (list) return user_list(c, id);
    w.d = cli_desk(c, id);
    w.in.email = str_of(operand[1]);
    w.in.name = str_of(name);
    w.in.role = str_of(role);
    randombytes_buf(w.in.random, sizeof w.in.random);
    err e = OK;
    if (w.todo == USER_ADD) e = desk_team_add_prepare(&w.d, &w.in, &w.work);
    if (w.todo == USER_PASSWORD) e = desk_team_reset_prepare(&w.d, w.in.random, &w.work);
    if (!e) e = db_write(c->db, user_transact, &w);
    if (e == E_NOT_FOUND) return cli_failed(c, "nobody here signs in as %s", operand[1]);
    if (e) return cli_refused(c, e);
    bool secret = w.todo == USER_PASSWORD || (w.todo == USER_ADD && !w.added.known_account);
    if (secret) printf("Password for the first sign-in of %s: %.*s\n", operand[1], SP(w.work.secret));
    else if (w.todo == USER_ADD) printf("%s has an account already and signs in with their own password.\n", operand[1]);
    else printf("%s is switched %s.\n", operand[1], w.todo == USER_ON ? "on" : "off");
    return EXIT_DONE;
}
