// Settings: who signed the rules of safety as they stand in this practice. Ours are signed by nobody yet, and say so.
#include "desk/safety/rules_signed.h"
#include "web/measures/measure_text.h"
#include "web/forms.h"
#include "pages_rules.h"
#include "web/session.h"
#include "web/practice/settings_text.h"
#include "views_gen.h"

enum { DIGEST_CHARS = 64, SIGN_BODY = 16 << 10 };

struct sign_boxes {
    str signer, role, licence, what, digest;
    opt_day day;
};
#define AT(member) offsetof(struct sign_boxes, member)
static const struct choice role_choices[] = {{"physician", MSG_rules_physician}, {"therapist", MSG_rules_therapist}, {NULL, MSG_none}};
static const struct field sign_fields[] = {
    {"signer", F_TEXT, true, 0, SIGNER_MAX, MSG_rules_signer, MSG_none, NULL, "off", AT(signer)},
    {"role", F_CHOICE, true, 0, 0, MSG_rules_signer_role, MSG_none, role_choices, NULL, AT(role)},
    {"licence", F_TEXT, true, 0, SIGNER_LICENCE_MAX, MSG_rules_signer_licence, MSG_none, NULL, "off", AT(licence)},
    {"day", F_DAY, true, 0, 0, MSG_rules_signed_day, MSG_none, NULL, "off", AT(day)},
    {"what", F_LONG, true, 0, SIGNED_WHAT_MAX, MSG_rules_signed_what, MSG_rules_signed_what_hint, NULL, "off", AT(what)},
    {"digest", F_TEXT, true, DIGEST_CHARS, DIGEST_CHARS, MSG_rules_signed_digest, MSG_none, NULL, NULL, AT(digest)},
};
enum { SIGN_FIELDS = sizeof sign_fields / sizeof *sign_fields, SIGN_SHOWN = SIGN_FIELDS - 1 };
const struct form rules_sign_form = {"rules_sign", sign_fields, SIGN_FIELDS, sizeof(struct sign_boxes), SIGN_BODY};

struct unsign_boxes {
    int64_t signature;
    str reason;
};
static const struct field unsign_fields[] = {
    {"signature", F_ID, true, 0, 0, MSG_rules_signed_which, MSG_none, NULL, NULL, offsetof(struct unsign_boxes, signature)},
    {"reason", F_LONG, true, 0, RULE_REASON, MSG_rules_reason, MSG_none, NULL, "off", offsetof(struct unsign_boxes, reason)},
};
const struct form rules_unsign_form = {"rules_unsign", unsign_fields, 2, sizeof(struct unsign_boxes), SIGN_BODY};

static str said(struct call *c, struct say s) { return message_say(c->a, c->desk.lang, s); }

static str line_of(struct call *c, const struct rules_signed *s)
{
    bool any = false;
    for (size_t i = 0; i < s->n; i++) any = any || !s->v[i].s->back;
    if (s->physician && s->therapist) return said(c, SAY(MSG_rules_signed_both));
    if (s->physician || s->therapist) return said(c, SAY(s->physician ? MSG_rules_signed_physician : MSG_rules_signed_therapist));
    return said(c, SAY(any ? MSG_rules_signed_outdated : MSG_rules_signed_none));
}

err rules_signed_line(struct call *c, const struct rules_held *h, str *line, bool *open)
{
    struct rules_signed s;
    err e = desk_rules_signed(&c->desk, h, &s);
    if (e) return e;
    *line = line_of(c, &s);
    *open = !s.physician || !s.therapist;
    return OK;
}

static str role_said(struct call *c, const struct rule_signature *s)
{
    return said(c, SAY(str_eq(s->role, S("physician")) ? MSG_rules_physician : MSG_rules_therapist));
}

static void rows_fill(struct call *c, const struct rules_signed *s, struct rules_signed_view *v)
{
    struct rules_signed_row_view *o = ARENA_ARRAY(c->a, s->n, struct rules_signed_row_view);
    for (size_t i = 0; i < s->n; i++) {
        const struct rule_signature *x = s->v[i].s;
        str by = x->account_name.n ? x->account_name : said(c, SAY(MSG_library_command_line));
        o[i] = (struct rules_signed_row_view){.title = str_fmt(c->a, "%.*s (%.*s, %.*s), %.*s", SP(x->signer), SP(role_said(c, x)), SP(x->licence), SP(day_text(c, x->day))),
            .what = x->what, .note = said(c, SAY3(MSG_rules_signed_note, "version", x->rules, "by", by, "at", page_time(c, x->at))), .warn = !s->v[i].current};
        o[i].badge = said(c, SAY(x->back ? MSG_rules_signed_back : s->v[i].current ? MSG_rules_signed_current : MSG_rules_signed_old));
        if (x->back) o[i].note = str_fmt(c->a, "%.*s %.*s", SP(o[i].note), SP(said(c, SAY2(MSG_rules_signed_back_note, "at", page_time(c, x->back_at), "reason", x->back_why))));
    }
    v->rows.v = o;
    v->rows.n = s->n;
}

// The two forms; what was typed into one stands in it, and not in the other.
static void forms_fill(struct call *c, const struct rules_signed *s, struct rules_signed_view *v)
{
    struct sign_boxes now = {.what = said(c, SAY(MSG_rules_signed_what_usual))};
    const struct field_view *f = form_view(c, &rules_sign_form, &now);
    struct rules_field_view *fields = ARENA_ARRAY(c->a, SIGN_SHOWN, struct rules_field_view);
    for (size_t i = 0; i < SIGN_SHOWN; i++) fields[i].f = &f[i];
    v->fields.v = fields;
    v->fields.n = SIGN_SHOWN;
    struct field_view *back = (struct field_view *)(uintptr_t)form_view(c, &rules_unsign_form, NULL);
    struct option_view *o = ARENA_ARRAY(c->a, s->n, struct option_view);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->v[i].s->back) continue;
        str id = id_str(c->a, s->v[i].s->id.v);
        o[n++] = (struct option_view){id, v->rows.v[i].title, str_eq(back[0].value, id)};
    }
    back[0].type = S("select");
    back[0].options.v = o;
    back[0].options.n = n;
    v->which = &back[0];
    v->reason = &back[1];
    v->may_back = v->may && n > 0;
}

static void signature_put(struct jw *w, arena *a, const struct rules_signed_row *r)
{
    const struct rule_signature *s = r->s;
    jw_object(w);
    jw_key(w, S("id"));
    jw_id(w, s->id.v);
    jw_kstr(w, S("signer"), s->signer);
    jw_kstr(w, S("role"), s->role);
    jw_kstr(w, S("licence"), s->licence);
    jw_kstr(w, S("day"), day_str(a, s->day));
    jw_kstr(w, S("what"), s->what);
    jw_kstr(w, S("version"), s->rules);
    jw_kstr(w, S("digest"), s->digest);
    jw_kbool(w, S("current"), r->current);
    jw_kbool(w, S("back"), s->back);
    jw_end(w);
}

static err signed_json(struct call *c, const struct rules_held *h, const struct rules_signed *s)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("sign_off"), h->o->rules->sign_off);
    jw_kstr(&w, S("version"), h->o->rules->version);
    jw_kstr(&w, S("digest"), s->digest);
    jw_kbool(&w, S("physician"), s->physician);
    jw_kbool(&w, S("therapist"), s->therapist);
    jw_key(&w, S("signatures"));
    jw_array(&w);
    for (size_t i = 0; i < s->n; i++) signature_put(&w, c->a, &s->v[i]);
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err signed_page(struct call *c, int status, const struct form *wrong)
{
    struct rules_held h;
    struct rule_list none;
    struct rules_signed s;
    err e = desk_rules_show(&c->desk, (str){0}, &h, &none);
    if (!e) e = desk_rules_signed(&c->desk, &h, &s);
    if (e) return e;
    if (c->kind == KIND_JSON) return signed_json(c, &h, &s);
    struct rules_signed_view v = {.page = page_of(c, MSG_rules_signed_title), .head = settings_head(c, SETTINGS_RULES), .errors = form_errors_of(c, wrong ? wrong : &rules_sign_form),
        .csrf = c->session->csrf, .key = page_form_key(c), .back_key = page_form_key(c), .sign_off = h.o->rules->sign_off, .version = h.o->rules->version, .digest = s.digest,
        .line = line_of(c, &s), .open = !s.physician || !s.therapist, .may = desk_may(&c->desk.who, VERB_RULES_SIGN)};
    rows_fill(c, &s, &v);
    forms_fill(c, &s, &v);
    page_crumb(c, &v.page, S("/setup/rules"), MSG_rules_title);
    view_rules_signed(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err signed_render(struct call *c, err result)
{
    (void)result;
    return signed_page(c, 200, NULL);
}
const struct handler h_rules_signed = {.render = signed_render};

struct signed_state {
    struct sign_boxes sign;
    struct unsign_boxes unsign;
    rule_signature_id made;
};

static err sign_prepare(struct call *c)
{
    struct signed_state *s = c->state = ARENA_NEW(c->a, struct signed_state);
    return form_bind(c, &rules_sign_form, &s->sign);
}

static err sign_transact(struct call *c)
{
    struct signed_state *s = c->state;
    const struct sign_boxes *b = &s->sign;
    c->location = S("/setup/rules-signed");
    c->flash = MSG_done_rules_signed;
    return desk_rules_sign(&c->desk, &(struct rules_sign_in){.signer = b->signer, .role = b->role, .licence = b->licence, .what = b->what, .day = b->day, .digest = b->digest}, &s->made);
}

static err made_json(struct call *c, const struct signed_state *s)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    if (s->made.v) {
        jw_key(&w, S("id"));
        jw_id(&w, s->made.v);
    }
    jw_end(&w);
    return OK;
}

static err sign_render(struct call *c, err result)
{
    if (result && c->kind == KIND_JSON) return result;
    if (result) return signed_page(c, err_http(result), &rules_sign_form);
    return c->kind == KIND_JSON ? made_json(c, c->state) : reply_redirect(c);
}
const struct handler h_rules_sign = {sign_prepare, sign_transact, sign_render};

static err unsign_prepare(struct call *c)
{
    struct signed_state *s = c->state = ARENA_NEW(c->a, struct signed_state);
    return form_bind(c, &rules_unsign_form, &s->unsign);
}

static err unsign_transact(struct call *c)
{
    struct signed_state *s = c->state;
    c->location = S("/setup/rules-signed");
    c->flash = MSG_done_rules_unsigned;
    return desk_rules_unsign(&c->desk, (rule_signature_id){s->unsign.signature}, s->unsign.reason);
}

static err unsign_render(struct call *c, err result)
{
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result) return signed_page(c, err_http(result), &rules_unsign_form);
    return c->kind == KIND_JSON ? made_json(c, c->state) : reply_redirect(c);
}
const struct handler h_rules_unsign = {unsign_prepare, unsign_transact, unsign_render};
