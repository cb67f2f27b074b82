// desk/safety/safety_rules.h: a practice's own rules: stricter freely, weaker with a reason, never what stops; each change stays, and none clears a finding.
#include "raw.h"
#include "records.h"

#include "desk/safety/intake.h"
#include "desk/safety/rules_signed.h"
#include "desk/safety/safety.h"
#include "desk/safety/safety_rules.h"

static struct desk owner(struct house *h) { return call(h, h->practice, ROLE_OWNER); }

static struct rules_held held(struct house *h)
{
    struct desk d = owner(h);
    struct rules_held r;
    assert_ok(desk_rules(&d, &r));
    return r;
}

static str member_text(arena *a, const struct json *j)
{
    struct buf b = buf_new(a, 64 << 10);
    struct jw w = jw_on(&b);
    json_put(&w, j);
    return buf_str(&b);
}

// Our rule with one member changed.
static str ours_but(struct house *h, const char *id, const char *member, const char *value)
{
    const struct screen_rule *ours = screen_rule_of(screen_shipped(), str_of(id));
    assert_non_null(ours);
    str out = str_fmt(h->b.a, "{\"%s\":%s", member, value);
    for (const struct json *j = ours->written->first; j; j = j->next)
        if (!str_eq(j->name, str_of(member)))
            out = str_fmt(h->b.a, "%.*s,\"%.*s\":%.*s", SP(out), SP(j->name), SP(member_text(h->b.a, j)));
    return str_fmt(h->b.a, "%.*s}", SP(out));
}

#define OWN(level) "{\"id\":\"own-fever\",\"words\":\"Our fever\",\"level\":\"" level "\",\"when\":\"unwell.fever\",\"for_client\":\"Stay at home.\",\"for_therapist\":\"No visit.\"," \
    "\"source\":\"Ours\",\"verified\":false,\"valid\":\"until cleared\",\"review\":\"2027-01-01\"}"

static rule_edit_id newest(struct house *h, str rule)
{
    struct rules_held r = held(h);
    for (size_t i = 0; i < r.edits.n; i++)
        if (str_eq(r.edits.v[i].rule, rule))
            return r.edits.v[i].id;
    return (rule_edit_id){0};
}

static err set(struct house *h, struct desk *d, str text, const char *reason, rule_edit_id *id)
{
    struct rule_change in = {.what = RULE_SET, .reason = str_of(reason)};
    *d = owner(h);
    assert_ok(desk_rule_read(d, text, &in.to));
    in.rule = in.to->id;
    in.seen = newest(h, in.rule);
    *d = owner(h);
    return desk_rule_set(d, &in, id);
}

static err end(struct house *h, struct desk *d, enum rule_what what, const char *rule, const char *reason, rule_edit_id *id)
{
    *d = owner(h);
    return desk_rule_set(d, &(struct rule_change){.what = what, .rule = str_of(rule), .reason = str_of(reason), .seen = newest(h, str_of(rule))}, id);
}

static void changes(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    struct desk d;
    rule_edit_id id, first;
    struct rules_held r = held(&h);
    struct rule_list before;
    assert_ptr_equal(r.o->rules, screen_shipped());
    // stricter: freely
    assert_ok(set(&h, &d, ours_but(&h, "aspirin", "pressure_max", "2"), "", &first));
    assert_int_equal(overlay_item_of(held(&h).o, S("aspirin"))->holds->limits.pressure_max, 2);
    assert_ok(set(&h, &d, ours_but(&h, "aspirin", "pressure_max", "2"), "", &id)); // the same again changes nothing
    assert_int_equal(id.v, 0);
    // weaker: with a reason
    assert_err(set(&h, &d, ours_but(&h, "aspirin", "pressure_max", "4"), " ", &id), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    assert_ok(set(&h, &d, ours_but(&h, "aspirin", "pressure_max", "4"), "Our physician says so", &id));
    assert_int_equal(overlay_item_of(held(&h).o, S("aspirin"))->holds->limits.pressure_max, 4);
    // what stops: never weaker, never off
    assert_err(set(&h, &d, ours_but(&h, "now-stroke", "level", "\"S3\",\"lifts\":\"clearance\""), "because", &id), E_INVALID);
    assert_problem(&d, "level", MSG_rules_never_weaker);
    assert_err(end(&h, &d, RULE_SWITCH_OFF, "now-stroke", "because", &id), E_INVALID);
    assert_ok(set(&h, &d, ours_but(&h, "now-stroke", "when", "\"now.stroke or now.sight\""), "", &id));
    // off, and back
    assert_err(end(&h, &d, RULE_SWITCH_OFF, "asthma", "", &id), E_INVALID);
    assert_ok(end(&h, &d, RULE_SWITCH_OFF, "asthma", "We ask in person", &id));
    assert_null(screen_rule_of(held(&h).o->rules, S("asthma")));
    assert_ok(end(&h, &d, RULE_BACK, "asthma", "", &id));
    assert_non_null(screen_rule_of(held(&h).o->rules, S("asthma")));
    assert_err(end(&h, &d, RULE_BACK, "asthma", "", &id), E_NOT_FOUND);
    // own: new freely, gone with a reason
    assert_ok(set(&h, &d, S(OWN("S2")), "", &id));
    assert_int_equal(held(&h).o->rules->n_rules, screen_shipped()->n_rules + 1);
    struct rule_change bad = {0};
    d = owner(&h);
    assert_err(desk_rule_read(&d, S(OWN("S9")), &bad.to), E_INVALID);
    assert_problem(&d, "level", MSG_rules_refused);
    assert_err(end(&h, &d, RULE_BACK, "own-fever", "", &id), E_INVALID);
    assert_ok(end(&h, &d, RULE_BACK, "own-fever", "Ours says it now", &id));
    assert_int_equal(held(&h).o->rules->n_rules, screen_shipped()->n_rules);
    // every change is there, and another practice has none of it
    struct rules_held shown;
    d = therapist(&h);
    assert_ok(desk_rules_show(&d, S("aspirin"), &shown, &before));
    assert_int_equal(before.n, 2);
    assert_str(before.v[0].verdict, S("weaker"));
    assert_str(before.v[1].verdict, S("stricter"));
    assert_str(before.v[0].reason, S("Our physician says so"));
    // the newest is undone, an older one is not; the undoing is a change
    d = owner(&h);
    str rule;
    assert_err(desk_rule_undo(&d, first, S(""), &id, &rule), E_CONFLICT);
    d = owner(&h);
    assert_ok(desk_rule_undo(&d, before.v[0].id, S(""), &id, &rule));
    assert_int_equal(overlay_item_of(held(&h).o, S("aspirin"))->holds->limits.pressure_max, 2);
    d = call(&h, h.other, ROLE_OWNER);
    assert_ok(desk_rules(&d, &shown));
    assert_ptr_equal(shown.o->rules, screen_shipped());
    d = call(&h, h.other, ROLE_OWNER);
    assert_err(desk_rule_undo(&d, id, S(""), &first, &rule), E_NOT_FOUND);
    d = therapist(&h);
    assert_err(desk_rule_undo(&d, id, S(""), &first, &rule), E_FORBIDDEN);
    d = call(&h, h.practice, ROLE_FRONT_DESK);
    assert_err(desk_rules_show(&d, (str){0}, &shown, &before), E_FORBIDDEN);
    assert_true(raw_refused(&h.b, "UPDATE rule_edit SET reason = 'x'"));
    assert_true(raw_refused(&h.b, "DELETE FROM rule_edit"));
    // changed meanwhile
    d = owner(&h);
    assert_err(desk_rule_set(&d, &(struct rule_change){.what = RULE_BACK, .rule = S("aspirin")}, &id), E_CONFLICT);
    house_end(&h);
}
BOTH(changes)

// What the practice had made stricter it may take back with a reason, never below ours.
static void raised(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    struct desk d;
    rule_edit_id id, raise;
    str rule, text;
    struct rules_file f;
    size_t n;
    assert_ok(set(&h, &d, ours_but(&h, "diabetes", "level", "\"S2\""), "", &raise));
    // edited, undone, taken back: each is weaker than what holds
    assert_err(set(&h, &d, ours_but(&h, "diabetes", "level", "\"S3\",\"lifts\":\"clearance\""), "", &id), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    d = owner(&h);
    assert_err(desk_rule_undo(&d, raise, S(" "), &id, &rule), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    assert_err(end(&h, &d, RULE_BACK, "diabetes", "", &id), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    // in from a file, too: stricter than ours, and not than what holds
    d = call(&h, h.other, ROLE_OWNER);
    struct rule_change milder = {.what = RULE_SET, .rule = S("diabetes")};
    assert_ok(desk_rule_read(&d, ours_but(&h, "diabetes", "level", "\"S3\",\"lifts\":\"clearance\""), &milder.to));
    assert_ok(desk_rule_set(&d, &milder, &id));
    d = call(&h, h.other, ROLE_OWNER);
    assert_ok(desk_rules_export(&d, &text));
    d = owner(&h);
    assert_ok(desk_rules_file(&d, text, &f));
    assert_true(f.n == 1 && f.reason_wanted && !f.refused && f.judged[0].verdict == RULE_WEAKER && f.judged[0].c.is == CHANGE_STRICTER);
    d = owner(&h);
    assert_err(desk_rules_import(&d, text, S(""), &n), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    assert_int_equal(overlay_item_of(held(&h).o, S("diabetes"))->holds->level, LEVEL_STOP);
    d = owner(&h);
    assert_ok(desk_rule_undo(&d, raise, S("Raised by mistake"), &id, &rule));
    assert_int_equal(overlay_item_of(held(&h).o, S("diabetes"))->kind, RULE_OURS);
    // ours at S1 made wider: back to ours with a reason, below it never
    assert_ok(set(&h, &d, ours_but(&h, "now-stroke", "when", "\"now.stroke or now.sight\""), "", &id));
    assert_err(set(&h, &d, ours_but(&h, "now-stroke", "review", "\"2029-01-01\""), "", &id), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    assert_err(set(&h, &d, ours_but(&h, "now-stroke", "when", "\"now.stroke and now.sight\""), "because", &id), E_INVALID);
    assert_problem(&d, "when", MSG_rules_never_weaker);
    assert_ok(end(&h, &d, RULE_BACK, "now-stroke", "Sight has a rule of its own", &id));
    house_end(&h);
}
BOTH(raised)

// --- a file

static void files(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    struct desk d;
    rule_edit_id id;
    size_t n;
    str text, again;
    struct rules_file f;
    assert_ok(set(&h, &d, ours_but(&h, "aspirin", "pressure_max", "4"), "Our physician says so", &id));
    assert_ok(set(&h, &d, S(OWN("S2")), "", &id));
    assert_ok(end(&h, &d, RULE_SWITCH_OFF, "asthma", "We ask in person", &id));
    d = owner(&h);
    assert_ok(desk_rules_export(&d, &text));
    // into another practice: all or nothing, and the weaker ones want a reason there, too
    d = call(&h, h.other, ROLE_OWNER);
    assert_ok(desk_rules_file(&d, text, &f));
    assert_true(f.n == 3 && f.reason_wanted && !f.refused);
    d = call(&h, h.other, ROLE_OWNER);
    assert_err(desk_rules_import(&d, text, S(""), &n), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    d = call(&h, h.other, ROLE_OWNER);
    assert_ok(desk_rules_import(&d, text, S("As in our other house"), &n));
    assert_int_equal(n, 3);
    d = call(&h, h.other, ROLE_OWNER);
    assert_ok(desk_rules_export(&d, &again));
    assert_str(again, text);
    d = call(&h, h.other, ROLE_OWNER);
    assert_ok(desk_rules_import(&d, text, S(""), &n)); // twice is once
    assert_int_equal(n, 0);
    d = owner(&h);
    assert_err(desk_rules_file(&d, S("{\"format\":\"unknot-rules-1\",\"rules\":[{\"id\":\"own-x\"}]}"), &f), E_INVALID);
    assert_problem(&d, "file", MSG_rules_refused_at);
    d = owner(&h);
    assert_err(desk_rules_file(&d, S(""), &f), E_INVALID);
    // what is at level 1 or 2 is no weaker by a file either, whatever the reason, and then nothing of the file is taken
    str weak = str_fmt(h.b.a, "{\"format\":\"unknot-rules-1\",\"rules\":[" OWN("S5") ",%.*s]}", 
        SP(ours_but(&h, "clot-suspected", "level", str_z(h.b.a, str_fmt(h.b.a, "\"S5\",\"base\":\"%.*s\"",
            SP(screen_rule_hash(h.b.a, screen_rule_of(screen_shipped(), S("clot-suspected")))))))));
    d = call(&h, h.other, ROLE_OWNER);
    assert_err(desk_rules_import(&d, weak, S("Our physician says so"), &n), E_INVALID);
    assert_problem(&d, "file", MSG_rules_never_weaker);
    d = call(&h, h.other, ROLE_OWNER);
    assert_ok(desk_rules_export(&d, &again));
    assert_str(again, text);
    house_end(&h);
}
BOTH(files)

// As a program before this one kept it: what it checked is not what this one checks.
static void kept_before(struct house *h, const char *rule, str body)
{
    struct desk d = owner(h);
    assert_ok(desk_begin(&d, VERB_RULES_SET, 0));
    struct rule_row r = {.id = {id_next(&d.ids, d.now)}, .rule = str_of(rule), .what = S("set"), .body = body, .verdict = S("new"), .at = d.now};
    assert_ok(rule_insert(d.db, &d.who, &r));
}

#define KEPT(id, when, cases) "{\"id\":\"" id "\",\"words\":\"Ours\",\"level\":\"S5\",\"when\":\"" when "\",\"for_client\":\"Tell us.\",\"for_therapist\":\"Ask.\"," \
    "\"source\":\"Ours\",\"verified\":false,\"valid\":\"until cleared\",\"review\":\"2027-01-01\"" cases "}"
#define CASE(answers) ",\"cases\":[{\"answers\":{\"limb\":" answers "},\"is\":\"asks\"}]"

static str many(arena *a, const char *one, int n)
{
    struct buf b = buf_new(a, 64 << 10);
    for (int i = 0; i < n; i++) {
        buf_put(&b, i ? S(",") : S(""));
        buf_put(&b, str_of(one));
    }
    return buf_str(&b);
}

// Whatever stands in a case, writing it indented ends no process.
static void long_files(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    str text, deep = S("1");
    kept_before(&h, "own-long", str_fmt(h.b.a, KEPT("own-long", "unwell.fever", CASE("[%.*s]")), SP(many(h.b.a, "\"calf\"", 4000))));
    struct desk d = owner(&h);
    assert_ok(desk_rules_export(&d, &text));
    assert_true(text.n > 4000 * 28);
    deep = many(h.b.a, "1", 14000);
    for (int i = 0; i < 50; i++)
        deep = str_fmt(h.b.a, "[%.*s]", SP(deep));
    kept_before(&h, "own-deep", str_fmt(h.b.a, KEPT("own-deep", "unwell.fever", CASE("%.*s")), SP(deep)));
    kept_before(&h, "own-deeper", str_fmt(h.b.a, KEPT("own-deeper", "unwell.fever", CASE("%.*s")), SP(deep)));
    d = owner(&h);
    assert_err(desk_rules_export(&d, &text), E_TOO_LARGE);
    house_end(&h);
}
BOTH(long_files)

// What this version cannot read is counted, and the rest holds.
static void broken(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    kept_before(&h, "own-gone", S(KEPT("own-gone", "unwell.nothing", "")));
    kept_before(&h, "own-there", S(KEPT("own-there", "unwell.fever", "")));
    struct rules_held r = held(&h);
    assert_int_equal(r.n_broken, 1);
    assert_str(r.broken[0].rule, S("own-gone"));
    assert_str(r.broken[0].path, S("when"));
    assert_true(r.broken[0].reason.n > 0);
    assert_non_null(screen_rule_of(r.o->rules, S("own-there")));
    house_end(&h);
}
BOTH(broken)

// --- findings

struct ward {
    struct house h;
    client_id ann;
};

static void say(struct ward *w, const char *question, const char *raw)
{
    struct intake_form f;
    struct intake_saved saved;
    struct intake_who p = {.client = w->ann};
    struct desk d = therapist(&w->h);
    assert_ok(desk_intake_form(&d, &p, &f));
    struct intake_value v = {str_of(question), str_of(raw)};
    const struct question *q = screen_question_of(screen_shipped(), v.question);
    assert_non_null(q);
    d = therapist(&w->h);
    assert_ok(desk_intake_save(&d, &(struct intake_save_in){.who = p, .version = f.version, .step = q->page, .values = &v, .n_values = 1, .skip = true}, &saved));
}

static void send_it(struct ward *w)
{
    struct intake_form f;
    struct intake_who p = {.client = w->ann};
    struct desk d = therapist(&w->h);
    assert_ok(desk_intake_form(&d, &p, &f));
    d = therapist(&w->h);
    assert_ok(desk_intake_send(&d, &p, f.version));
}

static const struct finding_row *finding(struct ward *w, const char *rule)
{
    struct desk d = therapist(&w->h);
    struct safety s;
    assert_ok(desk_safety(&d, w->ann, &s));
    for (size_t i = 0; i < s.n; i++)
        if (str_eq(s.findings[i].rule, str_of(rule)))
            return &s.findings[i];
    return NULL;
}

static void findings(enum db_engine engine)
{
    struct ward w;
    struct desk d;
    rule_edit_id id;
    house_make(&w.h, engine);
    w.ann = make_client(&w.h, w.h.practice, "Ann", day_from(1980, 5, 5));
    assert_ok(set(&w.h, &d, S(OWN("S2")), "", &id));
    assert_ok(set(&w.h, &d, ours_but(&w.h, "diabetes", "pressure_max", "2"), "", &id));
    say(&w, "unwell", "[\"fever\"]");
    say(&w, "health", "[\"diabetes\",\"asthma\"]");
    send_it(&w);
    const struct finding_row *f = finding(&w, "own-fever");
    assert_true(f && f->level == LEVEL_STOP && !f->unknown && f->state == FINDING_HOLDS);
    assert_str(f->for_client, S("Stay at home."));
    f = finding(&w, "diabetes");
    assert_true(f && f->limits.pressure_max == 2);
    // no longer a rule, or a milder one: what was found stays to be asked, in its own words
    assert_ok(end(&w.h, &d, RULE_BACK, "own-fever", "Ours says it now", &id));
    assert_ok(end(&w.h, &d, RULE_SWITCH_OFF, "asthma", "We ask in person", &id));
    assert_true(finding(&w, "own-fever")->state == FINDING_HOLDS); // nothing changes before the next answers
    say(&w, "surgery", "false");
    send_it(&w);
    f = finding(&w, "own-fever");
    assert_true(f && f->state == FINDING_ASK && f->level == LEVEL_STOP);
    assert_str(f->words, S("No visit."));
    assert_true(finding(&w, "asthma") && finding(&w, "asthma")->state == FINDING_ASK);
    // and once more, by the same rules
    say(&w, "surgery", "true");
    send_it(&w);
    assert_true(finding(&w, "own-fever") && finding(&w, "own-fever")->state == FINDING_ASK);
    // a therapist settles it
    f = finding(&w, "own-fever");
    d = therapist(&w.h);
    assert_ok(desk_finding_act(&d, &(struct finding_act_in){.client = w.ann, .finding = f->id, .act = ACT_ASKED_NO, .version = f->version}));
    say(&w, "surgery", "false");
    send_it(&w);
    assert_null(finding(&w, "own-fever"));
    house_end(&w.h);
}
BOTH(findings)

// The finding of that rule and level.
static const struct finding_row *at_level(struct ward *w, const char *rule, enum screen_level level)
{
    struct desk d = therapist(&w->h);
    struct safety s;
    assert_ok(desk_safety(&d, w->ann, &s));
    for (size_t i = 0; i < s.n; i++)
        if (str_eq(s.findings[i].rule, str_of(rule)) && s.findings[i].level == level)
            return &s.findings[i];
    return NULL;
}

static bool is_at(struct ward *w, const char *rule, enum screen_level level, enum finding_state state)
{
    const struct finding_row *f = at_level(w, rule, level);
    return f && f->state == state;
}

static void act(struct ward *w, const struct finding_row *f, enum finding_act a)
{
    struct desk d = therapist(&w->h);
    assert_ok(desk_finding_act(&d, &(struct finding_act_in){.client = w->ann, .finding = f->id, .act = a, .version = f->version}));
}

// A milder rule fires beside what was found: that stays to be asked, form after form, until somebody has.
static void milder(enum db_engine engine)
{
    struct ward w;
    struct desk d;
    rule_edit_id id;
    house_make(&w.h, engine);
    w.ann = make_client(&w.h, w.h.practice, "Ann", day_from(1980, 5, 5));
    assert_ok(set(&w.h, &d, S(OWN("S2")), "", &id));
    assert_ok(set(&w.h, &d, ours_but(&w.h, "diabetes", "level", "\"S2\""), "", &id));
    say(&w, "unwell", "[\"fever\"]");
    say(&w, "health", "[\"diabetes\"]");
    send_it(&w);
    assert_true(is_at(&w, "own-fever", LEVEL_STOP, FINDING_HOLDS) && is_at(&w, "diabetes", LEVEL_STOP, FINDING_HOLDS));
    // the own one becomes milder, the raise of ours is taken back
    enum screen_level ours = screen_rule_of(screen_shipped(), S("diabetes"))->level;
    assert_true(ours > LEVEL_STOP);
    assert_ok(set(&w.h, &d, S(OWN("S5")), "Our physician says so", &id));
    assert_ok(end(&w.h, &d, RULE_BACK, "diabetes", "As it ships", &id));
    for (int form = 2; form <= 4; form++) {
        say(&w, "surgery", form % 2 ? "true" : "false");
        send_it(&w);
        assert_true(is_at(&w, "own-fever", LEVEL_STOP, FINDING_ASK) && is_at(&w, "own-fever", LEVEL_MODIFY, FINDING_HOLDS));
        assert_true(is_at(&w, "diabetes", LEVEL_STOP, FINDING_ASK) && is_at(&w, "diabetes", ours, FINDING_HOLDS));
    }
    // settled, it does not come again
    act(&w, at_level(&w, "own-fever", LEVEL_STOP), ACT_ASKED_NO);
    act(&w, at_level(&w, "diabetes", LEVEL_STOP), ACT_ASKED_NO);
    for (int form = 5; form <= 6; form++) {
        say(&w, "surgery", form % 2 ? "true" : "false");
        send_it(&w);
        assert_null(at_level(&w, "own-fever", LEVEL_STOP));
        assert_null(at_level(&w, "diabetes", LEVEL_STOP));
        assert_true(is_at(&w, "own-fever", LEVEL_MODIFY, FINDING_HOLDS) && is_at(&w, "diabetes", ours, FINDING_HOLDS));
    }
    house_end(&w.h);
}
BOTH(milder)

// What staff's form with the client answered otherwise is answered, though a milder rule fires still.
static void answered(enum db_engine engine)
{
    struct ward w;
    struct desk d;
    rule_edit_id id;
    house_make(&w.h, engine);
    w.ann = make_client(&w.h, w.h.practice, "Ann", day_from(1980, 5, 5));
#define WIDER "{\"id\":\"own-fever\",\"words\":\"Our fever\",\"level\":\"S5\",\"when\":\"unwell.fever or unwell.infection\",\"for_client\":\"Stay at home.\"," \
    "\"for_therapist\":\"No visit.\",\"source\":\"Ours\",\"verified\":false,\"valid\":\"until cleared\",\"review\":\"2027-01-01\"}"
    assert_ok(set(&w.h, &d, S(OWN("S2")), "", &id));
    say(&w, "unwell", "[\"fever\"]");
    send_it(&w);
    assert_ok(set(&w.h, &d, S(WIDER), "Our physician says so", &id));
    say(&w, "unwell", "[\"infection\"]");
    send_it(&w);
    assert_null(at_level(&w, "own-fever", LEVEL_STOP));
    assert_true(is_at(&w, "own-fever", LEVEL_MODIFY, FINDING_HOLDS));
    house_end(&w.h);
}
BOTH(answered)

// --- who signed

static struct rules_signed signed_now(struct house *h)
{
    struct desk d = therapist(h);
    struct rules_held now = held(h);
    struct rules_signed s;
    assert_ok(desk_rules_signed(&d, &now, &s));
    return s;
}

static err sign(struct house *h, struct desk *d, const char *role, str digest, rule_signature_id *id)
{
    *d = owner(h);
    return desk_rules_sign(d, &(struct rules_sign_in){.signer = S(" Dr Ada Bell "), .role = str_of(role), .licence = S("GMC 1"), .what = S("All of them"),
        .day = {true, d->today}, .digest = digest}, id);
}

// For the rules as they stand: any change of what acts makes it outdated, a source that was read does not.
static void signatures(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    struct desk d;
    rule_signature_id id, again;
    rule_edit_id edit;
    str first = signed_now(&h).digest;
    assert_true(first.n == 64 && !signed_now(&h).physician && !signed_now(&h).n);
    d = owner(&h);
    assert_err(desk_rules_sign(&d, &(struct rules_sign_in){.role = S("owner"), .day = {true, {d.today.d + 1}}, .digest = first}, &id), E_INVALID);
    static const char *const wrong[] = {"signer", "role", "licence", "day", "what"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_non_null(problem_of(d.problems, str_of(wrong[i])));
    assert_ok(sign(&h, &d, "physician", first, &id));
    struct rules_signed s = signed_now(&h);
    assert_true(s.n == 1 && s.v[0].current && s.physician && !s.therapist);
    assert_str(s.v[0].s->signer, S("Dr Ada Bell"));
    assert_str(s.v[0].s->rules, held(&h).o->rules->version);
    // changed: what was shown is not what would be signed
    assert_ok(set(&h, &d, ours_but(&h, "aspirin", "pressure_max", "2"), "", &edit));
    assert_err(sign(&h, &d, "therapist", first, &again), E_CONFLICT);
    s = signed_now(&h);
    assert_true(!s.v[0].current && !s.physician && !str_eq(s.digest, first));
    assert_ok(set(&h, &d, str_fmt(h.b.a, "%.*s", SP(ours_but(&h, "aspirin", "pressure_max", "2"))), "", &edit));
    assert_ok(sign(&h, &d, "therapist", s.digest, &again));
    assert_true(signed_now(&h).therapist);
    // and as it was signed once more
    assert_ok(end(&h, &d, RULE_BACK, "aspirin", "As it ships", &edit));
    assert_true(signed_now(&h).physician && !signed_now(&h).therapist);
    // taken back, once, with why; another practice has none of it
    d = owner(&h);
    assert_err(desk_rules_unsign(&d, id, S(" ")), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    d = call(&h, h.other, ROLE_OWNER);
    assert_err(desk_rules_unsign(&d, id, S("Mine")), E_NOT_FOUND);
    d = therapist(&h);
    assert_err(desk_rules_unsign(&d, id, S("Mine")), E_FORBIDDEN);
    d = owner(&h);
    assert_ok(desk_rules_unsign(&d, id, S("The wrong person")));
    d = owner(&h);
    assert_err(desk_rules_unsign(&d, id, S("Again")), E_NOT_FOUND);
    s = signed_now(&h);
    assert_true(s.n == 2 && s.v[1].s->back && !s.physician);
    assert_str(s.v[1].s->back_why, S("The wrong person"));
    assert_true(raw_refused(&h.b, "UPDATE rule_signature SET signer = 'x'"));
    assert_true(raw_refused(&h.b, "DELETE FROM rule_signature"));
    house_end(&h);
}
BOTH(signatures)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(changes), TESTS(raised), TESTS(files), TESTS(long_files), TESTS(broken), TESTS(findings), TESTS(milder), TESTS(answered), TESTS(signatures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
