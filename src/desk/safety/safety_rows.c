// What stands of many clients at once: without content for the front desk, with it for the line on a row of a list. One read each, whatever their number.
#include "desk/safety/safety_body.h"
#include "store/concern.h"

static struct safety_flag *flag_of(struct safety_flag *v, size_t n, client_id client)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].client.v == client.v)
            return &v[i];
    return NULL;
}

// One that cannot be read is held: what it says is unknown.
static bool flag_denied(const struct desk *d, const struct finding_kept *f)
{
    struct finding_row row = {.level = (enum screen_level)f->level, .state = FINDING_ASK, .act = f->act.act};
    return !finding_body_read(d->a, f->body, &row) || finding_denied(&row);
}

static void flag_add(const struct desk *d, const struct finding_kept *f, struct safety_flag *to)
{
    enum finding_state s = finding_state_of(d->a, d->zone, d->today, f);
    bool stands = s == FINDING_ASK || s == FINDING_HOLDS;
    bool stops = stands && f->level <= LEVEL_STOP, defers = s == FINDING_HOLDS && f->level == LEVEL_DEFER;
    to->defer = !stops && (to->defer || (defers && !to->call)); // what stops is called for first
    to->call |= stops || defers;
    to->held |= f->level <= LEVEL_STOP && (s == FINDING_HOLDS || (s == FINDING_ASK && f->unknown && flag_denied(d, f)));
    to->ask |= s == FINDING_ASK || (stands && f->level == LEVEL_DEFER);
}

// What time brings since the form was sent: it stands on the page of safety, and blocks signing, as what is kept does. over[i]: f[i] is outgrown.
static void flag_today(struct desk *d, const struct intake_flag *k, const struct finding_kept *f, size_t n_f, const struct screen_rules **rules, struct safety_flag *to, bool *over)
{
    struct finding_kept *mine = ARENA_ARRAY(d->a, n_f, struct finding_kept);
    struct finding_list kept = {mine, 0};
    size_t *at = ARENA_ARRAY(d->a, n_f, size_t);
    bool *gone = ARENA_ARRAY(d->a, n_f, bool);
    for (size_t i = 0; i < n_f; i++)
        if (f[i].client.v == k->client.v) {
            at[kept.n] = i;
            mine[kept.n++] = f[i];
        }
    const struct subject who = {.born_known = k->born_known, .born = k->born};
    const struct intake_row sent = {.client = k->client, .sent = true, .submitted = k->sent_at, .answers = k->answers};
    struct finding_list today = findings_of_today(d, &who, &sent, &kept, rules, gone);
    for (size_t i = 0; i < today.n; i++)
        flag_add(d, &today.v[i], to);
    for (size_t i = 0; i < kept.n; i++)
        over[at[i]] = gone[i] && kept.v[i].level == LEVEL_DEFER;
}

err desk_safety_flags(struct desk *d, const client_id *clients, size_t n, struct safety_flag *out)
{
    const struct finding_flag *f;
    const struct intake_flag *k;
    size_t n_f, n_k;
    err e = desk_begin(d, VERB_INTAKE_STATUS, 0);
    if (!e)
        e = safety_flags(d->db, d->a, &d->who, clients, n, &f, &n_f, &k, &n_k);
    if (e)
        return e;
    for (size_t i = 0; i < n; i++)
        out[i] = (struct safety_flag){.client = clients[i]};
    struct finding_kept *kept = ARENA_ARRAY(d->a, n_f, struct finding_kept);
    for (size_t i = 0; i < n_f; i++) {
        kept[i] = (struct finding_kept){.client = f[i].client, .rule = f[i].rule, .level = f[i].level, .unknown = f[i].unknown, .valid_days = f[i].valid_days, .at = f[i].at};
        kept[i].body = f[i].body;
        kept[i].act = (struct act_row){.act = f[i].act, .until = f[i].until, .at = f[i].act_at, .way = f[i].way, .from = f[i].from};
    }
    const struct screen_rules *rules = NULL;
    bool *over = ARENA_ARRAY(d->a, n_f, bool);
    for (size_t i = 0; i < n_k; i++) {
        struct safety_flag *to = flag_of(out, n, k[i].client);
        if (k[i].sent)
            flag_today(d, &k[i], kept, n_f, &rules, to, over);
        to->intake = k[i].sent ? intake_state_at(d->zone, d->today, k[i].asked_at) : k[i].begun ? INTAKE_BEGUN : INTAKE_NONE;
        to->consent = k[i].consent;
    }
    for (size_t i = 0; i < n_f; i++)
        if (!over[i])
            flag_add(d, &kept[i], flag_of(out, n, kept[i].client));
    for (size_t i = 0; i < n; i++) // the same client twice in the list: the same flags
        out[i] = *flag_of(out, n, out[i].client);
    return OK;
}

// --- with content

static struct safety_row *row_of(struct safety_row *v, size_t n, client_id client)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].client.v == client.v)
            return &v[i];
    return NULL;
}

// Those of one client stand together.
static struct safety_read read_of(const struct safety_of_clients *all, const struct intake_newest *k)
{
    size_t f = 0, w = 0;
    while (f < all->findings.n && all->findings.v[f].client.v != k->client.v)
        f++;
    while (w < all->anew.n && all->anew_client[w].v != k->client.v)
        w++;
    struct safety_read r = {.who = {.born_known = k->born_known, .born = k->born}, .sent = k->sent.sent ? &k->sent : NULL, .kept = {all->findings.v + f, 0}, .anew = {all->anew.v + w, 0}};
    while (f + r.kept.n < all->findings.n && r.kept.v[r.kept.n].client.v == k->client.v)
        r.kept.n++;
    while (w + r.anew.n < all->anew.n && all->anew_client[w + r.anew.n].v == k->client.v)
        r.anew.n++;
    return r;
}

static err row_fill(struct desk *d, const struct safety_of_clients *all, const struct intake_newest *k, const struct screen_rules **rules, struct safety_row *to)
{
    struct safety *s = &to->safety;
    struct safety_read r = read_of(all, k);
    s->consent_treatment = k->consent;
    s->intake = k->sent.sent ? intake_state_at(d->zone, d->today, intake_asked(&k->sent)) : k->draft ? INTAKE_BEGUN : INTAKE_NONE;
    s->intake_at = k->sent.sent ? k->sent.submitted : k->draft_at;
    s->changing = k->draft && k->draft_by_link;
    s->changing_at = k->draft_at;
    return safety_assemble(d, &r, rules, s);
}

// What cannot be read is held, and to be asked: nobody is told less than that.
static struct safety_flag flag_from(const struct safety_row *r)
{
    const struct safety *s = &r->safety;
    bool defers = false;
    for (size_t i = 0; i < s->n; i++)
        defers |= s->findings[i].level == LEVEL_DEFER && s->findings[i].state == FINDING_HOLDS;
    return (struct safety_flag){.client = r->client,
        .intake = s->intake,
        .call = s->stop || defers || r->unreadable,
        .defer = defers && !s->stop && !r->unreadable,
        .held = s->held || r->unreadable,
        .ask = s->n_ask > 0 || s->defer || r->unreadable,
        .consent = s->consent_treatment};
}

err desk_safety_rows(struct desk *d, const client_id *clients, size_t n, struct safety_row *out)
{
    struct safety_of_clients all;
    err e = desk_begin(d, VERB_SAFETY_ROWS, 0);
    if (!e)
        e = safety_of_clients(d->db, d->a, &d->who, clients, n, &all);
    if (e)
        return e;
    for (size_t i = 0; i < n; i++)
        out[i] = (struct safety_row){.client = clients[i]};
    const struct screen_rules *rules = NULL;
    for (size_t i = 0; i < all.n_intakes; i++) {
        struct safety_row *to = row_of(out, n, all.intakes[i].client);
        e = row_fill(d, &all, &all.intakes[i], &rules, to);
        if (e && e != E_DB_CORRUPT)
            return e;
        to->unreadable = e == E_DB_CORRUPT;
        to->flag = flag_from(to);
    }
    for (size_t i = 0; i < n; i++) // the same client twice in the list: the same row
        out[i] = *row_of(out, n, out[i].client);
    return OK;
}
