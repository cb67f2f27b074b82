// Two records of one person: the list, comparing, merging, undoing.
#include "desk/people/duplicates.h"

#include <string.h>

#include "base/json.h"
#include "client_text.h"
#include "desk/people/clients.h"
#include "web/forms.h"
#include "web/session.h"
#include "views_gen.h"

enum { PAIRS_LIMIT = 50 };

static err duplicates_render(struct call *c, err result)
{
    (void)result;
    struct duplicate_pairs found;
    err e = desk_duplicates_all(&c->desk, PAIRS_LIMIT, &found);
    if (e) return e;
    struct duplicate_pair_view *pairs = ARENA_ARRAY(c->a, found.n, struct duplicate_pair_view);
    for (size_t i = 0; i < found.n; i++) {
        const struct duplicate_pair *p = &found.v[i];
        str a = id_str(c->a, p->a.id.v), b = id_str(c->a, p->b.id.v);
        pairs[i] = (struct duplicate_pair_view){.a_name = client_row_name(c, &p->a),
                                                .a_note = client_row_note(c, &p->a),
                                                .a_href = client_href(c, p->a.id, ""),
                                                .b_name = client_row_name(c, &p->b),
                                                .b_note = client_row_note(c, &p->b),
                                                .b_href = client_href(c, p->b.id, ""),
                                                .merge_href = link_to(c->a, "/clients/%.*s/merge/%.*s", SP(a), SP(b)),
                                                .a_id = a,
                                                .b_id = b,
                                                .csrf = c->session->csrf,
                                                .reasons = duplicate_reasons(c, &p->found),
                                                .very_likely = p->found.likely == DUPLICATE_LIKELY};
    }
    struct duplicates_view v = {.page = page_of(c, MSG_client_duplicates), .pairs = {pairs, found.n}, .more = found.more};
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    view_duplicates(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_duplicates = {.render = duplicates_render};

struct two_people {
    int64_t a, b;
};
static const struct field two_people_fields[] = {
    {"a", F_ID, true, 0, 0, MSG_none, MSG_none, NULL, NULL, offsetof(struct two_people, a)},
    {"b", F_ID, true, 0, 0, MSG_none, MSG_none, NULL, NULL, offsetof(struct two_people, b)},
};
const struct form two_people_form = {"two-people", two_people_fields, 2, sizeof(struct two_people), 4096};

static err two_people_prepare(struct call *c)
{
    c->state = ARENA_NEW(c->a, struct two_people);
    return form_bind(c, &two_people_form, c->state);
}

static err two_people_transact(struct call *c)
{
    const struct two_people *in = c->state;
    c->location = S("/duplicates");
    c->flash = MSG_done_client_two_people;
    return desk_duplicate_no(&c->desk, (client_id){in->a}, (client_id){in->b});
}

static err redirect_render(struct call *c, err result)
{
    return result ? result : reply_redirect(c);
}
const struct handler h_two_people = {two_people_prepare, two_people_transact, redirect_render};

// --- comparing and merging

struct merge_state {
    struct merge_input in;
    merge_id id;
};

struct merge_boxes {
    opt_int kept, gone;
};
static const struct field merge_box_fields[] = {
    {"kept_version", F_INT, true, 1, INT64_MAX, MSG_none, MSG_none, NULL, NULL, offsetof(struct merge_boxes, kept)},
    {"gone_version", F_INT, true, 1, INT64_MAX, MSG_none, MSG_none, NULL, NULL, offsetof(struct merge_boxes, gone)},
};
const struct form merge_form = {"merge", merge_box_fields, 2, sizeof(struct merge_boxes), 4096};

static err ids_of_path(struct call *c, client_id *kept, client_id *gone)
{
    return id_parse(c->param[0], &kept->v) && id_parse(c->param[1], &gone->v) ? OK : E_NOT_FOUND;
}

// One row a field that either record fills, told by its name in client_fields.def.
struct merge_rows {
    struct merge_row_view v[32];
    size_t n;
};

static void merge_row(struct call *c, struct merge_rows *rows, const char *name, str kept, str gone, str after)
{
    if (!kept.n && !gone.n) return;
    CHECK(rows->n < sizeof rows->v / sizeof rows->v[0]);
    str field = str_of(name);
    rows->v[rows->n++] = (struct merge_row_view){.label = message_say(c->a, c->desk.lang, SAY(client_field_label(field))),
                                                 .kept = client_field_text(c, field, kept),
                                                 .gone = client_field_text(c, field, gone),
                                                 .after = client_field_text(c, field, after),
                                                 .differs = !str_eq(kept, gone)};
}

static str texts_line(arena *a, const struct texts *t)
{
    struct buf b = buf_new(a, 1024);
    for (size_t i = 0; i < t->n; i++) {
        if (i) buf_put(&b, S(", "));
        buf_put(&b, t->v[i]);
    }
    return buf_str(&b);
}

static void fill_rows(struct call *c, const struct merge_preview *p, struct merge_rows *rows)
{
    const struct client_fields *kept = &p->kept.f, *gone = &p->gone.f, *after = &p->after;
#define T(name) merge_row(c, rows, #name, kept->name, gone->name, after->name);
#define DAY_TEXT(x) ((x).known ? day_str(c->a, (x).day) : (str){0})
#define D(name) merge_row(c, rows, #name, DAY_TEXT(kept->name), DAY_TEXT(gone->name), DAY_TEXT(after->name));
#define TRUTH_TEXT(x) ((x) ? S("1") : S("0"))
#define B(name) merge_row(c, rows, #name, TRUTH_TEXT(kept->name), TRUTH_TEXT(gone->name), TRUTH_TEXT(after->name));
#include "store/client_fields.def"
#undef T
#undef D
#undef B
    merge_row(c, rows, "phones", texts_line(c->a, &kept->phones), texts_line(c->a, &gone->phones), texts_line(c->a, &after->phones));
}

static err merge_page(struct call *c, int status)
{
    client_id kept, gone;
    struct merge_preview p;
    err e = ids_of_path(c, &kept, &gone);
    if (!e) e = desk_merge_preview(&c->desk, kept, gone, &p);
    if (e) return e;
    str kept_text = id_str(c->a, kept.v), gone_text = id_str(c->a, gone.v);
    struct merge_view v = {.page = page_of(c, MSG_client_merge_title),
                           .errors = form_errors_of(c, &merge_form),
                           .kept_name = client_name_full(c->a, &p.kept.f),
                           .gone_name = client_name_full(c->a, &p.gone.f),
                           .action = link_to(c->a, "/clients/%.*s/merge/%.*s", SP(kept_text), SP(gone_text)),
                           .swap_href = link_to(c->a, "/clients/%.*s/merge/%.*s", SP(gone_text), SP(kept_text)),
                           .cancel_href = client_href(c, kept, ""),
                           .csrf = c->session->csrf,
                           .key = page_form_key(c),
                           .kept_version = p.kept.version,
                           .gone_version = p.gone.version,
                           .concerns = p.concerns,
                           .measures = p.measures,
                           .diary_days = p.diary_days,
                           .links = p.links,
                           .others = p.others,
                           .overlaps = p.overlaps,
                           .collisions = p.collisions};
    struct merge_rows *rows = ARENA_NEW(c->a, struct merge_rows);
    fill_rows(c, &p, rows);
    v.rows.v = rows->v;
    v.rows.n = rows->n;
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb(c, &v.page, S("/duplicates"), MSG_client_duplicates);
    view_merge(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err merge_show_render(struct call *c, err result)
{
    (void)result;
    return merge_page(c, 200);
}
const struct handler h_merge_show = {.render = merge_show_render};

static err merge_prepare(struct call *c)
{
    struct merge_state *s = c->state = ARENA_NEW(c->a, struct merge_state);
    struct merge_boxes boxes;
    err e = ids_of_path(c, &s->in.kept, &s->in.gone);
    if (!e) e = form_bind(c, &merge_form, &boxes);
    if (e) return e;
    s->in.kept_version = boxes.kept.v;
    s->in.gone_version = boxes.gone.v;
    return OK;
}

static err merge_transact(struct call *c)
{
    struct merge_state *s = c->state;
    c->location = client_href(c, s->in.kept, "");
    c->flash = MSG_done_client_merged;
    return desk_client_merge(&c->desk, &s->in, &s->id);
}

static err merge_render(struct call *c, err result)
{
    if (result == E_NOT_FOUND) return result;
    return result ? merge_page(c, err_http(result)) : reply_redirect(c);
}
const struct handler h_merge = {merge_prepare, merge_transact, merge_render};

static err unmerge_transact(struct call *c)
{
    merge_id id;
    client_id kept, gone;
    if (!id_parse(c->param[0], &id.v)) return E_NOT_FOUND;
    err e = desk_client_unmerge(&c->desk, id, &kept, &gone);
    if (e) return e;
    c->location = client_href(c, kept, "");
    c->flash = MSG_done_client_unmerged;
    return OK;
}
const struct handler h_unmerge = {.transact = unmerge_transact, .render = redirect_render};
