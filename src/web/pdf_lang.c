#include "pdf_lang.h"

#include "base/buf.h"

// The text behind the last `what`; empty where there is none.
static str behind_last(str s, str what)
{
    for (size_t i = s.n; i >= what.n && i > 0; i--) {
        size_t at = i - what.n;
        if (str_starts(str_sub(s, at, what.n), what))
            return str_sub(s, i, s.n);
    }
    return (str){0};
}

// The whole number that `s` begins with, behind blanks; what follows it in *rest.
static bool number(str s, int64_t *out, str *rest)
{
    size_t i = 0, from;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r'))
        i++;
    for (from = i; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
    }
    *rest = str_sub(s, i, s.n);
    return str_i64(str_sub(s, from, i - from), out);
}

static bool number_behind(str s, str key, int64_t *out)
{
    size_t at = str_find(s, key);
    str rest;
    return at != SIZE_MAX && number(str_sub(s, at + key.n, s.n), out, &rest);
}

struct end {
    int64_t size, root, info, xref;
    str catalog;                // inside of << >>
};

static bool end_read(arena *a, str pdf, struct end *e)
{
    str trailer = behind_last(pdf, S("trailer")), xref = behind_last(pdf, S("startxref")), rest;
    if (!number_behind(trailer, S("/Size"), &e->size) || !number_behind(trailer, S("/Root"), &e->root))
        return false;
    if (!number_behind(trailer, S("/Info"), &e->info) || !number(xref, &e->xref, &rest))
        return false;
    str object = behind_last(pdf, str_fmt(a, "\n%lld 0 obj", (long long)e->root));
    size_t open = str_find(object, S("<<")), close = str_find(object, S("endobj"));
    if (open == SIZE_MAX || close == SIZE_MAX || close < open)
        return false;
    str dict = str_trim(str_sub(object, open, close - open));
    if (!str_ends(dict, S(">>")) || str_find(dict, S("/Catalog")) == SIZE_MAX)
        return false;
    e->catalog = str_sub(dict, 2, dict.n - 4);
    return true;
}

str pdf_with_lang(arena *a, str pdf, str tag)
{
    struct end e;
    if (!end_read(a, pdf, &e))
        return pdf;
    struct buf b = buf_with_room(a, pdf.n + 2048, pdf.n + 65536);
    buf_put(&b, pdf);
    if (b.n && b.p[b.n - 1] != '\n')
        buf_putc(&b, '\n');
    size_t at = b.n;
    buf_putf(&b, "%lld 0 obj\n<<%.*s   /Lang (%.*s)\n   /MarkInfo << /Marked true >>\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n", (long long)e.root, SP(e.catalog), SP(tag));
    size_t xref = b.n;
    buf_putf(&b, "xref\n%lld 1\n%010zu 00000 n \n", (long long)e.root, at);
    buf_putf(&b, "trailer\n<< /Size %lld\n   /Root %lld 0 R\n   /Info %lld 0 R\n   /Prev %lld\n>>\nstartxref\n%zu\n%%%%EOF\n", (long long)e.size,
        (long long)e.root, (long long)e.info, (long long)e.xref, xref);
    return b.over ? pdf : buf_str(&b);
}
