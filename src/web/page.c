#include "web/page.h"

#include <sodium.h>

#include "clinic/safety/crisis.h"
#include "desk/practice/signin.h"
#include "web/form.h"
#include "web/route.h"
#include "views_gen.h"

// What the navigation holds, in order; each item is there for those who may use its verb.
static const struct {
    const char *href, *icon;
    enum msg label;
    enum verb verb;
} nav_rows[] = {
    {"/today", "today", MSG_common_nav_today, VERB_CALENDAR_SHOW},
    {"/book", "book", MSG_common_nav_book, VERB_FREE_TIMES},
    {"/clients", "clients", MSG_common_nav_clients, VERB_CLIENT_FIND},
    {"/receipts", "receipts", MSG_common_nav_receipts, VERB_RECEIPT_LIST},
    {"/team", "team", MSG_common_nav_team, VERB_TEAM_LIST},
    {"/setup", "practice", MSG_common_nav_practice, VERB_PRACTICE_SHOW},
    {"/audit", "audit", MSG_common_nav_audit, VERB_AUDIT_SHOW},
};

// "/clients" is current on "/clients" and on "/clients/…", not on "/clients-of".
static bool under(str path, str href)
{
    return str_starts(path, href) && (path.n == href.n || path.p[href.n] == '/');
}

static void nav_fill(const struct call *c, struct page_view *p)
{
    size_t most = sizeof nav_rows / sizeof nav_rows[0];
    struct nav_item *items = ARENA_ARRAY(c->a, most, struct nav_item);
    for (size_t i = 0; i < most; i++) {
        if (!desk_may(&c->desk.who, nav_rows[i].verb))
            continue;
        str href = str_of(nav_rows[i].href);
        items[p->nav.n++] = (struct nav_item){href, str_of(nav_rows[i].icon), nav_rows[i].label, under(c->path, href)};
    }
    p->nav.v = items;
}

// ?done=some.key names the flash. Anyone can write an address, so only messages made for this are shown.
static enum msg flash_of(const struct call *c)
{
    str done = query_value((struct call *)c, S("done"));
    return str_starts(done, S("done.")) ? message_find(done) : MSG_none;
}

static struct page_view frame(const struct call *c, enum msg title)
{
    return (struct page_view){
        .title = message_say(c->a, c->desk.lang, SAY(title)),
        .dev = c->env->dev,
        .version = c->env->version,
    };
}

struct page_view page_of(const struct call *c, enum msg title)
{
    struct page_view p = frame(c, title);
    p.home = S("/");
    p.flash = SAY(flash_of(c));
    if (c->session && !c->kiosk) { // one that is handed over shows nothing of its person's
        p.practice = c->session->practice_name;
        p.person = c->session->name;
        p.csrf = c->session->csrf;
        if (!c->session->must_change)
            nav_fill(c, &p);
    }
    return p;
}

static void fill_numbers(const struct call *c, str crisis, struct page_view *p)
{
    struct crisis_contact *one = ARENA_ARRAY(c->a, CRISIS_CONTACTS, struct crisis_contact);
    size_t n = crisis_contacts(c->a, crisis, one);
    struct page_number *v = ARENA_ARRAY(c->a, n, struct page_number);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct page_number){one[i].words, one[i].dial.n ? str_fmt(c->a, "tel:%.*s", SP(one[i].dial)) : (str){0}};
    p->numbers.v = v;
    p->numbers.n = n;
}

struct page_view page_of_client(const struct call *c, enum msg title, str practice, str crisis)
{
    struct page_view p = frame(c, title);
    p.flash = SAY(flash_of(c));
    p.practice = practice;
    p.client = true;
    p.crisis = crisis;
    p.support = c->support;
    fill_numbers(c, crisis, &p);
    if (c->kiosk)
        p.lock_href = S("/kiosk/back");
    return p;
}

void page_crumb_text(const struct call *c, struct page_view *p, str href, str label)
{
    struct crumb *all = ARENA_ARRAY(c->a, p->crumbs.n + 1, struct crumb);
    for (size_t i = 0; i < p->crumbs.n; i++)
        all[i] = p->crumbs.v[i];
    all[p->crumbs.n] = (struct crumb){href, label};
    p->crumbs.v = all;
    p->crumbs.n++;
}

void page_crumb(const struct call *c, struct page_view *p, str href, enum msg label)
{
    page_crumb_text(c, p, href, message_say(c->a, c->desk.lang, SAY(label)));
}

void page_about(const struct call *c, struct page_view *p, str name, opt_day born)
{
    struct say words = SAY1(MSG_common_about, "name", name);
    if (born.known) words = SAY2(MSG_common_about_born, "name", name, "day", view_day_text(c->a, c->desk.lang, born.day));
    p->about = message_say(c->a, c->desk.lang, words);
    p->printed = page_time(c, c->now);
}

void page_undo(const struct call *c, struct page_view *p, str path)
{
    p->undo = path;
    p->undo_key = page_form_key(c);
}

// "phones[1]" is the field "phones" and its second box, whose id ends in -1; the first box has no number.
static str field_id(arena *a, const struct form *f, str field)
{
    str name, index;
    if (!str_cut(field, '[', &name, &index) || str_starts(index, S("0")))
        return str_fmt(a, "%s-%.*s", f->name, SP(name));
    return str_fmt(a, "%s-%.*s-%.*s", f->name, SP(name), SP(str_sub(index, 0, index.n ? index.n - 1 : 0)));
}

static const struct field *field_of(const struct form *f, str field)
{
    str name, index;
    str_cut(field, '[', &name, &index);
    for (size_t i = 0; f && i < f->n; i++)
        if (str_eq(str_of(f->fields[i].name), name))
            return &f->fields[i];
    return NULL;
}

struct form_errors_view form_errors_of(const struct call *c, const struct form *f)
{
    struct form_errors_view v = {0};
    struct form_error_view *rows = ARENA_ARRAY(c->a, c->problems.n + 1, struct form_error_view);
    for (const struct problem *p = c->problems.first; p; p = p->next) {
        const struct field *field = field_of(f, p->field);
        struct form_error_view *row = &rows[v.rows.n++];
        row->text = message_say(c->a, c->desk.lang, p->say);
        if (field && field->label != MSG_none) {
            row->href = str_fmt(c->a, "%.*s", SP(field_id(c->a, f, p->field)));
            row->label = message_say(c->a, c->desk.lang, SAY(field->label));
        }
    }
    v.rows.v = rows;
    return v;
}

void page_error(struct call *c, err e)
{
    CHECK(e != OK);
    struct error_view v = {.page = page_of(c, MSG_common_error_title), .status = err_http(e), .text = err_say(e)};
    v.page.flash = SAY(MSG_none);
    v.sign_in = e == E_SIGN_IN && !c->session;
    if (c->desk.who.role == ROLE_CLIENT)
        v.page.home = S("");
    if (str_eq(c->req.method, S("GET")) && err_http(e) >= 500)
        v.back = c->path;
    struct form_errors_view problems = form_errors_of(c, NULL);
    v.problems.v = problems.rows.v;
    v.problems.n = problems.rows.n;
    view_error(reply_body(c, v.status, S("text/html; charset=utf-8")), &v, c->desk.lang);
}

str page_form_key(const struct call *c)
{
    unsigned char bytes[16];
    char text[2 * sizeof bytes + 1];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
    return str_dup(c->a, str_of(text));
}

str page_time(const struct call *c, instant t)
{
    const struct zone *z = c->desk.zone;
    day d = zone_day(z, t);
    int64_t into_day = t.us - (int64_t)instant_day_utc(t).d * DAY_US;
    int minute = z ? zone_minute(z, t) : (int)(into_day / MINUTE_US);
    str text = view_day_text(c->a, c->desk.lang, d);
    return str_fmt(c->a, "%.*s, %02d:%02d", SP(text), minute / 60, minute % 60);
}

enum msg page_role_msg(enum role r)
{
    static const enum msg role[ROLE_COUNT] = {
        [ROLE_NONE] = MSG_common_role_none,           [ROLE_OWNER] = MSG_common_role_owner,
        [ROLE_THERAPIST] = MSG_common_role_therapist, [ROLE_FRONT_DESK] = MSG_common_role_front_desk,
        [ROLE_CLIENT] = MSG_common_role_client,       [ROLE_SYSTEM] = MSG_common_role_system,
    };
    CHECK((unsigned)r < ROLE_COUNT);
    return role[r];
}

str page_role(const struct call *c, enum role r)
{
    return message_say(c->a, c->desk.lang, SAY(page_role_msg(r)));
}
