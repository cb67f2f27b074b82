#include "report_text.h"

#include "web/page.h"
#include "web/session.h"

int report_months(struct call *c, int most, int otherwise)
{
    int64_t v;
    return str_i64(query_value(c, S("months")), &v) && v >= 1 && v <= most ? (int)v : otherwise;
}

static struct option_view option(struct call *c, int months, bool chosen)
{
    return (struct option_view){str_fmt(c->a, "%d", months), message_say(c->a, c->desk.lang, SAY_N(MSG_outcomes_months_n, months)), chosen};
}

struct option_view *report_month_options(struct call *c, const int *usual, size_t n_usual, int months, size_t *n)
{
    struct option_view *o = ARENA_ARRAY(c->a, n_usual + 1, struct option_view);
    bool put = false;
    *n = 0;
    for (size_t i = 0; i < n_usual; i++) {
        if (!put && months < usual[i]) o[(*n)++] = option(c, months, true);
        put |= months <= usual[i];
        o[(*n)++] = option(c, usual[i], usual[i] == months);
    }
    return o;
}

void report_crumbs(struct call *c, struct page_view *page, bool under_outcomes)
{
    page_crumb(c, page, S("/setup"), MSG_setup_settings);
    if (under_outcomes) page_crumb(c, page, S("/outcomes"), MSG_outcomes_title);
}

struct jw report_json(struct call *c, day from, day to, bool own, bool cut)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("from"), day_str(c->a, from));
    jw_kstr(&w, S("to"), day_str(c->a, to));
    jw_kbool(&w, S("own"), own);
    jw_kbool(&w, S("cut"), cut);
    return w;
}
