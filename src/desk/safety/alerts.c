#include "desk/safety/alerts.h"

#include "base/json.h"
#include "clinic/measures/measure_choice.h"
#include "base/email.h"
#include "base/phone.h"
#include "desk/links/outbox.h"
#include "desk/practice/setup.h"
#include "desk/safety/alert_causes.h"
#include "desk/rules.h"
#include "store/account.h"
#include "store/practice.h"

enum { UNTIL_USUAL = 18 * 60, DAY_MINUTES = 24 * 60, FIRED_BYTES = 1024 };

static int minute_now(const struct desk *d)
{
    return d->zone ? zone_minute(d->zone, d->now) : (int)(((d->now.us % DAY_US) + DAY_US) % DAY_US / MINUTE_US);
}

static instant at_minute(const struct desk *d, int minute)
{
    instant t = {(int64_t)d->today.d * DAY_US + minute * MINUTE_US};
    if (!d->zone)
        return t;
    if (minute < DAY_MINUTES)
        zone_instant(d->zone, d->today, minute, &t);
    else
        zone_instant(d->zone, (day){d->today.d + 1}, minute - DAY_MINUTES, &t);
    return t;
}

str alert_emergency(const struct alert_setting *s, str country)
{
    const struct country_row *c = s->emergency.n ? NULL : desk_country(country);
    return c ? c->emergency : s->emergency;
}

// ---- may it be asked?

static bool works_here(const struct member *m) { return m->active && (m->role == ROLE_OWNER || m->role == ROLE_THERAPIST); }

static err lacks_of(struct desk *d, const struct alert_setting *s, str crisis_line, str *person, unsigned *lacks)
{
    struct member m = {0};
    *person = (str){0};
    err e = s->account.v ? member_get(d->db, d->a, &d->who, s->account, &m) : E_NOT_FOUND;
    if (e != OK && e != E_NOT_FOUND)
        return e;
    if (e == OK)
        *person = m.name;
    *lacks = (e == OK && works_here(&m) ? 0U : LACK_PERSON) | (s->address.n && s->confirmed ? 0U : LACK_ADDRESS) | (s->weekdays ? 0U : LACK_HOURS) |
             (s->away_until.known && d->today.d <= s->away_until.day.d ? LACK_AWAY : 0U) |
             (s->crisis_checked && crisis_line.n && str_eq(s->crisis_line, crisis_line) ? 0U : LACK_CRISIS) |
             (s->emergency.n ? 0U : LACK_EMERGENCY);
    return OK;
}

// Mail can be sent from here, nothing holds it up, and the last alert to the confirmed address arrived since it was last confirmed. (An owner is
// written to at their own address too: what arrives there says nothing about this one.)
static err mail_works(struct desk *d, const struct alert_setting *s, bool *works)
{
    struct outbox_row last;
    enum mail_channel by;
    str held;
    *works = d->env && d->env->mail;
    if (!*works || !s->account.v)
        return OK;
    err e = outbox_held_up(d->db, d->a, &d->who, &by, &held);
    if (e == OK)
        *works = held.n == 0 || by != CHANNEL_EMAIL;
    if (e == OK)
        e = desk_mail_to_staff(d, s->account, MAIL_ALERT, s->address, &last);
    if (e == OK && last.state == OUTBOX_FAILED && last.ended.us > s->confirmed_at.us)
        *works = false;
    return e == E_NOT_FOUND ? OK : e;
}

// As the system sees it: the client by link, too, is asked only what may be asked.
static err stand(const struct desk *caller, struct alert_setting_shown *out)
{
    struct practice p;
    struct desk system = *caller, *d = &system;
    system.who = (struct actor){.practice = caller->who.practice, .role = ROLE_SYSTEM};
    *out = (struct alert_setting_shown){.lacks = ~0U};
    err e = alert_setting_get(d->db, d->a, &d->who, &out->set);
    if (e == OK)
        e = practice_get(d->db, d->a, &d->who, &p);
    if (e != OK)
        return e;
    bool works = false;
    out->crisis_line = p.crisis_line;
    out->emergency = alert_emergency(&out->set, p.country);
    e = lacks_of(d, &out->set, p.crisis_line, &out->person, &out->lacks);
    if (e == OK)
        e = mail_works(d, &out->set, &works);
    if (e != OK)
        out->lacks = ~0U;
    else if (!works)
        out->lacks |= LACK_MAIL;
    return e;
}

err desk_alerts_lacks(struct desk *d, unsigned *lacks)
{
    struct alert_setting_shown s;
    err e = stand(d, &s);
    *lacks = s.lacks;
    return e;
}

bool desk_alerts_ready(struct desk *d)
{
    unsigned lacks;
    return desk_alerts_lacks(d, &lacks) == OK && lacks == 0;
}

bool desk_alerts_may_ask(struct desk *d, const struct instrument_file *in, bool remote)
{
    struct alert_setting_shown s;
    if (in->n_alerts == 0)
        return true;
    if (stand(d, &s) != OK || s.lacks)
        return false;
    if (!remote)
        return true;
    bool today = s.set.weekdays >> (day_weekday(d->today) - 1) & 1;
    return !measure_by_hand(in->id) && today && minute_now(d) < s.set.until_minute;
}

str desk_alerts_instead(str instrument) { return str_eq(instrument, S("phq-9")) ? S("phq-8") : (str){0}; }

// ---- raising

// On the same civil day: until the named person's hour, but never less than an hour from now, and never past midnight.
instant alert_due_of(const struct desk *d, const struct alert_setting *s)
{
    int until = s->version ? s->until_minute : UNTIL_USUAL, now = minute_now(d);
    instant end = at_minute(d, until > now + 60 ? until : now + 60 < DAY_MINUTES ? now + 60 : DAY_MINUTES);
    return end.us > d->now.us ? end : d->now;
}

static str fired_of(struct desk *d, const struct instrument_file *in, const struct instrument_answers *x)
{
    struct buf b = buf_new(d->a, FIRED_BYTES);
    struct jw w = jw_on(&b);
    size_t n = 0;
    jw_array(&w);
    for (size_t i = 0; i < in->n_alerts; i++)
        if (instrument_alerted(in, x, i)) {
            jw_str(&w, in->alerts[i].id);
            n++;
        }
    jw_end(&w);
    CHECK(!b.over);
    return n ? buf_str(&b) : (str){0};
}

// A mail that cannot be written must not cost the task: that stands on Today, with the word that nobody was written to.
static err write_one(struct desk *d, const struct mail_to_staff *m, outbox_id *out)
{
    struct problems aside = {.a = d->a};
    struct desk system = *d;
    system.who = (struct actor){.practice = d->who.practice, .role = ROLE_SYSTEM};
    system.problems = &aside;
    err e = desk_mail_staff(&system, m, out);
    d->ids = system.ids;
    if (e == E_INVALID || e == E_NOT_FOUND)
        *out = (outbox_id){0};
    return e == E_INVALID || e == E_NOT_FOUND ? OK : e;
}

// A text message beside the mail, to whoever asked for one, where any can be sent.
static err text_to(struct desk *d, account_id to, alert_id about)
{
    const struct alert_text *t;
    size_t n;
    str number;
    outbox_id sent;
    if (!d->env || !d->env->sms)
        return OK;
    err e = alert_texts(d->db, d->a, &d->who, &t, &n);
    for (size_t i = 0; e == OK && i < n; i++)
        if (t[i].account.v == to.v && phone_e164(d->a, t[i].number, d->env->sms_country, &number))
            e = write_one(d, &(struct mail_to_staff){.kind = MAIL_ALERT, .to = to, .address = number, .text = true, .about = about.v}, &sent);
    return e;
}

err alert_mail(struct desk *d, account_id to, str address, alert_id about, outbox_id *out)
{
    *out = (outbox_id){0};
    if (!to.v)
        return OK;
    err e = address.n ? write_one(d, &(struct mail_to_staff){.kind = MAIL_ALERT, .to = to, .address = address, .about = about.v}, out) : OK;
    return e == OK ? text_to(d, to, about) : e;
}

bool desk_alert_fires(const struct instrument_file *in, const struct instrument_answers *x)
{
    for (size_t i = 0; i < in->n_alerts; i++)
        if (instrument_alerted(in, x, i))
            return true;
    return false;
}

bool desk_alert_choice(const struct instrument_file *in, size_t item, size_t choice)
{
    const struct answer_set *s = in->items[item].answers;
    struct instrument_answers x;
    if (in->n_alerts == 0 || s->kind == ANSWER_CLOCK || (s->kind == ANSWER_CODES && choice >= s->n_codes))
        return false;
    instrument_answers_none(in, &x);
    if (s->kind == ANSWER_NUMBER)
        x.value[item] = FV_NUM(s->lo + (double)choice);
    else
        x.value[item] = s->codes[choice].kind == FV_NUMBER ? FV_NUM(s->codes[choice].number) : FV_STR(s->codes[choice].code);
    return desk_alert_fires(in, &x);
}

static str answer_of(struct desk *d, const struct instrument_file *in, const struct instrument_answers *x, size_t alert)
{
    size_t item = instrument_item_of(in, in->alerts[alert].item);
    CHECK(item < in->n_items);
    return instrument_answer_text(d->a, &in->items[item], x->value[item]);
}

bool desk_alert_touched(struct desk *d, const struct instrument_file *in, const struct instrument_answers *was, const struct instrument_answers *now)
{
    for (size_t i = 0; i < in->n_alerts; i++)
        if (instrument_alerted(in, was, i) != instrument_alerted(in, now, i) || !str_eq(answer_of(d, in, was, i), answer_of(d, in, now, i)))
            return true;
    return false;
}

static err answer_put(struct desk *d, alert_id id, str item, str answer)
{
    struct alert_answer x = {.id = id_next(&d->ids, d->now), .item = item, .answer = answer, .at = d->now};
    return alert_answer_insert(d->db, &d->who, id, &x);
}

// The last that was said to a question; NULL: nothing yet.
static const struct alert_answer *last_of(const struct alert_answer *v, size_t n, str item)
{
    const struct alert_answer *last = NULL;
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].item, item))
            last = &v[i];
    return last;
}

static bool before_in(const struct instrument_file *in, size_t alert)
{
    for (size_t i = 0; i < alert; i++)
        if (str_eq(in->alerts[i].item, in->alerts[alert].item))
            return true;
    return false;
}

// What the questions that ask for help are answered now, where that is new. *changed: one of them was answered otherwise before; *asks: and asks
// for help now.
static err answers_keep(struct desk *d, alert_id id, const struct instrument_file *in, const struct instrument_answers *x, bool *changed, bool *asks)
{
    const struct alert_answer *said;
    size_t n;
    *changed = *asks = false;
    err e = alert_answers(d->db, d->a, &d->who, id, &said, &n);
    for (size_t i = 0; e == OK && i < in->n_alerts; i++) {
        str now = answer_of(d, in, x, i);
        const struct alert_answer *last = last_of(said, n, in->alerts[i].item);
        if (last ? str_eq(last->answer, now) : now.n == 0)
            continue;
        *changed |= last != NULL;
        *asks |= instrument_alerted(in, x, i);
        if (!before_in(in, i))
            e = answer_put(d, id, in->alerts[i].item, now);
    }
    return e;
}

// Raised before, by these answers while they were given: what became of them since.
static err goes_on(struct desk *d, alert_id id, const struct instrument_file *in, const struct instrument_answers *x)
{
    struct alert_row row;
    bool changed, asks, told;
    err e = answers_keep(d, id, in, x, &changed, &asks);
    if (e != OK || !(changed || asks))
        return e;
    e = alert_act_insert(d->db, &d->who, id, &(struct alert_act){.id = id_next(&d->ids, d->now), .kind = S("changed"), .at = d->now, .account = d->who.account});
    if (e == OK)
        e = alert_get(d->db, d->a, &d->who, id, &row);
    if (e != OK || !asks || !row.closed)
        return e;
    row.closed = false;
    e = alert_set(d->db, &d->who, &row);
    if (e == OK)
        e = alert_tell_named(d, id, row.escalated);
    return e == OK && row.escalated ? alert_tell_owners(d, id, &told) : e;
}

err desk_alert_raise(struct desk *d, const struct response_row *r, const struct instrument_file *in, const struct instrument_answers *x)
{
    struct alert_setting s;
    alert_id there;
    bool changed, asks;
    if (in->n_alerts == 0)
        return OK;
    err e = alert_of_response(d->db, d->a, &d->who, r->id, &there);
    if (e != E_NOT_FOUND)
        return e == OK ? goes_on(d, there, in, x) : e;
    str fired = fired_of(d, in, x);
    if (fired.n == 0)
        return OK;
    e = desk_begin(d, VERB_ALERT_RAISE, r->client.v);
    if (e == OK)
        e = alert_setting_get(d->db, d->a, &d->who, &s);
    bool acts = false;
    if (e == OK)
        e = alert_acts_still(d, s.account, &acts);
    if (e != OK)
        return e;
    bool left = s.account.v && !acts;
    if (left)
        s.account.v = 0;
    struct alert_row row = {.id = {id_next(&d->ids, d->now)}, .client = r->client, .response = r->id, .instrument = r->instrument, .fired = fired,
        .account = s.account, .raised = d->now, .due = alert_due_of(d, &s)};
    e = alert_mail(d, s.account, s.confirmed ? s.address : (str){0}, row.id, &row.mail);
    if (e == OK)
        e = alert_insert(d->db, &d->who, &row);
    if (e == OK)
        e = answers_keep(d, row.id, in, x, &changed, &asks);
    return e == OK && left ? alert_tell_named(d, row.id, false) : e;
}

// ---- who is told

static void owner_of(const struct alert_setting *s, const struct member *m, const struct alert_owner *known, size_t n, struct alert_owner_shown *out)
{
    *out = (struct alert_owner_shown){.account = m->account, .name = m->name, .address = m->email};
    if (s->confirmed && s->account.v == m->account.v) {
        out->address = s->address;
        out->confirmed = true;
        out->at = s->confirmed_at;
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (known[i].account.v == m->account.v && str_eq(known[i].address, m->email)) {
            out->confirmed = true;
            out->at = known[i].confirmed;
        }
}

err alert_owners_told(struct desk *d, const struct alert_setting *s, const struct alert_owner_shown **out, size_t *n)
{
    const struct alert_owner *known;
    const struct member *m;
    size_t n_known, n_members;
    *n = 0;
    err e = alert_owners(d->db, d->a, &d->who, &known, &n_known);
    if (e == OK)
        e = member_list(d->db, d->a, &d->who, &m, &n_members);
    if (e != OK)
        return e;
    struct alert_owner_shown *v = ARENA_ARRAY(d->a, n_members, struct alert_owner_shown);
    for (size_t i = 0; i < n_members; i++)
        if (m[i].active && m[i].role == ROLE_OWNER)
            owner_of(s, &m[i], known, n_known, &v[(*n)++]);
    *out = v;
    return OK;
}

err alert_tell_owners(struct desk *d, alert_id id, bool *told)
{
    const struct alert_owner_shown *v;
    struct alert_setting s;
    size_t n = 0;
    *told = false;
    err e = alert_setting_get(d->db, d->a, &d->who, &s);
    if (e == OK)
        e = alert_owners_told(d, &s, &v, &n);
    for (size_t i = 0; e == OK && i < n && d->env && d->env->mail; i++) {
        outbox_id sent;
        e = alert_mail(d, v[i].account, v[i].address, id, &sent);
        *told |= e == OK && sent.v != 0;
    }
    return e;
}

err desk_alert_setting(struct desk *d, struct alert_setting_shown *out)
{
    err e = desk_begin(d, VERB_ALERT_SETTING, 0);
    if (e == OK)
        e = stand(d, out);
    return e == OK ? alert_owners_told(d, &out->set, &out->owners, &out->n_owners) : e;
}

static bool refuse(struct desk *d, str field, struct say say) { return problem_add(d->problems, E_INVALID, field, say) == OK; }

// As it is dialled; short, as such numbers are.
static bool rule_emergency(struct desk *d, str s)
{
    size_t digits = 0;
    bool good = s.n <= 20;
    for (size_t i = 0; i < s.n && good; i++) {
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        good = (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == ' ' || s.p[i] == '+' || s.p[i] == '*' || s.p[i] == '#';
    }
    return s.n == 0 || (good && digits >= 2) || refuse(d, S("emergency"), SAY(MSG_error_phone));
}

static err rule_person(struct desk *d, account_id id, bool *good)
{
    struct member m;
    if (id.v == 0)
        return OK;
    err e = member_get(d->db, d->a, &d->who, id, &m);
    if (e != OK && e != E_NOT_FOUND)
        return e;
    if (e == E_NOT_FOUND || !works_here(&m))
        *good = refuse(d, S("account"), SAY(MSG_error_choice));
    return OK;
}

// What a form found wrong already is said once.
static bool fresh(struct desk *d, const char *field) { return problem_of(d->problems, str_of(field)) == NULL; }

static err rule_setting(struct desk *d, const struct alert_setting_in *in, str crisis_line, bool *good)
{
    *good = true;
    err e = rule_person(d, in->account, good);
    str address = rule_email_folded(d->a, in->address);
    bool shaped = !fresh(d, "address") || rule_email(d, S("address"), address, in->account.v != 0);
    if (shaped && fresh(d, "address") && address.n && !email_plain(address))
        shaped = refuse(d, S("address"), SAY(MSG_error_email));
    *good = shaped && *good;
    *good = (!fresh(d, "phone") || rule_phone(d, S("phone"), in->phone)) && *good;
    *good = (!fresh(d, "emergency") || rule_emergency(d, str_trim(in->emergency))) && *good;
    if (in->weekdays > 127)
        *good = refuse(d, S("weekdays"), SAY(MSG_error_choice));
    if (fresh(d, "until") && (in->until_minute < 0 || in->until_minute > DAY_MINUTES))
        *good = refuse(d, S("until"), SAY(MSG_error_time));
    if (in->crisis_checked && !str_eq(in->crisis_line, crisis_line))
        *good = refuse(d, S("crisis_line"), SAY(MSG_alert_crisis_changed));
    return e;
}

void desk_alert_setting_check(struct desk *d, const struct alert_setting_in *in)
{
    struct alert_setting_shown now;
    bool good;
    if (stand(d, &now) == OK)
        (void)(rule_setting(d, in, now.crisis_line, &good) == OK);
}

err desk_alert_setting_change(struct desk *d, const struct alert_setting_in *in)
{
    struct alert_setting_shown now;
    bool good;
    err e = desk_begin(d, VERB_ALERT_SETTING_CHANGE, 0);
    if (e == OK)
        e = stand(d, &now);
    if (e == OK)
        e = rule_setting(d, in, now.crisis_line, &good);
    if (e != OK)
        return e;
    if (!good)
        return E_INVALID;
    struct alert_setting s = {.account = in->account, .address = rule_email_folded(d->a, in->address), .phone = str_trim(in->phone), .weekdays = in->weekdays,
        .until_minute = in->until_minute, .away_until = in->away_until, .emergency = str_trim(in->emergency), .version = in->version};
    bool same = s.account.v == now.set.account.v && str_eq(s.address, now.set.address);
    s.address_version = now.set.address_version + !same;
    s.confirmed = same && now.set.confirmed;
    s.confirmed_at = now.set.confirmed_at;
    // what was checked before stays checked from then, as long as the line reads the same
    bool still = now.set.crisis_checked && str_eq(now.set.crisis_line, now.crisis_line);
    s.crisis_checked = in->crisis_checked;
    s.crisis_line = in->crisis_checked ? now.crisis_line : (str){0};
    s.crisis_at = still ? now.set.crisis_at : d->now;
    e = in->version == now.set.version ? alert_setting_put(d->db, &d->who, d->now, &s) : E_CONFLICT;
    return e == E_CONFLICT ? rule_conflict(d) : e;
}

// An active owner, and the address that they sign in with.
static err owner_get(struct desk *d, account_id id, str *address)
{
    struct member m;
    struct account a;
    err e = member_get(d->db, d->a, &d->who, id, &m);
    if (e == OK)
        e = account_by_id(d->db, d->a, id, &a);
    if (e != OK)
        return e;
    *address = a.email;
    return m.active && m.role == ROLE_OWNER ? OK : E_NOT_FOUND;
}

static err test_whom(struct desk *d, account_id owner, struct mail_to_staff *m)
{
    struct alert_setting s;
    *m = (struct mail_to_staff){.kind = MAIL_ALERT_CONFIRM, .to = owner};
    if (owner.v) {
        err e = owner_get(d, owner, &m->address);
        return e == E_NOT_FOUND ? problem_add(d->problems, E_INVALID, S("account"), SAY(MSG_error_choice)) : e;
    }
    err e = alert_setting_get(d->db, d->a, &d->who, &s);
    if (e != OK)
        return e;
    if (!s.account.v || !s.address.n)
        return problem_add(d->problems, E_INVALID, S("address"), SAY(MSG_alert_nobody));
    m->to = s.account;
    m->address = s.address;
    m->about = s.address_version;
    return OK;
}

err desk_alert_test(struct desk *d, account_id owner, outbox_id *out)
{
    struct mail_to_staff m = {0};
    err e = desk_begin(d, VERB_ALERT_SETTING_CHANGE, 0);
    if (e == OK)
        e = test_whom(d, owner, &m);
    if (e == OK && !(d->env && d->env->mail))
        e = problem_add(d->problems, E_INVALID, S("address"), SAY(MSG_alert_no_mail));
    return e == OK ? desk_mail_staff(d, &m, out) : e;
}

static err confirming(struct desk *d, str token, struct alert_setting *s, struct alert_confirming *out)
{
    struct outbox_row mail;
    str address;
    err e = desk_mail_confirm(d, token, &mail);
    if (e == OK)
        e = alert_setting_get(d->db, d->a, &d->who, s);
    if (e != OK)
        return e;
    *out = (struct alert_confirming){.account = mail.staff, .address = mail.address, .owner = mail.about == 0};
    if (!out->owner)
        return s->account.v == mail.staff.v && str_eq(s->address, mail.address) && s->address_version == mail.about ? OK : E_GONE;
    e = owner_get(d, mail.staff, &address);
    return e == E_NOT_FOUND || (e == OK && !str_eq(address, mail.address)) ? E_GONE : e;
}

err desk_alert_confirm_show(struct desk *d, str token, struct alert_confirming *out)
{
    struct alert_setting s;
    err e = desk_begin(d, VERB_ALERT_SETTING, 0);
    return e == OK ? confirming(d, token, &s, out) : e;
}

err desk_alert_confirm(struct desk *d, str token)
{
    struct alert_setting s;
    struct alert_confirming c;
    err e = desk_begin(d, VERB_ALERT_CONFIRM, 0);
    if (e == OK)
        e = confirming(d, token, &s, &c);
    if (e != OK)
        return e;
    if (c.account.v != d->who.account.v)
        return problem_add(d->problems, E_FORBIDDEN, S(""), SAY(MSG_alert_not_you));
    if (c.owner)
        return alert_owner_put(d->db, &d->who, &(struct alert_owner){c.account, c.address, d->now});
    s.confirmed = true;
    s.confirmed_at = d->now;
    return alert_setting_put(d->db, &d->who, d->now, &s);
}
