// Settings: the rules of safety. What ships, what the practice changed, member by member, with every change that ever was.
#include "desk/safety/safety_rules.h"
#include "web/forms.h"
#include "pages_rules.h"
#include "rules_ticks.h"
#include "web/body.h"
#include "web/session.h"
#include "web/practice/settings_text.h"
#include "views_gen.h"

enum { TEXT_CHARS = 2000, LIST_CHARS = 2000, RULE_BODY = 128 << 10, FILE_CHARS = 512 << 10, FILE_BODY = 1 << 20 };

// --- a rule as boxes

struct rule_boxes {
    str words, level, when, regions, regions_from, barred, positions, for_client, for_therapist, source, valid, lifts, reason;
    opt_int pressure_max, minutes_max, lifts_days;
    opt_day review;
    bool verified, confirm, looked;     // looked: what changes was on the page that was sent
};
#define AT(member) offsetof(struct rule_boxes, member)
static const struct choice level_choices[] = {{"S1", MSG_safety_level_1}, {"S2", MSG_safety_level_2}, {"S3", MSG_safety_level_3}, {"S4", MSG_safety_level_4},
    {"S5", MSG_safety_level_5}, {NULL, MSG_none}};
static const struct choice lift_choices[] = {{"clearance", MSG_rules_lift_clearance}, {"time", MSG_rules_lift_time}, {"symptom-free", MSG_rules_lift_symptom_free},
    {"conversation", MSG_rules_lift_conversation}, {NULL, MSG_none}};
static const struct field rule_fields[] = {
    {"words", F_TEXT, true, 0, 200, MSG_rules_words, MSG_none, NULL, "off", AT(words)},
    {"level", F_CHOICE, true, 0, 0, MSG_rules_level, MSG_none, level_choices, NULL, AT(level)},
    {"when", F_LONG, true, 0, TEXT_CHARS, MSG_rules_when, MSG_rules_when_hint, NULL, "off", AT(when)},
    {"for_client", F_LONG, true, 0, TEXT_CHARS, MSG_rules_for_client, MSG_none, NULL, "off", AT(for_client)},
    {"for_therapist", F_LONG, true, 0, TEXT_CHARS, MSG_rules_for_therapist, MSG_none, NULL, "off", AT(for_therapist)},
    {"regions", F_TEXT, false, 0, LIST_CHARS, MSG_rules_regions, MSG_rules_regions_hint, NULL, "off", AT(regions)},
    {"regions_from", F_TEXT, false, 0, LIST_CHARS, MSG_rules_regions_from, MSG_rules_regions_from_hint, NULL, "off", AT(regions_from)},
    {"barred", F_TEXT, false, 0, LIST_CHARS, MSG_rules_barred, MSG_none, NULL, "off", AT(barred)},
    {"positions", F_TEXT, false, 0, LIST_CHARS, MSG_rules_positions, MSG_rules_positions_hint, NULL, "off", AT(positions)},
    {"pressure_max", F_INT, false, 1, 5, MSG_rules_pressure, MSG_none, NULL, "off", AT(pressure_max)},
    {"minutes_max", F_INT, false, 5, 240, MSG_rules_minutes, MSG_none, NULL, "off", AT(minutes_max)},
    {"valid", F_TEXT, true, 0, 40, MSG_rules_valid, MSG_rules_valid_hint, NULL, "off", AT(valid)},
    {"lifts", F_CHOICE, false, 0, 0, MSG_rules_lifts, MSG_rules_lifts_hint, lift_choices, NULL, AT(lifts)},
    {"lifts_days", F_INT, false, 1, 730, MSG_rules_lifts_days, MSG_none, NULL, "off", AT(lifts_days)},
    {"source", F_LONG, true, 0, TEXT_CHARS, MSG_rules_source, MSG_none, NULL, "off", AT(source)},
    {"verified", F_CHECK, false, 0, 0, MSG_rules_verified, MSG_none, NULL, NULL, AT(verified)},
    {"review", F_DAY, true, 0, 0, MSG_rules_review, MSG_none, NULL, "off", AT(review)},
    {"reason", F_LONG, false, 0, RULE_REASON, MSG_rules_reason, MSG_rules_reason_hint, NULL, "off", AT(reason)},
    {"confirm", F_CHECK, false, 0, 0, MSG_rules_confirm, MSG_none, NULL, NULL, AT(confirm)},
    {"looked", F_CHECK, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(looked)},
};
enum { RULE_FIELDS = sizeof rule_fields / sizeof *rule_fields, RULE_SAID = RULE_FIELDS - 3, TICKS_AT = 5, MORE_AT = TICKS_AT + RULES_TICKS };
const struct form rule_form = {"rule", rule_fields, RULE_FIELDS, sizeof(struct rule_boxes), RULE_BODY};

struct end_boxes {
    str what, reason;
};
static const struct choice end_choices[] = {{"off", MSG_rules_off}, {"back", MSG_rules_back}, {NULL, MSG_none}};
static const struct field end_fields[] = {
    {"what", F_CHOICE, true, 0, 0, MSG_rules_end_title, MSG_none, end_choices, NULL, offsetof(struct end_boxes, what)},
    {"reason", F_LONG, false, 0, RULE_REASON, MSG_rules_reason, MSG_rules_end_hint, NULL, "off", offsetof(struct end_boxes, reason)},
};
const struct form rule_end_form = {"rule_end", end_fields, 2, sizeof(struct end_boxes), RULE_BODY};

struct undo_boxes {
    str reason;
};
static const struct field undo_fields[] = {
    {"reason", F_LONG, false, 0, RULE_REASON, MSG_rules_reason, MSG_rules_end_hint, NULL, "off", offsetof(struct undo_boxes, reason)},
};
const struct form rule_undo_form = {"rule_undo", undo_fields, 1, sizeof(struct undo_boxes), RULE_BODY};

struct file_boxes {
    str file, reason;
    bool confirm, looked;
};
static const struct field file_fields[] = {
    {"file", F_LONG, true, 0, FILE_CHARS, MSG_rules_file, MSG_rules_file_hint, NULL, "off", offsetof(struct file_boxes, file)},
    {"reason", F_LONG, false, 0, RULE_REASON, MSG_rules_reason, MSG_rules_reason_hint, NULL, "off", offsetof(struct file_boxes, reason)},
    {"confirm", F_CHECK, false, 0, 0, MSG_rules_confirm, MSG_none, NULL, NULL, offsetof(struct file_boxes, confirm)},
    {"looked", F_CHECK, false, 0, 0, MSG_none, MSG_none, NULL, NULL, offsetof(struct file_boxes, looked)},
};
const struct form rules_file_form = {"rules_file", file_fields, 4, sizeof(struct file_boxes), FILE_BODY};

static str said(struct call *c, struct say s) { return message_say(c->a, c->desk.lang, s); }

static str rule_href(struct call *c, str id) { return link_to(c->a, "/setup/rules/%.*s", SP(id)); }

static str level_said(struct call *c, enum screen_level l)
{
    return said(c, SAY(level_choices[l - LEVEL_EMERGENCY].label));
}

// "a, b" as ["a","b"]; absent where empty.
static void put_list(struct jw *w, const char *name, str text)
{
    str one;
    if (!str_trim(text).n) return;
    jw_key(w, str_of(name));
    jw_array(w);
    while (text.n) {
        str_cut(text, ',', &one, &text);
        if (str_trim(one).n) jw_str(w, str_trim(one));
    }
    jw_end(w);
}

static void put_text(struct jw *w, const char *name, str text)
{
    if (str_trim(text).n) jw_kstr(w, str_of(name), str_trim(text));
}

static void put_number(struct jw *w, const char *name, opt_int n)
{
    if (n.known) jw_kint(w, str_of(name), n.v);
}

// The boxes as a file has them. `was`: cases of the version before stay with it.
static str boxes_json(struct call *c, str id, const struct rule_boxes *b, const struct screen_rule *was)
{
    struct buf out = buf_new(c->a, OVERLAY_BYTES);
    struct jw w = jw_on(&out);
    const struct json *cases = was ? json_get(was->written, S("cases")) : NULL;
    jw_object(&w);
    jw_kstr(&w, S("id"), id);
    put_text(&w, "words", b->words);
    put_text(&w, "level", b->level);
    put_text(&w, "when", b->when);
    put_list(&w, "regions", b->regions);
    put_list(&w, "regions_from", b->regions_from);
    put_list(&w, "barred", b->barred);
    put_number(&w, "pressure_max", b->pressure_max);
    put_number(&w, "minutes_max", b->minutes_max);
    put_list(&w, "positions", b->positions);
    put_text(&w, "for_client", b->for_client);
    put_text(&w, "for_therapist", b->for_therapist);
    put_text(&w, "source", b->source);
    jw_kbool(&w, S("verified"), b->verified);
    put_text(&w, "valid", b->valid);
    put_text(&w, "lifts", b->lifts);
    put_number(&w, "lifts_days", b->lifts_days);
    if (b->review.known) jw_kstr(&w, S("review"), day_str(c->a, b->review.day));
    if (cases) {
        jw_key(&w, S("cases"));
        json_put(&w, cases);
    }
    jw_end(&w);
    return out.over ? S("") : buf_str(&out);
}

static str joined(struct call *c, const struct json *o, const char *name)
{
    const struct json *list = json_get(o, str_of(name));
    str out = {0};
    for (const struct json *j = list ? list->first : NULL; j; j = j->next) out = str_fmt(c->a, "%.*s%s%.*s", SP(out), j == list->first ? "" : ", ", SP(j->text));
    return out;
}

static struct rule_boxes boxes_of(struct call *c, const struct screen_rule *r)
{
    const struct json *o = r->written;
    struct rule_boxes b = {.words = r->words, .level = str_of(screen_level_name(r->level)), .when = r->when_text, .for_client = r->for_client, .for_therapist = r->for_therapist,
        .regions = joined(c, o, "regions"), .regions_from = joined(c, o, "regions_from"), .barred = joined(c, o, "barred"), .positions = joined(c, o, "positions"),
        .source = r->source, .valid = json_text(json_get(o, S("valid"))), .lifts = str_of(screen_lift_name(r->lift)), .verified = r->verified,
        .pressure_max = {r->limits.pressure_max > 0, r->limits.pressure_max}, .minutes_max = {r->limits.minutes_max > 0, r->limits.minutes_max},
        .lifts_days = {r->lift_days > 0, r->lift_days}};
    b.review.known = day_parse(r->review_day, &b.review.day);
    return b;
}

// --- differences in words

static str member_label(struct call *c, str member)
{
    for (size_t i = 0; i < RULE_SAID; i++)
        if (str_eq(str_of(rule_fields[i].name), member)) return said(c, SAY(rule_fields[i].label));
    return member;
}

static const struct rules_diff_view *diff_of(struct call *c, const struct screen_comparison *k)
{
    struct rules_diff_view *v = ARENA_ARRAY(c->a, k->n, struct rules_diff_view);
    for (size_t i = 0; i < k->n; i++) {
        const struct screen_difference *d = &k->v[i];
        v[i] = (struct rules_diff_view){.label = member_label(c, d->member), .before = d->before.n ? d->before : S("–"), .after = d->after.n ? d->after : S("–"), .why = d->why,
            .weaker = d->is == CHANGE_WEAKER};
        if (d->is != CHANGE_SAME) v[i].is = said(c, SAY(v[i].weaker ? MSG_rules_is_weaker : MSG_rules_is_stricter));
    }
    return v;
}

static str verdict_said(struct call *c, const struct rule_judged *j)
{
    static const enum msg words[] = {MSG_rules_verdict_new, MSG_rules_verdict_same, MSG_rules_verdict_stricter, MSG_rules_verdict_weaker};
    return said(c, SAY(j->refused ? MSG_rules_never_weaker : words[j->verdict]));
}

// --- the list

static str badge_of(struct call *c, const struct overlay_item *x)
{
    static const enum msg words[] = {MSG_none, MSG_rules_edited, MSG_rules_is_off, MSG_rules_own};
    return said(c, SAY(x->conflict ? MSG_rules_conflict : words[x->kind]));
}

static void rows_fill(struct call *c, const struct rules_held *h, struct rules_view *v)
{
    const struct screen_overlay *o = h->o;
    struct rules_row_view *all = ARENA_ARRAY(c->a, o->n, struct rules_row_view), *changed = ARENA_ARRAY(c->a, o->n, struct rules_row_view);
    for (size_t i = 0; i < o->n; i++) {
        const struct overlay_item *x = &o->v[i];
        const struct screen_rule *r = x->holds ? x->holds : x->ours;
        struct rules_row_view row = {.href = rule_href(c, x->id), .title = r->words, .note = level_said(c, r->level), .warn = x->conflict};
        if (x->kind != RULE_OURS) {
            row.badge = badge_of(c, x);
            changed[v->changed.n++] = row;
        } else all[v->rows.n++] = row;
    }
    struct rules_row_view *broken = ARENA_ARRAY(c->a, h->n_broken, struct rules_row_view);
    for (size_t i = 0; i < h->n_broken; i++)
        broken[i] = (struct rules_row_view){.href = rule_href(c, h->broken[i].rule), .title = h->broken[i].rule, .note = h->broken[i].reason};
    v->changed.v = changed;
    v->rows.v = all;
    v->broken.v = broken;
    v->broken.n = h->n_broken;
}

static err list_json(struct call *c, const struct rules_held *h)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("version"), h->o->rules->version);
    jw_kstr(&w, S("sign_off"), h->o->rules->sign_off);
    jw_key(&w, S("rules"));
    jw_array(&w);
    for (size_t i = 0; i < h->o->n; i++) {
        const struct overlay_item *x = &h->o->v[i];
        const struct screen_rule *r = x->holds ? x->holds : x->ours;
        jw_object(&w);
        jw_kstr(&w, S("id"), x->id);
        jw_kstr(&w, S("words"), r->words);
        jw_kstr(&w, S("level"), str_of(screen_level_name(r->level)));
        jw_kstr(&w, S("kind"), overlay_kind_name(x->kind));
        jw_kbool(&w, S("conflict"), x->conflict);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

// "own-r1", or the first number that is free.
static str own_id(struct call *c, const struct rules_held *h)
{
    for (size_t n = 1;; n++) {
        str id = str_fmt(c->a, "own-r%zu", n);
        bool taken = false;
        for (size_t i = 0; i < h->edits.n; i++) taken = taken || str_eq(h->edits.v[i].rule, id);
        if (!taken) return id;
    }
}

// The page shows what changes for the first time: that it is not confirmed yet is no mistake.
static bool first_look(struct call *c)
{
    bool looked = false;
    if (c->body) body_value(c->body, S("looked"), 0, &looked);
    return !looked && c->problems.n == 1 && problem_of(&c->problems, S("confirm"));
}

static const struct field_view *without_error(struct call *c, const struct field_view *f, bool without)
{
    struct field_view *plain = ARENA_NEW(c->a, struct field_view);
    *plain = *f;
    if (without) plain->error = (str){0};
    return plain;
}

static void changes_fill(struct call *c, const struct rules_file *f, struct rules_view *v)
{
    struct rules_change_view *o = ARENA_ARRAY(c->a, f->n, struct rules_change_view);
    for (size_t i = 0; i < f->n; i++) {
        o[i] = (struct rules_change_view){.title = f->v[i].rule, .verdict = verdict_said(c, &f->judged[i])};
        const struct screen_comparison *k = f->judged[i].held.n ? &f->judged[i].held : &f->judged[i].c;
        o[i].rows.v = diff_of(c, k);
        o[i].rows.n = k->n;
    }
    v->changes.v = o;
    v->changes.n = f->n;
    v->preview = f->n > 0;
    v->nothing = f->n == 0;
}

static err list_page(struct call *c, int status, const struct rules_file *f)
{
    struct rules_held h;
    struct rule_list none;
    err e = desk_rules_show(&c->desk, (str){0}, &h, &none);
    if (e) return e;
    if (c->kind == KIND_JSON) return list_json(c, &h);
    struct rules_view v = {.page = page_of(c, MSG_rules_title), .head = settings_head(c, SETTINGS_RULES), .errors = form_errors_of(c, &rules_file_form),
        .csrf = c->session->csrf, .key = page_form_key(c), .sign_off = h.o->rules->sign_off, .version = h.o->rules->version,
        .new_href = S("/setup/own-rule"), .may = desk_may(&c->desk.who, VERB_RULES_SET)};
    rows_fill(c, &h, &v);
    e = rules_signed_line(c, &h, &v.signed_line, &v.signed_open);
    if (e) return e;
    if (f) changes_fill(c, f, &v);
    bool first = f && (first_look(c) || (v.nothing && problem_of(&c->problems, S("confirm"))));
    if (first) v.errors = (struct form_errors_view){0};
    const struct field_view *boxes = form_view(c, &rules_file_form, NULL);
    v.file = &boxes[0], v.reason = &boxes[1], v.confirm = without_error(c, &boxes[2], first);
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    view_rules(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err list_render(struct call *c, err result)
{
    (void)result;
    return list_page(c, 200, NULL);
}
const struct handler h_rules = {.render = list_render};

static err export_render(struct call *c, err result)
{
    str text;
    (void)result;
    err e = desk_rules_export(&c->desk, &text);
    if (e) return e;
    reply_header(c, S("Content-Disposition"), S("attachment; filename=\"rules.json\""));
    buf_put(reply_body(c, 200, S("application/json")), text);
    return OK;
}
const struct handler h_rules_export = {.render = export_render};

// --- a file

struct rules_state {
    struct file_boxes file;
    struct rules_file read;
    bool look;                  // the file could be read
    struct rule_boxes boxes;
    struct rule_change change;
    struct rule_judged judged;
    rule_edit_id made;
    str rule;
    size_t n;
};

static err import_prepare(struct call *c)
{
    struct rules_state *s = c->state = ARENA_NEW(c->a, struct rules_state);
    err e = form_bind(c, &rules_file_form, &s->file);
    if (e && e != E_INVALID) return e;
    err read = s->file.file.n ? desk_rules_file(&c->desk, s->file.file, &s->read) : OK;
    s->look = s->file.file.n && !read;
    if (read || e) return read ? read : e;
    return s->file.confirm ? OK : problem_add(&c->problems, E_INVALID, S("confirm"), SAY(MSG_rules_look_first));
}

static err import_transact(struct call *c)
{
    struct rules_state *s = c->state;
    c->location = S("/setup/rules");
    c->flash = MSG_done_rules_imported;
    return desk_rules_import(&c->desk, s->file.file, s->file.reason, &s->n);
}

static err import_render(struct call *c, err result)
{
    const struct rules_state *s = c->state;
    if (result && c->kind == KIND_JSON) return result;
    if (result) return list_page(c, err_http(result), s->look ? &s->read : NULL);
    if (c->kind != KIND_JSON) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kint(&w, S("changed"), (int64_t)s->n);
    jw_end(&w);
    return OK;
}
const struct handler h_rules_import = {import_prepare, import_transact, import_render};

// --- one rule

static void before_fill(struct call *c, const struct rule_list *l, struct rule_view *v)
{
    struct rules_before_view *o = ARENA_ARRAY(c->a, l->n, struct rules_before_view);
    for (size_t i = 0; i < l->n; i++) {
        const struct rule_row *r = &l->v[i];
        str by = r->account_name.n ? r->account_name : said(c, SAY(MSG_library_command_line));
        enum msg text = str_eq(r->what, S("off")) ? MSG_rules_was_off : str_eq(r->what, S("back")) ? MSG_rules_was_back : str_eq(r->verdict, S("weaker")) ? MSG_rules_was_weaker
            : MSG_rules_was_set;
        o[i] = (struct rules_before_view){said(c, SAY2(text, "by", by, "at", page_time(c, r->at))), r->reason};
    }
    v->before.v = o;
    v->before.n = l->n;
}

static str state_of(struct call *c, const struct overlay_item *x, struct rule_view *v)
{
    static const enum msg words[] = {MSG_rules_state_ours, MSG_rules_state_edited, MSG_rules_state_off, MSG_rules_state_own};
    v->warn = x && x->conflict;
    if (!x) return said(c, SAY(MSG_rules_state_new));
    return said(c, SAY(x->conflict ? MSG_rules_state_conflict : words[x->kind]));
}

static void fields_fill(struct call *c, const struct screen_rule *from, struct rule_view *v)
{
    struct rule_boxes now = from ? boxes_of(c, from) : (struct rule_boxes){0};
    const struct field_view *f = form_view(c, &rule_form, &now);
    struct rules_field_view *fields = ARENA_ARRAY(c->a, RULE_SAID, struct rules_field_view);
    for (size_t i = 0; i < RULE_SAID; i++) fields[i].f = &f[i];
    v->fields.v = fields;
    v->fields.n = TICKS_AT;
    v->more.v = fields + MORE_AT;
    v->more.n = RULE_SAID - MORE_AT;
    v->ticks.v = rules_ticks(c, &(struct rules_ticks_in){.regions = &f[TICKS_AT], .regions_from = &f[TICKS_AT + 1], .barred = &f[TICKS_AT + 2],
        .positions = &f[TICKS_AT + 3], .regions_on = now.regions, .regions_from_on = now.regions_from, .barred_on = now.barred, .positions_on = now.positions});
    v->ticks.n = RULES_TICKS;
    v->reason = &f[RULE_SAID];
    v->confirm = &f[RULE_SAID + 1];
    v->end_reason = &form_view(c, &rule_end_form, NULL)[1];
}

static void diff_fill(struct call *c, const struct rules_held *h, const struct overlay_item *x, const struct rules_state *s, struct rule_view *v)
{
    struct rule_judged j = {0};
    struct rule_change stands = {.what = RULE_SET, .rule = x ? x->id : (str){0}, .to = x ? x->practice : NULL};
    v->preview = s && s->change.to && s->boxes.words.n;
    if (v->preview) j = s->judged;
    else if (!x || x->kind != RULE_EDITED || desk_rule_judge(&c->desk, h, &stands, &j)) return;
    v->verdict = verdict_said(c, &j);
    v->diff.v = diff_of(c, &j.c);
    v->diff.n = j.c.n;
    if (!v->preview || !x || x->kind != RULE_EDITED) return;
    v->held.v = diff_of(c, &j.held);
    v->held.n = j.held.n;
}

static bool formula_asks(const struct formula *f, const struct question *q)
{
    const uint16_t *used;
    size_t n = f ? formula_names(f, &used) : 0;
    for (size_t i = 0; i < n; i++)
        if (used[i] >= q->name && used[i] < q->name + q->n_names) return true;
    return false;
}

static str asks_of(struct call *c, const struct screen_rules *r, const struct screen_rule *rule)
{
    str out = {0};
    for (size_t q = 0; q < r->n_questions; q++) {
        bool in = formula_asks(rule->when, &r->questions[q]) || formula_asks(rule->also, &r->questions[q]);
        if (in) out = str_fmt(c->a, "%.*s%s%.*s", SP(out), out.n ? " " : "", SP(r->questions[q].words));
    }
    return out;
}

static err one_page(struct call *c, int status, const struct rules_state *s)
{
    struct rules_held h;
    struct rule_list before;
    str id = c->param[0];
    bool fresh = !id.n;         // /setup/own-rule: it has no id yet
    err e = desk_rules_show(&c->desk, id, &h, &before);
    if (e) return e;
    const struct overlay_item *x = fresh ? NULL : overlay_item_of(h.o, id);
    bool may = desk_may(&c->desk.who, VERB_RULES_SET);
    if (!x && !before.n && !fresh) return E_NOT_FOUND;
    const struct screen_rule *from = !x ? NULL : x->practice ? x->practice : x->ours, *shown = x && x->holds ? x->holds : from;
    bool changed = before.n && !str_eq(before.v[0].what, S("back"));
    struct rule_view v = {.page = page_of(c, MSG_rules_title), .head = settings_head(c, SETTINGS_RULES), .errors = form_errors_of(c, s && s->boxes.words.n ? &rule_form : &rule_end_form),
        .csrf = c->session->csrf, .key = page_form_key(c), .end_key = page_form_key(c), .version = str_fmt(c->a, "%lld", (long long)(before.n ? before.v[0].id.v : 0)), .action = fresh ? S("/setup/own-rule") : rule_href(c, id),
        .end_action = link_to(c->a, "/setup/rules/%.*s/end", SP(id)), .may = may, .may_back = changed,
        .may_off = x && x->ours && x->ours->level > LEVEL_STOP && x->kind != RULE_OFF};
    v.page.title = shown ? shown->words : said(c, SAY(MSG_rules_new_title));
    v.about = shown ? level_said(c, shown->level) : said(c, SAY(MSG_rules_new_lead));
    v.state = state_of(c, x, &v);
    if (shown) v.holds = shown->when_text, v.asks = asks_of(c, h.o->rules, shown);
    if (c->body) v.version = str_fmt(c->a, "%lld", (long long)form_version(c));
    diff_fill(c, &h, x, s, &v);
    fields_fill(c, from, &v);
    before_fill(c, &before, &v);
    if (v.preview && first_look(c)) {
        v.errors = (struct form_errors_view){0};
        v.confirm = without_error(c, v.confirm, true);
    }
    int64_t done;
    bool made = v.page.flash.key == MSG_done_rules && id_parse(query_value(c, S("made")), &done);
    v.undo_why = made && desk_rule_undo_wants(&c->desk, &h, &before);
    if (made && !v.undo_why) page_undo(c, &v.page, link_to(c->a, "/setup/rule-changes/%.*s/undo", SP(query_value(c, S("made")))));
    page_crumb(c, &v.page, S("/setup/rules"), MSG_rules_title);
    view_rule(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err one_render(struct call *c, err result)
{
    (void)result;
    return one_page(c, 200, NULL);
}
const struct handler h_rule = {.render = one_render};
const struct handler h_rule_new = {.render = one_render};

// One that is there, or was.
static bool known(const struct rules_held *h, str id)
{
    bool there = overlay_item_of(h->o, id) != NULL;
    for (size_t i = 0; i < h->edits.n; i++) there = there || str_eq(h->edits.v[i].rule, id);
    return there;
}

static str list_read(struct call *c, const char *name, const struct screen_rule *was)
{
    return rules_list_as(c->a, rules_list_typed(c, name), was ? joined(c, was->written, name) : (str){0});
}

static void lists_read(struct call *c, struct rule_boxes *b, const struct screen_rule *was)
{
    b->regions = list_read(c, "regions", was);
    b->regions_from = list_read(c, "regions_from", was);
    b->barred = list_read(c, "barred", was);
    b->positions = list_read(c, "positions", was);
}

static err set_prepare(struct call *c)
{
    struct rules_state *s = c->state = ARENA_NEW(c->a, struct rules_state);
    struct rules_held now;
    err e = form_bind(c, &rule_form, &s->boxes);
    if (e && e != E_INVALID) return e;
    err held = desk_rules(&c->desk, &now);
    if (held) return held;
    s->rule = c->param[0].n ? c->param[0] : own_id(c, &now);
    const struct overlay_item *x = overlay_item_of(now.o, s->rule);
    if (c->param[0].n && !known(&now, s->rule)) return E_NOT_FOUND;
    if (e) return e;
    lists_read(c, &s->boxes, !x ? NULL : x->practice ? x->practice : x->ours);
    s->change = (struct rule_change){.what = RULE_SET, .rule = s->rule, .reason = s->boxes.reason, .seen = {form_version(c)}};
    e = desk_rule_read(&c->desk, boxes_json(c, s->rule, &s->boxes, x ? x->practice : NULL), &s->change.to);
    if (e) return e;
    e = desk_rule_judge(&c->desk, &now, &s->change, &s->judged);
    if (e) return e;
    return s->boxes.confirm || s->judged.refused ? OK : problem_add(&c->problems, E_INVALID, S("confirm"), SAY(MSG_rules_look_first));
}

static void made(struct call *c, struct rules_state *s)
{
    c->flash = MSG_done_rules;
    c->location = s->made.v ? link_to(c->a, "/setup/rules/%.*s?made=%.*s", SP(s->rule), SP(id_str(c->a, s->made.v))) : rule_href(c, s->rule);
}

static err set_transact(struct call *c)
{
    struct rules_state *s = c->state;
    err e = desk_rule_set(&c->desk, &s->change, &s->made);
    made(c, s);
    return e;
}

static err change_json(struct call *c, const struct rules_state *s)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, s->made.v);
    jw_kstr(&w, S("rule"), s->rule);
    if (s->change.what == RULE_SET && s->change.to) jw_kstr(&w, S("verdict"), rule_verdict_name(s->judged.verdict));
    jw_end(&w);
    return OK;
}

static err set_render(struct call *c, err result)
{
    const struct rules_state *s = c->state;
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result) return one_page(c, err_http(result), s);
    return c->kind == KIND_JSON ? change_json(c, s) : reply_redirect(c);
}
const struct handler h_rule_set = {set_prepare, set_transact, set_render};
const struct handler h_rule_add = {set_prepare, set_transact, set_render};

static err end_prepare(struct call *c)
{
    struct rules_state *s = c->state = ARENA_NEW(c->a, struct rules_state);
    struct end_boxes b;
    err e = form_bind(c, &rule_end_form, &b);
    s->rule = c->param[0];
    s->change = (struct rule_change){.what = str_eq(b.what, S("off")) ? RULE_SWITCH_OFF : RULE_BACK, .rule = s->rule, .reason = b.reason, .seen = {form_version(c)}};
    return e;
}
const struct handler h_rule_end = {end_prepare, set_transact, set_render};

static err undo_prepare(struct call *c)
{
    struct rules_state *s = c->state = ARENA_NEW(c->a, struct rules_state);
    struct undo_boxes b;
    err e = form_bind(c, &rule_undo_form, &b);
    s->change.reason = b.reason;
    return e;
}

static err undo_transact(struct call *c)
{
    struct rules_state *s = c->state;
    rule_edit_id edit;
    if (!id_parse(c->param[0], &edit.v)) return E_NOT_FOUND;
    err e = desk_rule_undo(&c->desk, edit, s->change.reason, &s->made, &s->rule);
    c->flash = MSG_done_rules_undone;
    c->location = rule_href(c, s->rule);
    return e;
}

static err undo_render(struct call *c, err result)
{
    if (result) return result;
    return c->kind == KIND_JSON ? change_json(c, c->state) : reply_redirect(c);
}
const struct handler h_rule_undo = {undo_prepare, undo_transact, undo_render};
