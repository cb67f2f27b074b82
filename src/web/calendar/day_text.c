#include "day_text.h"

#include <string.h>

#include "clinic/care/billing.h"
#include "desk/people/clients.h"

enum { SHOWN_DAYS = 3, SHOWN_TIMES = 6, LOOK_DAYS = 7, LOOK_MAX = 200, LOOK_FAR = 56, HALF_HOUR = 30 };

str clock_text(struct call *c, int minute)
{
    return str_fmt(c->a, "%02d:%02d", minute / 60, minute % 60);
}

static bool digit_at(str s, size_t i) { return i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; }

// "60" in "Deep tissue 60" and "60-minute massage", not in "160".
static bool names_number(str name, str number)
{
    for (size_t i = 0; i + number.n <= name.n; i++)
        if (str_eq(str_sub(name, i, number.n), number) && !digit_at(name, i + number.n) && (i == 0 || !digit_at(name, i - 1))) return true;
    return false;
}

str service_words(struct call *c, str name, int64_t minutes)
{
    str length = str_fmt(c->a, "%lld", (long long)minutes);
    if (names_number(name, length)) return name;
    return message_say(c->a, c->desk.lang, SAY2(MSG_plan_service_with, "name", name, "minutes", length));
}

str day_words(struct call *c, day d)
{
    str weekday = message_say(c->a, c->desk.lang, SAY(view_weekday(day_weekday(d))));
    str date = view_day_text(c->a, c->desk.lang, d);
    if (d.d == c->desk.today.d) return message_say(c->a, c->desk.lang, SAY2(MSG_visit_today, "weekday", weekday, "date", date));
    if (d.d == c->desk.today.d + 1) return message_say(c->a, c->desk.lang, SAY2(MSG_visit_tomorrow, "weekday", weekday, "date", date));
    return str_fmt(c->a, "%.*s %.*s", SP(weekday), SP(date));
}

str when_words(struct call *c, day d, int minute)
{
    str weekday = message_say(c->a, c->desk.lang, SAY(view_weekday(day_weekday(d))));
    str date = view_day_text(c->a, c->desk.lang, d);
    return str_fmt(c->a, "%.*s %.*s, %02d:%02d", SP(weekday), SP(date), minute / 60, minute % 60);
}

str money_words(struct call *c, int64_t minor, str currency)
{
    return str_fmt(c->a, "%.*s %.*s", SP(billing_amount(c->a, minor, currency)), SP(currency));
}

str visit_href(struct call *c, appointment_id id, const char *behind)
{
    return link_to(c->a, "/appointments/%.*s%s", SP(id_str(c->a, id.v)), behind);
}

str visit_name(struct call *c, str given, str family, str preferred)
{
    struct client_fields f = {.given = given, .family = family, .preferred = preferred};
    return client_name_full(c->a, &f);
}

enum msg state_msg(enum appointment_state s)
{
    static const enum msg m[] = {MSG_visit_booked, MSG_visit_arrived, MSG_visit_in_session, MSG_visit_done,
                                 MSG_visit_no_show, MSG_visit_late_cancel, MSG_visit_cancelled};
    return m[s];
}

str state_class(enum appointment_state s)
{
    static const str k[] = {S_INIT(""), S_INIT("accent"), S_INIT("warn"), S_INIT("good"), S_INIT("bad"), S_INIT("bad"), S_INIT("")};
    return k[s];
}

enum msg kind_msg(enum visit_kind k)
{
    static const enum msg m[] = {MSG_visit_kind_plan, MSG_visit_kind_maintenance, MSG_visit_kind_relaxation};
    return m[k];
}

const struct choice kind_choices[] = {{"plan", MSG_visit_kind_plan},
                                      {"maintenance", MSG_visit_kind_maintenance},
                                      {"relaxation", MSG_visit_kind_relaxation},
                                      {NULL, MSG_none}};

// --- the value of a button

str slot_text(struct call *c, const struct slot_value *v)
{
    struct buf b = buf_new(c->a, 80);
    buf_put(&b, day_str(c->a, v->day));
    buf_putf(&b, "T%02d:%02d", v->minute / 60, v->minute % 60);
    for (size_t i = 0; i < 2 && v->therapist[i].v; i++) {
        buf_putc(&b, '.');
        buf_put(&b, id_str(c->a, v->therapist[i].v));
    }
    return buf_str(&b);
}

bool slot_parse(str text, struct slot_value *out)
{
    int64_t hour, minute;
    *out = (struct slot_value){0};
    if (text.n < 16 || text.p[10] != 'T' || text.p[13] != ':' || !day_parse(str_sub(text, 0, 10), &out->day)) return false;
    if (!str_i64(str_sub(text, 11, 2), &hour) || !str_i64(str_sub(text, 14, 2), &minute)) return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    out->minute = (int)(hour * 60 + minute);
    text = str_sub(text, 16, text.n);
    for (size_t i = 0; text.n; i++) {
        if (i == 2 || text.n < 1 + ID_TEXT || text.p[0] != '.' || !id_parse(str_sub(text, 1, ID_TEXT), &out->therapist[i].v)) return false;
        text = str_sub(text, 1 + ID_TEXT, text.n);
    }
    return true;
}

// --- the chooser

static str who_words(struct call *c, const struct free_time *t)
{
    if (!t->therapist[1].v) return t->therapist_name[0];
    return message_say(c->a, c->desk.lang, SAY2(MSG_book_both, "one", t->therapist_name[0], "other", t->therapist_name[1]));
}

static struct time_view time_of(struct call *c, const struct free_time *t, bool who)
{
    struct slot_value v = {t->day, t->slot.minute, {t->therapist[0], t->therapist[1]}};
    return (struct time_view){slot_text(c, &v), clock_text(c, t->slot.minute), who ? who_words(c, t) : (str){0}};
}

// Of one day: a time that several therapists have stands there once. Where there are many: the first, then whole and half hours, spread.
static size_t thin(const struct free_time *v, size_t n, bool all, const struct free_time **out)
{
    size_t k = 0, m = 0;
    for (size_t i = 0; i < n; i++) {
        if (!k || out[k - 1]->slot.minute != v[i].slot.minute) out[k++] = &v[i];
    }
    if (all || k <= SHOWN_TIMES) return k;
    for (size_t i = 0; i < k; i++) {
        if (i == 0 || out[i]->slot.minute % HALF_HOUR == 0) out[m++] = out[i];
    }
    if (m <= SHOWN_TIMES) return m;
    for (size_t i = 0; i < SHOWN_TIMES; i++) out[i] = out[i * (m - 1) / (SHOWN_TIMES - 1)];
    return SHOWN_TIMES;
}

static struct times_day_view day_of(struct call *c, const struct free_time *v, size_t n, bool all, bool who)
{
    const struct free_time **kept = ARENA_ARRAY(c->a, n, const struct free_time *);
    size_t k = thin(v, n, all, kept);
    struct time_view *t = ARENA_ARRAY(c->a, k, struct time_view);
    for (size_t i = 0; i < k; i++) t[i] = time_of(c, kept[i], who);
    str iso = day_str(c->a, v->day);
    struct times_day_view d = {.id = iso, .heading = day_words(c, v->day)};
    if (!all) d.all_value = str_fmt(c->a, "%.*s*", SP(iso));
    d.times.v = t;
    d.times.n = k;
    return d;
}

static size_t days_of(struct call *c, const struct free_list *list, bool all, bool who, struct times_day_view *out, size_t n, size_t max)
{
    for (size_t i = 0, k; i < list->n && n < max; i += k) {
        for (k = 1; i + k < list->n && list->v[i + k].day.d == list->v[i].day.d; k++) {}
        out[n++] = day_of(c, &list->v[i], k, all, who);
    }
    return n;
}

// One stretch of days; *next is where to look on. A day that the limit cut in two is left for the next look.
static err look(struct call *c, const struct times_in *in, day at, struct free_list *list, day *next)
{
    struct free_in f = {.service = in->service, .therapist = in->therapist, .from = at, .days = in->all ? 1 : LOOK_DAYS, .max = LOOK_MAX};
    err e = desk_free_times(&c->desk, &f, list);
    *next = (day){at.d + f.days};
    if (e || list->n < LOOK_MAX) return e;
    day last = list->v[list->n - 1].day;
    *next = (day){last.d + 1};
    if (last.d == list->v[0].day.d) return OK;
    while (list->v[list->n - 1].day.d == last.d) list->n--;
    *next = last;
    return OK;
}

err times_fill(struct call *c, const struct times_in *in, struct times_view *out)
{
    struct times_day_view *days = ARENA_ARRAY(c->a, SHOWN_DAYS, struct times_day_view);
    day at = in->from.d < c->desk.today.d ? c->desk.today : in->from;
    day next = at;
    size_t n = 0;
    bool who = !in->therapist.v;
    for (int far = at.d + (in->all ? 1 : LOOK_FAR); n < SHOWN_DAYS && next.d < far;) {
        struct free_list list = {0};
        err e = look(c, in, next, &list, &next);
        if (e) return e;
        n = days_of(c, &list, in->all, who, days, n, SHOWN_DAYS);
    }
    out->days.v = days;
    out->days.n = n;
    out->none = n == 0;
    out->from_label = day_words(c, at);
    if (out->none) out->none_text = message_say(c->a, c->desk.lang, SAY1(in->all ? MSG_book_none_day : MSG_book_none, "day", out->from_label));
    day shown = at;
    if (n) (void)day_parse(days[n - 1].id, &shown);
    out->later_value = day_str(c->a, (day){shown.d + 1});
    out->week_value = day_str(c->a, (day){at.d + 8 - day_weekday(at)});
    if (at.d > c->desk.today.d || in->all) out->first_value = day_str(c->a, c->desk.today);
    return OK;
}

void times_nearest(struct call *c, const struct free_list *list, bool any, struct times_view *out)
{
    struct times_day_view *days = ARENA_ARRAY(c->a, SHOWN_DAYS, struct times_day_view);
    out->days.n = days_of(c, list, true, any, days, 0, SHOWN_DAYS);
    out->days.v = days;
    out->nearest = out->days.n > 0;
}

void times_from(struct call *c, str value, day *from, bool *all)
{
    *all = str_ends(value, S("*"));
    if (*all) value = str_sub(value, 0, value.n - 1);
    if (!day_parse(value, from)) {
        *from = c->desk.today;
        *all = false;
    }
}

void times_json(struct call *c, struct jw *w, str key, const struct free_list *list)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < list->n; i++) {
        const struct free_time *t = &list->v[i];
        jw_object(w);
        jw_kstr(w, S("day"), day_str(c->a, t->day));
        jw_kstr(w, S("time"), clock_text(c, t->slot.minute));
        jw_kstr(w, S("start"), instant_str(c->a, t->slot.start));
        jw_key(w, S("therapist"));
        jw_id(w, t->therapist[0].v);
        jw_kstr(w, S("therapist_name"), t->therapist_name[0]);
        if (t->therapist[1].v) {
            jw_key(w, S("partner_therapist"));
            jw_id(w, t->therapist[1].v);
            jw_kstr(w, S("partner_therapist_name"), t->therapist_name[1]);
        }
        jw_key(w, S("room"));
        jw_id(w, t->slot.room);
        jw_kbool(w, S("twice"), t->slot.fold);
        jw_end(w);
    }
    jw_end(w);
}

// --- options

static void options_set(struct field_view *f, struct option_view *o, size_t n)
{
    f->type = S("select");
    f->options.v = o;
    f->options.n = n;
}

void options_services(struct call *c, struct field_view *f, const struct choices *all)
{
    struct option_view *o = ARENA_ARRAY(c->a, all->n_services, struct option_view);
    for (size_t i = 0; i < all->n_services; i++) {
        const struct choice_service *s = &all->service[i];
        str id = id_str(c->a, s->id.v);
        struct say say = SAY1(MSG_book_service_option, "name", s->name);
        say.n = s->minutes;
        o[i] = (struct option_view){id, message_say(c->a, c->desk.lang, say), str_eq(id, f->value)};
    }
    options_set(f, o, all->n_services);
}

void options_therapists(struct call *c, struct field_view *f, const struct choices *all, enum msg any)
{
    struct option_view *o = ARENA_ARRAY(c->a, all->n_therapists, struct option_view);
    size_t n = 0;
    for (size_t i = 0; i < all->n_therapists; i++) {
        const struct choice_person *p = &all->therapist[i];
        str id = id_str(c->a, p->id.v);
        if (p->gives) o[n++] = (struct option_view){id, p->name, str_eq(id, f->value)};
    }
    options_set(f, o, n);
    f->empty_label = message_say(c->a, c->desk.lang, SAY(any));
}

void options_rooms(struct call *c, struct field_view *f, const struct choices *all, enum msg any)
{
    struct option_view *o = ARENA_ARRAY(c->a, all->n_rooms, struct option_view);
    for (size_t i = 0; i < all->n_rooms; i++) {
        str id = id_str(c->a, all->room[i].id.v);
        o[i] = (struct option_view){id, all->room[i].name, str_eq(id, f->value)};
    }
    options_set(f, o, all->n_rooms);
    f->empty_label = message_say(c->a, c->desk.lang, SAY(any));
}

// --- a client's visits

str visit_counts(struct call *c, const struct client_visits *n)
{
    const struct {
        enum msg key;
        int64_t n;
    } part[] = {{MSG_visit_count_done, n->done}, {MSG_visit_count_booked, n->booked}, {MSG_visit_count_no_show, n->no_show},
                {MSG_visit_count_late, n->late_cancel}, {MSG_visit_count_cancelled, n->cancelled}};
    struct buf b = buf_new(c->a, 1024);
    if (!n->done && !n->no_show && !n->late_cancel && !n->cancelled && n->booked <= 1)
        return message_say(c->a, c->desk.lang, SAY(n->booked ? MSG_visit_count_first : MSG_visit_count_none));
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        if (!part[i].n) continue;
        if (b.n) buf_put(&b, S(", "));
        buf_put(&b, message_say(c->a, c->desk.lang, SAY_N(part[i].key, part[i].n)));
    }
    return buf_str(&b);
}

enum { NEXT_SHOWN = 3 };            // of those ahead; the others fold

err client_visits_fill(struct call *c, client_id client, str name, struct client_visits_view *out)
{
    struct appointment_list list;
    struct client_visits n;
    err e = desk_appointments_of_client(&c->desk, client, &list);
    if (!e) e = desk_client_visits(&c->desk, client, &n);
    if (e) return e;
    struct client_visit_view *next = ARENA_ARRAY(c->a, list.n, struct client_visit_view), *past = ARENA_ARRAY(c->a, list.n, struct client_visit_view);
    for (size_t i = list.n; i-- > 0;) { // they come newest first; what is to come reads the other way round
        const struct appointment *p = &list.v[i];
        bool open = p->state <= STATE_IN_SESSION && p->clear.us > c->now.us;
        if (open) next[out->next.n++] = (struct client_visit_view){.when = when_words(c, p->day, p->minute)};
        else past[list.n - 1 - out->past.n++] = (struct client_visit_view){.when = when_words(c, p->day, p->minute)};
        struct client_visit_view *v = open ? &next[out->next.n - 1] : &past[list.n - out->past.n];
        v->href = visit_href(c, p->id, "");
        v->what = str_fmt(c->a, "%.*s · %.*s", SP(p->service_name), SP(p->therapist_name));
        v->state = message_say(c->a, c->desk.lang, SAY(state_msg(p->state)));
        v->state_class = state_class(p->state);
    }
    size_t first = out->next.n < NEXT_SHOWN ? out->next.n : NEXT_SHOWN;
    out->later.v = next + first;
    out->later.n = out->next.n - first;
    out->next.v = next;
    out->next.n = first;
    out->past.v = past + (list.n - out->past.n);
    out->book_href = link_to(c->a, "/book?client=%.*s", SP(id_str(c->a, client.v)));
    out->counts = message_say(c->a, c->desk.lang, SAY2(MSG_visit_counts, "name", name, "list", visit_counts(c, &n)));
    return OK;
}
