#include "desk/safety/safety_rules.h"

#include "desk/rules.h"

enum { ROW_SCRATCH = 16 << 20, EXPORT_MAX = 4 << 20 };  // bytes

#define FILE_HEAD "{\"format\":\"unknot-rules-1\",\"rules\":["

str rule_verdict_name(enum rule_verdict v)
{
    static const str names[] = {S_INIT("new"), S_INIT("same"), S_INIT("stricter"), S_INIT("weaker")};
    CHECK((unsigned)v < sizeof names / sizeof *names);
    return names[v];
}

static str what_name(enum rule_what w)
{
    static const str names[] = {S_INIT("set"), S_INIT("off"), S_INIT("back")};
    CHECK((unsigned)w < sizeof names / sizeof *names);
    return names[w];
}

static enum rule_what what_of(str name)
{
    return str_eq(name, S("set")) ? RULE_SET : str_eq(name, S("off")) ? RULE_SWITCH_OFF : RULE_BACK;
}

// --- what holds

static const struct rule_row *edit_of(const struct rules_held *h, str rule)
{
    for (size_t i = 0; i < h->edits.n; i++)
        if (str_eq(h->edits.v[i].rule, rule))
            return &h->edits.v[i];
    return NULL;
}

static void scratch_free(void *scratch)
{
    arena_free(scratch);
}

// Each row is read by itself: one that a newer program does not take leaves the others as they are.
static str file_of(struct desk *d, struct rules_held *h)
{
    struct rule_broken *broken = ARENA_ARRAY(d->a, h->edits.n, struct rule_broken);
    size_t room = 64, n = 0;
    for (size_t i = 0; i < h->edits.n; i++)
        room += h->edits.v[i].body.n + 1;
    struct buf b = buf_new(d->a, room);
    arena *scratch = arena_new(ROW_SCRATCH);
    arena_own(d->a, scratch, scratch_free);
    h->broken = broken;
    for (size_t i = 0; i < h->edits.n; i++) {
        const struct rule_row *r = &h->edits.v[i];
        struct screen_error why = {0};
        if (what_of(r->what) == RULE_BACK)
            continue;
        bool taken = screen_overlay_rule_kept(scratch, screen_shipped(), r->rule, r->body, &why) != NULL;
        if (!taken)
            broken[h->n_broken++] = (struct rule_broken){r->rule, str_dup(d->a, why.path), str_dup(d->a, why.reason)};
        arena_reset(scratch);
        if (!taken)
            continue;
        buf_put(&b, n++ ? S(",") : S(FILE_HEAD));
        buf_put(&b, r->body);
    }
    if (n)
        buf_put(&b, S("]}"));
    CHECK(!b.over);
    return buf_str(&b);
}

err desk_rules(struct desk *d, struct rules_held *out)
{
    struct screen_error why = {0};
    *out = (struct rules_held){0};
    err e = rule_now(d->db, d->a, &d->who, &out->edits);
    if (e)
        return e;
    out->o = screen_overlay_kept(d->a, screen_shipped(), S("rules"), file_of(d, out), &why);
    return out->o ? OK : E_DB_CORRUPT;
}

err desk_rules_show(struct desk *d, str rule, struct rules_held *out, struct rule_list *before)
{
    *before = (struct rule_list){0};
    err e = desk_begin(d, VERB_RULES_SHOW, 0);
    if (!e)
        e = desk_rules(d, out);
    return !e && rule.n ? rule_before(d->db, d->a, &d->who, rule, before) : e;
}

// --- one change

// "regions[1]" is the box "regions".
static str member_of(str path)
{
    str head, tail;
    str_cut(path, '[', &head, &tail);
    str_cut(head, '.', &head, &tail);
    return head.n ? head : S("file");
}

// "unexpected end (byte 0)" without where: a box is no file.
static str without_byte(str reason)
{
    size_t at = str_find(reason, S(" (byte "));
    return at == SIZE_MAX ? reason : str_sub(reason, 0, at);
}

// What the program says of a file, at the box that it is about and in the words of boxes.
static err box_refused(struct desk *d, const struct screen_error *why)
{
    str quote = {0}, name = {0}, rest = {0};
    if (str_ends(why->reason, S("\" is missing")) && str_cut(why->reason, '"', &quote, &rest) && str_cut(rest, '"', &name, &rest))
        return problem_add(d->problems, E_INVALID, name, SAY(MSG_error_required));
    if (str_find(why->reason, S("names \"regions\"")) != SIZE_MAX)
        return problem_add(d->problems, E_INVALID, S("regions"), SAY(MSG_rules_places_missing));
    str member = member_of(why->path), reason = why->reason.n ? without_byte(why->reason) : S("JSON");
    return problem_add(d->problems, E_INVALID, member, SAY1(str_eq(member, S("when")) ? MSG_rules_when_wrong : MSG_rules_refused, "reason", reason));
}

// Ours stops, and this would not: whatever else is wrong with it, it is never taken.
static bool stops_no_more(const struct json *top, const struct screen_rule *ours)
{
    str level = json_text(json_get(top, S("level")));
    bool known = level.n == 2 && level.p[0] == 'S' && level.p[1] >= '1' && level.p[1] <= '5';
    return ours && ours->level <= LEVEL_STOP && known && level.p[1] - '0' > (int)ours->level;
}

// The same object with the hash of ours as its base; nothing else of it changes.
static str with_base(struct desk *d, const struct json *top, const struct screen_rule *ours)
{
    struct buf b = buf_new(d->a, OVERLAY_BYTES);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (const struct json *j = top->first; j; j = j->next) {
        if (str_eq(j->name, S("base")))
            continue;
        jw_key(&w, j->name);
        json_put(&w, j);
    }
    if (ours)
        jw_kstr(&w, S("base"), screen_rule_hash(d->a, ours));
    jw_end(&w);
    return b.over ? S("") : buf_str(&b);
}

err desk_rule_read(struct desk *d, str text, const struct screen_rule **out)
{
    struct json_error bad;
    struct screen_error why = {0};
    const struct json *top = text.n <= OVERLAY_BYTES / 2 ? json_parse(d->a, text, 64, &bad) : NULL;
    const struct screen_rule *ours = NULL;
    str whole = {0};
    *out = NULL;
    if (top && top->kind == JSON_OBJECT) {
        ours = screen_rule_of(screen_shipped(), json_text(json_get(top, S("id"))));
        whole = with_base(d, top, ours);
    }
    if (whole.n)
        *out = screen_overlay_rule(d->a, screen_shipped(), S("rule"), whole, &why);
    if (*out && (*out)->level != 0)
        return OK;
    if (top && top->kind == JSON_OBJECT && stops_no_more(top, ours))
        return problem_add(d->problems, E_INVALID, S("level"), SAY(MSG_rules_never_weaker));
    return box_refused(d, &why);
}

static enum rule_verdict verdict_of(enum screen_change c)
{
    return c == CHANGE_SAME ? RULE_SAME : c == CHANGE_STRICTER ? RULE_STRICTER : RULE_WEAKER;
}

// What is weaker than ours wants a reason, and so does what takes back a strictness of the practice's own.
static void judge_against(struct desk *d, const struct overlay_item *is, const struct screen_rule *to, struct rule_judged *out)
{
    const struct screen_rule *ours = is->ours, *mine = is->practice;
    if (mine)
        out->held = screen_compare(d->a, screen_shipped(), mine, to);
    out->c = ours ? screen_compare(d->a, screen_shipped(), ours, to) : out->held;
    out->verdict = verdict_of(mine && out->held.is == CHANGE_WEAKER ? CHANGE_WEAKER : out->c.is);
    out->refused = ours && ours->level <= LEVEL_STOP && out->c.is == CHANGE_WEAKER;
}

err desk_rule_judge(struct desk *d, const struct rules_held *now, const struct rule_change *in, struct rule_judged *out)
{
    const struct overlay_item *is = overlay_item_of(now->o, in->rule);
    const struct rule_row *edit = edit_of(now, in->rule);
    *out = (struct rule_judged){0};
    if (in->what == RULE_SET) {
        if (is)
            judge_against(d, is, in->to, out);
    } else if (in->what == RULE_SWITCH_OFF) {
        if (!is || !is->ours)
            return E_NOT_FOUND;
        out->verdict = RULE_WEAKER;
        out->refused = is->ours->level <= LEVEL_STOP;
    } else {
        if (!edit || what_of(edit->what) == RULE_BACK)
            return E_NOT_FOUND;
        if (is && is->ours)
            judge_against(d, is, is->ours, out);
        out->verdict = !is || !is->ours ? RULE_WEAKER : is->kind == RULE_OFF ? RULE_STRICTER : out->verdict;
    }
    out->reason_wanted = out->verdict == RULE_WEAKER && !out->refused;
    return OK;
}

static err judged_right(struct desk *d, const struct rule_change *in, const struct rule_judged *j)
{
    bool said = false;
    for (size_t i = 0; j->refused && i < j->c.n; i++)
        if (j->c.v[i].is == CHANGE_WEAKER) {
            (void)!problem_add(d->problems, E_INVALID, j->c.v[i].member, SAY(MSG_rules_never_weaker));
            said = true;
        }
    if (j->refused && !said)
        return problem_add(d->problems, E_INVALID, S(""), SAY(MSG_rules_never_weaker));
    if (!rule_line(d, S("reason"), str_trim(in->reason), j->reason_wanted, RULE_REASON, MANY_LINES))
        return E_INVALID;
    return j->refused ? E_INVALID : OK;
}

static str body_of(struct desk *d, const struct rule_change *in)
{
    if (in->what == RULE_SET)
        return screen_rule_text(d->a, in->to);
    if (in->what == RULE_BACK)
        return (str){0};
    return str_fmt(d->a, "{\"id\":\"%.*s\",\"off\":true,\"base\":\"%.*s\"}", SP(in->rule), SP(screen_rule_hash(d->a, screen_rule_of(screen_shipped(), in->rule))));
}

// All that counts is read as one file for every health form: it may not grow beyond what such a file may hold.
static bool room_for(const struct rules_held *now, const struct rule_row *edit, str body)
{
    size_t bytes = body.n, n = 1;
    for (size_t i = 0; i < now->edits.n; i++) {
        bytes += now->edits.v[i].body.n;
        n += &now->edits.v[i] != edit && now->edits.v[i].body.n > 0;
    }
    return n <= OVERLAY_RULES && bytes <= OVERLAY_BYTES / 2;
}

static err put(struct desk *d, const struct rules_held *now, const struct rule_change *in, str body, const struct rule_judged *j, rule_edit_id *id)
{
    const struct rule_row *edit = edit_of(now, in->rule);
    *id = (rule_edit_id){0};
    if (edit && str_eq(edit->what, what_name(in->what)) && str_eq(edit->body, body))
        return OK;
    if (in->what != RULE_BACK && !room_for(now, edit, body))
        return problem_add(d->problems, E_INVALID, S(""), SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", OVERLAY_RULES)));
    struct rule_row r = {.id = {id_next(&d->ids, d->now)}, .rule = in->rule, .what = what_name(in->what), .body = body,
        .verdict = rule_verdict_name(j->verdict), .reason = str_trim(in->reason), .at = d->now};
    *id = r.id;
    return rule_insert(d->db, &d->who, &r);
}

err desk_rule_set(struct desk *d, const struct rule_change *in, rule_edit_id *id)
{
    struct rules_held now = {0};
    struct rule_judged j = {0};
    err e = desk_begin(d, VERB_RULES_SET, 0);
    if (!e)
        e = desk_rules(d, &now);
    if (e)
        return e;
    const struct rule_row *edit = edit_of(&now, in->rule);
    if ((edit ? edit->id.v : 0) != in->seen.v)
        return rule_conflict(d);
    e = desk_rule_judge(d, &now, in, &j);
    if (!e)
        e = judged_right(d, in, &j);
    return e ? e : put(d, &now, in, body_of(d, in), &j, id);
}

// What the undoing of the newest change would be. `last` may be gone as a rule that this program reads: E_CONFLICT.
static err undo_change(struct desk *d, const struct rule_list *before, str reason, struct rule_change *in)
{
    struct screen_error why = {0};
    CHECK(before->n > 0 && before->v);
    const struct rule_row *last = before->n > 1 ? &before->v[1] : NULL;
    *in = (struct rule_change){.what = last ? what_of(last->what) : RULE_BACK, .rule = before->v[0].rule,
        .reason = str_trim(reason).n ? reason : last ? last->reason : (str){0}};
    if (last && in->what == RULE_SET)
        in->to = screen_overlay_rule(d->a, screen_shipped(), in->rule, last->body, &why);
    return in->what == RULE_SET && !in->to ? E_CONFLICT : OK;
}

bool desk_rule_undo_wants(struct desk *d, const struct rules_held *now, const struct rule_list *before)
{
    struct rule_change in;
    struct rule_judged j;
    if (!before->n || undo_change(d, before, (str){0}, &in) || desk_rule_judge(d, now, &in, &j))
        return false;
    return j.reason_wanted && !in.reason.n;
}

err desk_rule_undo(struct desk *d, rule_edit_id edit, str reason, rule_edit_id *id, str *rule)
{
    struct rules_held now = {0};
    struct rule_row undone = {0};
    struct rule_list before = {0};
    struct rule_change in = {0};
    struct rule_judged j = {0};
    err e = desk_begin(d, VERB_RULES_SET, 0);
    if (!e)
        e = rule_get(d->db, d->a, &d->who, edit, &undone);
    if (!e)
        e = rule_before(d->db, d->a, &d->who, undone.rule, &before);
    if (!e)
        e = desk_rules(d, &now);
    if (e)
        return e;
    *rule = undone.rule;
    if (before.v[0].id.v != edit.v || what_of(undone.what) == RULE_BACK || undo_change(d, &before, reason, &in))
        return rule_conflict(d);
    e = desk_rule_judge(d, &now, &in, &j);
    if (!e)
        e = judged_right(d, &in, &j);
    return e ? e : put(d, &now, &in, before.n > 1 ? before.v[1].body : (str){0}, &j, id);
}

// --- files

static err file_refused(struct desk *d, const struct screen_error *why)
{
    if (str_starts(why->path, S("line "))) // it is no JSON from there on
        return problem_add(d->problems, E_INVALID, S("file"), SAY1(MSG_rules_not_a_file, "reason", why->path));
    return problem_add(d->problems, E_INVALID, S("file"), why->path.n ? SAY2(MSG_rules_refused_at, "path", why->path, "reason", why->reason)
        : SAY1(MSG_rules_refused, "reason", why->reason));
}

static err file_judge(struct desk *d, const struct rules_held *now, str text, struct rules_file *out)
{
    struct screen_error why = {0};
    struct json_error bad;
    *out = (struct rules_file){0};
    const struct screen_overlay *file = screen_overlay(d->a, screen_shipped(), S("file"), text.n ? text : S(" "), &why);
    if (!file)
        return file_refused(d, &why);
    const struct json *list = json_get(json_parse(d->a, text, 64, &bad), S("rules"));
    struct rule_change *v = ARENA_ARRAY(d->a, list ? list->count : 0, struct rule_change);
    struct rule_judged *judged = ARENA_ARRAY(d->a, list ? list->count : 0, struct rule_judged);
    str *body = ARENA_ARRAY(d->a, list ? list->count : 0, str);
    out->body = body;
    out->v = v;
    out->judged = judged;
    for (const struct json *j = list ? list->first : NULL; j; j = j->next) {
        str id = json_text(json_get(j, S("id")));
        const struct overlay_item *item = overlay_item_of(file, id);
        const struct rule_row *edit = edit_of(now, id);
        struct rule_change in = {.what = item->kind == RULE_OFF ? RULE_SWITCH_OFF : RULE_SET, .rule = id, .to = item->practice};
        struct buf b = buf_new(d->a, OVERLAY_BYTES);
        struct jw w = jw_on(&b);
        json_put(&w, j);
        if (edit && str_eq(edit->body, buf_str(&b)))
            continue;
        err e = desk_rule_judge(d, now, &in, &judged[out->n]);
        if (e)
            return e;
        out->refused |= judged[out->n].refused;
        out->reason_wanted |= judged[out->n].reason_wanted;
        body[out->n] = buf_str(&b);
        v[out->n++] = in;
    }
    return OK;
}

err desk_rules_file(struct desk *d, str text, struct rules_file *out)
{
    struct rules_held now = {0};
    err e = desk_rules(d, &now);
    return e ? e : file_judge(d, &now, text, out);
}

// The list with this change in it, without reading all of it anew.
static void changed_into(struct rule_list *edits, struct rule_row *v, const struct rule_change *in, str body)
{
    size_t i = 0;
    while (i < edits->n && !str_eq(v[i].rule, in->rule))
        i++;
    v[i] = (struct rule_row){.rule = in->rule, .what = what_name(in->what), .body = body};
    *edits = (struct rule_list){v, i == edits->n ? i + 1 : edits->n};
}

err desk_rules_import(struct desk *d, str text, str reason, size_t *n)
{
    struct rules_held now = {0};
    struct rules_file f = {0};
    rule_edit_id id;
    *n = 0;
    err e = desk_begin(d, VERB_RULES_SET, 0);
    if (!e)
        e = desk_rules(d, &now);
    if (!e)
        e = file_judge(d, &now, text, &f);
    if (e)
        return e;
    if (f.refused)
        return problem_add(d->problems, E_INVALID, S("file"), SAY(MSG_rules_never_weaker));
    if (!rule_line(d, S("reason"), str_trim(reason), f.reason_wanted, RULE_REASON, MANY_LINES))
        return E_INVALID;
    struct rule_row *edits = ARENA_ARRAY(d->a, now.edits.n + f.n, struct rule_row);
    for (size_t i = 0; i < now.edits.n; i++)
        edits[i] = now.edits.v[i];
    for (size_t i = 0; !e && i < f.n; i++) {
        struct rule_change in = f.v[i];
        in.reason = reason;
        e = put(d, &now, &in, f.body[i], &f.judged[i], &id);
        *n += !e && id.v != 0;
        changed_into(&now.edits, edits, &in, f.body[i]);
    }
    return e;
}

static void indent(struct buf *b, int depth)
{
    buf_put(b, S("\n"));
    for (int i = 0; i < depth; i++)
        buf_put(b, S("    "));
}

// One key a line, as content/safety has it.
static void put_indented(arena *a, struct buf *b, const struct json *j, int depth)
{
    bool object = j->kind == JSON_OBJECT;
    if ((!object && j->kind != JSON_ARRAY) || !j->first) {
        struct jw w = jw_on(b);
        json_put(&w, j);
        return;
    }
    buf_put(b, object ? S("{") : S("["));
    for (const struct json *k = j->first; k; k = k->next) {
        if (k != j->first)
            buf_put(b, S(","));
        indent(b, depth + 1);
        if (object) {
            struct jw w = jw_on(b);
            jw_str(&w, k->name);
            buf_put(b, S(": "));
        }
        put_indented(a, b, k, depth + 1);
    }
    indent(b, depth);
    buf_put(b, object ? S("}") : S("]"));
}

err desk_rules_export(struct desk *d, str *out)
{
    struct rules_held h;
    struct rule_list none;
    struct json_error bad;
    err e = desk_rules_show(d, (str){0}, &h, &none);
    if (e)
        return e;
    str file = file_of(d, &h);
    const struct json *top = json_parse(d->a, file.n ? file : S(FILE_HEAD "]}"), 64, &bad);
    struct buf b = buf_new(d->a, EXPORT_MAX);
    CHECK(top);
    put_indented(d->a, &b, top, 0);
    buf_put(&b, S("\n"));
    *out = buf_str(&b);
    return b.over ? E_TOO_LARGE : OK; // deep lists in cases of before they had a limit
}
