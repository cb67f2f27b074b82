// Finding clients as one types, and the words that all client pages share.
#include "desk/people/clients.h"

#include <string.h>

#include "base/json.h"
#include "client_text.h"
#include "web/forms.h"
#include "web/safety/safety_row.h"
#include "views_gen.h"

str client_href(struct call *c, client_id id, const char *behind)
{
    return link_to(c->a, "/clients/%.*s%s", SP(id_str(c->a, id.v)), behind);
}

str client_row_name(struct call *c, const struct client_row *r)
{
    struct client_fields f = {.given = r->given, .family = r->family, .preferred = r->preferred};
    return client_name_full(c->a, &f);
}

str client_row_note(struct call *c, const struct client_row *r)
{
    str born = r->born.known ? view_day_text(c->a, c->desk.lang, r->born.day) : (str){0};
    str way = r->phone.n ? r->phone : r->email;
    if (!born.n || !way.n) return born.n ? born : way;
    return str_fmt(c->a, "%.*s · %.*s", SP(born), SP(way));
}

struct client_row_view client_row_view(struct call *c, const struct client_row *r)
{
    return (struct client_row_view){.href = client_href(c, r->id, ""), .name = client_row_name(c, r), .note = client_row_note(c, r)};
}

str duplicate_reasons(struct call *c, const struct duplicate_found *f)
{
    struct buf b = buf_new(c->a, 2048);
    for (size_t i = 0; i < f->n_reasons; i++) {
        if (i) buf_put(&b, S(", "));
        buf_put(&b, message_say(c->a, c->desk.lang, SAY(f->reason[i])));
    }
    return buf_str(&b);
}

struct duplicate_view duplicate_view_of(struct call *c, client_id self, const struct duplicate_row *d)
{
    struct duplicate_view v = {.name = client_row_name(c, &d->other),
                               .note = client_row_note(c, &d->other),
                               .href = client_href(c, d->other.id, ""),
                               .very_likely = d->found.likely == DUPLICATE_LIKELY,
                               .reasons = duplicate_reasons(c, &d->found)};
    if (self.v) {
        v.merge_href = link_to(c->a, "/clients/%.*s/merge/%.*s", SP(id_str(c->a, self.v)), SP(id_str(c->a, d->other.id.v)));
    }
    return v;
}

enum { FIND_LIMIT = 20 };

static err safety_of(struct call *c, const struct clients_found *found, struct safety_said **out)
{
    client_id *who = ARENA_ARRAY(c->a, found->n, client_id);
    *out = ARENA_ARRAY(c->a, found->n, struct safety_said);
    for (size_t i = 0; i < found->n; i++) who[i] = found->rows[i].id;
    return safety_rows_of(c, who, found->n, *out);
}

static err clients_json(struct call *c, const struct clients_found *found, const struct safety_said *said)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("recent"), found->recent);
    jw_kbool(&w, S("more"), found->more);
    jw_key(&w, S("clients"));
    jw_array(&w);
    for (size_t i = 0; i < found->n; i++) {
        const struct client_row *r = &found->rows[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, r->id.v);
        jw_kstr(&w, S("given"), r->given);
        jw_kstr(&w, S("family"), r->family);
        jw_kstr(&w, S("preferred"), r->preferred);
        jw_kstr(&w, S("name"), client_row_name(c, r));
        jw_kstr(&w, S("note"), client_row_note(c, r));
        jw_kstr(&w, S("href"), client_href(c, r->id, ""));
        jw_kbool(&w, S("call"), said[i].flag.call);
        safety_row_put(&w, &said[i]);
        jw_key(&w, S("born"));
        if (r->born.known) jw_str(&w, day_str(c->a, r->born.day));
        else jw_null(&w);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err clients_render(struct call *c, err result)
{
    (void)result;
    str query = str_trim(query_value(c, S("q")));
    struct clients_found found;
    err e = desk_client_find(&c->desk, query, FIND_LIMIT, &found);
    struct safety_said *said = NULL;
    if (!e) e = safety_of(c, &found, &said);
    if (e) return e;
    if (c->kind == KIND_JSON) return clients_json(c, &found, said);
    struct clients_view v = {.page = page_of(c, MSG_client_title),
                             .query = query,
                             .recent = found.recent,
                             .more = found.more,
                             .none = found.recent && found.n == 0,
                             .found = (int64_t)found.n};
    struct client_row_view *rows = ARENA_ARRAY(c->a, found.n, struct client_row_view);
    for (size_t i = 0; i < found.n; i++) {
        rows[i] = client_row_view(c, &found.rows[i]);
        rows[i].call = said[i].flag.call;
        rows[i].safety = said[i].line;
        rows[i].safety.href = (str){0}; // the row is a link
    }
    v.rows.v = rows;
    v.rows.n = found.n;
    view_clients(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_clients = {.render = clients_render};
