#include "form.h"

#include <string.h>

#include "body.h"
#include "clinic/care/billing.h"
#include "desk/practice/signin.h"

static const char *const input_types[] = {
    [F_TEXT] = "text",   [F_LONG] = "textarea", [F_EMAIL] = "email",   [F_PHONE] = "tel",  [F_DAY] = "date",
    [F_INT] = "number",  [F_MONEY] = "text",    [F_TIME] = "time",     [F_CHOICE] = "select", [F_CHECK] = "check",
    [F_PASSWORD] = "password", [F_ID] = "hidden", [F_TEXTS] = "tel",
};

static str value_text(struct call *c, const struct field *f, const void *values)
{
    arena *a = c->a;
    const char *at = (const char *)values + f->offset;
    opt_int number;
    opt_day date;
    str text;
    int64_t id;
    switch (f->type) {
    case F_TEXT:
    case F_LONG:
    case F_EMAIL:
    case F_PHONE:
    case F_CHOICE:
        memcpy(&text, at, sizeof text);
        return text;
    case F_DAY:
        memcpy(&date, at, sizeof date);
        return date.known ? day_str(a, date.day) : (str){0};
    case F_INT:
    case F_MONEY:
    case F_TIME:
        memcpy(&number, at, sizeof number);
        if (!number.known) return (str){0};
        if (f->type == F_INT) return str_fmt(a, "%lld", (long long)number.v);
        if (f->type == F_TIME) return str_fmt(a, "%02d:%02d", (int)(number.v / 60), (int)(number.v % 60));
        return billing_amount(a, number.v, c->session ? c->session->currency : (str){0});
    case F_ID:
        memcpy(&id, at, sizeof id);
        return id ? id_str(a, id) : (str){0};
    case F_CHECK:
    case F_PASSWORD:
    case F_TEXTS: break;
    }
    return (str){0};
}

static void view_options(struct call *c, const struct field *f, struct field_view *v)
{
    size_t n = 0;
    while (f->choices && f->choices[n].value) n++;
    struct option_view *o = ARENA_ARRAY(c->a, n + 1, struct option_view);
    for (size_t i = 0; i < n; i++) {
        o[i].value = str_of(f->choices[i].value);
        o[i].label = message_say(c->a, c->desk.lang, SAY(f->choices[i].label));
        o[i].selected = str_eq(o[i].value, v->value);
    }
    v->options.v = o;
    v->options.n = n;
}

static void view_values(struct call *c, const struct field *f, const void *values, size_t i, struct field_view *v)
{
    bool posted = c->body != NULL, found = false;
    if (f->type == F_CHECK) {
        if (posted) {
            str s = body_value(c->body, v->name, 0, &found);
            v->checked = found && s.n && !str_eq(s, S("0")) && !str_eq(s, S("false"));
        } else if (values) {
            memcpy(&v->checked, (const char *)values + f->offset, sizeof v->checked);
        }
    } else if (f->type == F_TEXTS) {
        struct texts t = {0};
        if (values) memcpy(&t, (const char *)values + f->offset, sizeof t);
        v->value = posted ? body_value(c->body, v->name, i, &found) : i < t.n ? t.v[i] : (str){0};
    } else if (f->type != F_PASSWORD) {
        v->value = posted ? body_value(c->body, v->name, 0, &found) : values ? value_text(c, f, values) : (str){0};
    }
}

static void view_one(struct call *c, const struct form *form, const struct field *f, const void *values, size_t i,
                     struct field_view *v)
{
    v->name = str_of(f->name);
    v->id = i ? str_fmt(c->a, "%s-%s-%zu", form->name, f->name, i) : str_fmt(c->a, "%s-%s", form->name, f->name);
    v->type = str_of(input_types[f->type]);
    v->label = message_say(c->a, c->desk.lang, SAY(f->label));
    if (f->hint != MSG_none) v->hint = message_say(c->a, c->desk.lang, SAY(f->hint));
    v->required = f->required;
    v->max = f->type == F_TEXT || f->type == F_LONG ? f->max : 0;
    v->autocomplete = str_of(f->autocomplete);
    view_values(c, f, values, i, v);
    str key = f->type == F_TEXTS ? str_fmt(c->a, "%s[%zu]", f->name, i) : v->name;
    const struct problem *p = problem_of(&c->problems, key);
    if (p) v->error = message_say(c->a, c->desk.lang, p->say);
    if (f->type == F_CHOICE) view_options(c, f, v);
}

const struct field_view *form_view(struct call *c, const struct form *f, const void *values)
{
    struct field_view *all = ARENA_ARRAY(c->a, f->n, struct field_view);
    for (size_t i = 0; i < f->n; i++) view_one(c, f, &f->fields[i], values, 0, &all[i]);
    return all;
}

const struct field_view *form_texts_view(struct call *c, const struct form *f, const char *name, const void *values, size_t n)
{
    struct field_view *all = ARENA_ARRAY(c->a, n, struct field_view);
    for (size_t k = 0; k < f->n; k++) {
        if (strcmp(f->fields[k].name, name) != 0) continue;
        for (size_t i = 0; i < n; i++) view_one(c, f, &f->fields[k], values, i, &all[i]);
        return all;
    }
    CHECK(!"a field of this form");
    return NULL;
}

const struct field_view *form_field(const struct field_view *all, const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++) {
        if (strcmp(f->fields[i].name, name) == 0) return &all[i];
    }
    CHECK(!"a field of this form");
    return NULL;
}
