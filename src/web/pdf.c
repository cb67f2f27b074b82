#include "pdf.h"

#include <cairo-pdf.h>
#include <librsvg/rsvg.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "pdf_lang.h"

#define MARGIN_X 56.0
#define MARGIN_TOP 48.0
#define MARGIN_BOTTOM 52.0
#define GAP 12.0                // between columns
#define FONT "DejaVu Sans, Noto Sans, Sans"

enum { BYTES_MAX = 16 << 20, ITEMS_MAX = 4096, COLUMNS_MAX = 12 };

enum kind { TEXT, PAIR, FACTS, TABLE, DRAWING, SPACE, RULE };

struct item {
    enum kind kind;
    enum pdf_style style;
    str text, right;
    const struct pdf_fact *facts;
    const struct pdf_column *columns;
    const struct pdf_row *rows;
    size_t n, n_columns;
    RsvgHandle *svg;
    double height;
    struct item *next;
};

struct style {
    double size, before, after, grey;
    bool bold;
    const char *tag;
};
static const struct style styles[PDF_STYLES] = {
    [PDF_TITLE] = {16, 6, 6, 0, true, "H1"},  [PDF_HEAD] = {10, 8, 3, 0, true, "H2"},     [PDF_BODY] = {9.5, 0, 4, 0, false, "P"},
    [PDF_LEAD] = {10.5, 0, 5, 0, false, "P"}, [PDF_STRONG] = {9.5, 0, 3, 0, true, "P"},   [PDF_SMALL] = {7.5, 0, 3, 0.3, false, "P"},
    [PDF_POINT] = {8.5, 0, 2, 0.1, false, "P"},
};

// fontconfig keeps what it read of the machine's fonts until the process ends, partly out of the leak checker's sight.
#if defined(__SANITIZE_ADDRESS__)
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}
#endif

// What cairo writes: grown with malloc, because its callback may not be left by a longjmp.
struct sink {
    char *p;
    size_t n, cap;
};

struct pdf {
    arena *a;
    struct pdf_about about;
    double w, h;                // of the page
    struct sink sink;
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoLayout *layout;
    PangoFontDescription *font;
    struct item *first, *last;
    size_t n_items;
    // of the pass that runs
    bool draw;
    double y;
    int page, total;
    const char *tag;            // open structure element, NULL none
    bool finished;
};

static cairo_status_t take(void *ctx, const unsigned char *data, unsigned n)
{
    struct sink *s = ctx;
    if (n > BYTES_MAX - s->n)
        return CAIRO_STATUS_WRITE_ERROR;
    if (s->n + n > s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64 << 10;
        while (cap < s->n + n)
            cap *= 2;
        char *p = realloc(s->p, cap);
        if (!p)
            return CAIRO_STATUS_NO_MEMORY;
        s->p = p;
        s->cap = cap;
    }
    memcpy(s->p + s->n, data, n);
    s->n += n;
    return CAIRO_STATUS_SUCCESS;
}

// The order matters: what draws goes before what is drawn on, and the bytes last.
static void pdf_free(void *obj)
{
    struct pdf *p = obj;
    for (struct item *i = p->first; i; i = i->next)
        if (i->svg)
            g_object_unref(i->svg);
    if (p->layout)
        g_object_unref(p->layout);
    if (p->font)
        pango_font_description_free(p->font);
    if (p->cr)
        cairo_destroy(p->cr);
    if (p->surface) {
        cairo_surface_finish(p->surface);
        cairo_surface_destroy(p->surface);
    }
    free(p->sink.p);
}

enum pdf_paper pdf_paper_of(str country)
{
    static const char *const letter[] = {"US", "CA", "MX", "PH", "CL", "CO", "VE", "CR", "GT", "PA", "DO", "SV", "NI", "PR"};
    for (size_t i = 0; i < sizeof letter / sizeof letter[0]; i++)
        if (str_eq(country, str_of(letter[i])))
            return PDF_LETTER;
    return PDF_A4;
}

static void about_put(struct pdf *p)
{
    char *title = str_z(p->a, p->about.title), *author = str_z(p->a, p->about.author);
    char *created = str_z(p->a, str_fmt(p->a, "%.19sZ", instant_str(p->a, p->about.created).p));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, title);
    if (author[0])
        cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR, author);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Unknot");
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
}

struct pdf *pdf_new(arena *a, const struct pdf_about *about)
{
    struct pdf *p = ARENA_NEW(a, struct pdf);
    *p = (struct pdf){.a = a, .about = *about, .w = about->paper == PDF_LETTER ? 612 : 595.276, .h = about->paper == PDF_LETTER ? 792 : 841.89};
    arena_own(a, p, pdf_free);
    p->surface = cairo_pdf_surface_create_for_stream(take, &p->sink, p->w, p->h);
    p->cr = cairo_create(p->surface);
    p->layout = pango_cairo_create_layout(p->cr);
    p->font = pango_font_description_from_string(FONT);
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    PangoContext *context = pango_layout_get_context(p->layout);
    pango_cairo_context_set_font_options(context, o);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("en"));
    cairo_font_options_destroy(o);
    pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
    about_put(p);
    return p;
}

double pdf_width(const struct pdf *p)
{
    return p->w - 2 * MARGIN_X;
}

// --- the list of what is said

static struct item *item_add(struct pdf *p, enum kind kind)
{
    CHECK(!p->finished && p->n_items < ITEMS_MAX);
    struct item *i = ARENA_NEW(p->a, struct item);
    i->kind = kind;
    if (p->last)
        p->last->next = i;
    else
        p->first = i;
    p->last = i;
    p->n_items++;
    return i;
}

void pdf_text(struct pdf *p, enum pdf_style style, str text)
{
    if (str_trim(text).n == 0)
        return;
    struct item *i = item_add(p, TEXT);
    i->style = style;
    i->text = text;
}

void pdf_pair(struct pdf *p, str left, str right)
{
    struct item *i = item_add(p, PAIR);
    i->text = left;
    i->right = right;
}

void pdf_facts(struct pdf *p, const struct pdf_fact *v, size_t n)
{
    struct item *i = item_add(p, FACTS);
    i->facts = v;
    i->n = n;
}

void pdf_table(struct pdf *p, const struct pdf_column *columns, size_t n_columns, const struct pdf_row *rows, size_t n_rows)
{
    CHECK(n_columns > 0 && n_columns <= COLUMNS_MAX);
    struct item *i = item_add(p, TABLE);
    i->columns = columns;
    i->n_columns = n_columns;
    i->rows = rows;
    i->n = n_rows;
}

// What no XML may hold, a control character or U+FFFE and U+FFFF, is drawn as U+FFFD: a name may have it, and librsvg would read nothing.
static str xml_chars(arena *a, str s)
{
    struct buf b = buf_with_room(a, s.n + 1, 3 * s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];
        bool noncharacter = ch == 0xEF && (str_starts(str_sub(s, i, 3), S("\xEF\xBF\xBE")) || str_starts(str_sub(s, i, 3), S("\xEF\xBF\xBF")));
        if (noncharacter || (ch < 0x20 && ch != '\t' && ch != '\n' && ch != '\r'))
            buf_put(&b, S("\xEF\xBF\xBD"));
        else
            buf_putc(&b, s.p[i]);
        i += noncharacter ? 2 : 0;
    }
    CHECK(!b.over);
    return buf_str(&b);
}

void pdf_svg(struct pdf *p, str svg, double height)
{
    struct item *i = item_add(p, DRAWING);
    i->height = height;
    svg = xml_chars(p->a, svg);
    i->svg = rsvg_handle_new_from_data((const guint8 *)svg.p, svg.n, NULL);
    CHECK(i->svg);
}

void pdf_space(struct pdf *p, double points)
{
    item_add(p, SPACE)->height = points;
}

void pdf_rule(struct pdf *p)
{
    item_add(p, RULE);
}

// --- laying it out: once to count the pages, once to draw them

static double bottom(const struct pdf *p)
{
    return p->h - MARGIN_BOTTOM;
}

static void grey(struct pdf *p, double g)
{
    cairo_set_source_rgb(p->cr, g, g, g);
}

static void tag_open(struct pdf *p, const char *tag)
{
    if (p->draw)
        cairo_tag_begin(p->cr, tag, "");
    p->tag = tag;
}

static void tag_close(struct pdf *p)
{
    if (p->draw && p->tag)
        cairo_tag_end(p->cr, p->tag);
    p->tag = NULL;
}

// Sets text, size and width into the one layout; returns its height.
static double set(struct pdf *p, str text, double size, bool bold, double width, bool right)
{
    pango_font_description_set_absolute_size(p->font, size * PANGO_SCALE);
    pango_font_description_set_weight(p->font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(p->layout, p->font);
    pango_layout_set_width(p->layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(p->layout, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_line_spacing(p->layout, 1.08f);
    pango_layout_set_text(p->layout, text.n ? text.p : "", (int)text.n);
    int h;
    pango_layout_get_size(p->layout, NULL, &h);
    return (double)h / PANGO_SCALE;
}

static void show(struct pdf *p, double x, double y)
{
    if (!p->draw)
        return;
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, p->layout);
}

static void foot(struct pdf *p)
{
    if (!p->draw)
        return;
    str page = message_say(p->a, p->about.lang,
        SAY2(MSG_pdf_page, "page", str_fmt(p->a, "%d", p->page), "pages", str_fmt(p->a, "%d", p->total)));
    double y = bottom(p) + 16;
    grey(p, 0.35);
    set(p, page, 7.5, false, 120, true);
    show(p, p->w - MARGIN_X - 120, y);
    set(p, p->about.footer, 7.5, false, pdf_width(p) - 130, false);
    show(p, MARGIN_X, y);
}

static void page_next(struct pdf *p)
{
    const char *tag = p->tag;
    tag_close(p);
    foot(p);
    if (p->draw)
        cairo_show_page(p->cr);
    p->page++;
    p->y = MARGIN_TOP;
    if (tag)
        tag_open(p, tag);
}

static void need(struct pdf *p, double height)
{
    if (p->y + height > bottom(p) && p->y > MARGIN_TOP)
        page_next(p);
}

// The layout, line by line, from p->y on, with page breaks.
static void lines(struct pdf *p, double x)
{
    PangoLayoutIter *it = pango_layout_get_iter(p->layout);
    do {
        PangoRectangle r;
        pango_layout_iter_get_line_extents(it, NULL, &r);
        double h = (double)r.height / PANGO_SCALE;
        int base = pango_layout_iter_get_baseline(it);
        need(p, h);
        if (p->draw) {
            cairo_move_to(p->cr, x + (double)r.x / PANGO_SCALE, p->y + (double)(base - r.y) / PANGO_SCALE);
            pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(it));
        }
        p->y += h;
    } while (pango_layout_iter_next_line(it));
    pango_layout_iter_free(it);
}

static void do_text(struct pdf *p, const struct item *i)
{
    const struct style *s = &styles[i->style];
    double indent = i->style == PDF_POINT ? 10 : 0;
    if (p->y > MARGIN_TOP)
        p->y += s->before;
    if (i->style == PDF_HEAD || i->style == PDF_TITLE)
        need(p, s->size * 5);
    tag_open(p, s->tag);
    grey(p, s->grey);
    if (indent > 0) {
        double h = set(p, S("•"), s->size, false, indent, false);
        need(p, h);
        show(p, MARGIN_X + 1, p->y);
    }
    set(p, i->text, s->size, s->bold, pdf_width(p) - indent, false);
    lines(p, MARGIN_X + indent);
    tag_close(p);
    p->y += s->after;
}

static void do_pair(struct pdf *p, const struct item *i)
{
    double half = (pdf_width(p) - GAP) / 2, left, right;
    left = set(p, i->text, 12, true, half, false);
    right = set(p, i->right, 8, false, half, true);
    need(p, left > right ? left : right);
    tag_open(p, "P");
    grey(p, 0.3);
    show(p, MARGIN_X + half + GAP, p->y);
    tag_close(p);
    tag_open(p, "P");
    grey(p, 0);
    set(p, i->text, 12, true, half, false);
    show(p, MARGIN_X, p->y);
    tag_close(p);
    p->y += (left > right ? left : right) + 4;
}

static void do_facts(struct pdf *p, const struct item *i)
{
    double label_w = pdf_width(p) * 0.26;
    for (size_t k = 0; k < i->n; k++) {
        if (!i->facts[k].value.n)
            continue;
        tag_open(p, "P");
        double h = set(p, i->facts[k].label, 9, false, label_w, false);
        need(p, h);
        grey(p, 0.35);
        show(p, MARGIN_X, p->y);
        grey(p, 0);
        double end = p->y + h;
        int page = p->page;
        set(p, i->facts[k].value, 9.5, false, pdf_width(p) - label_w - GAP, false);
        lines(p, MARGIN_X + label_w + GAP);
        if (p->page == page && p->y < end)
            p->y = end;
        tag_close(p);
        p->y += 2;
    }
    p->y += 4;
}

static double column_x(const struct pdf *p, const struct item *i, size_t column, double *width)
{
    int all = 0, before = 0;
    for (size_t k = 0; k < i->n_columns; k++) {
        all += i->columns[k].share;
        before += k < column ? i->columns[k].share : 0;
    }
    CHECK(all > 0);
    double room = pdf_width(p) - GAP * (double)(i->n_columns - 1);
    *width = room * i->columns[column].share / all;
    return MARGIN_X + room * before / all + GAP * (double)column;
}

static double cell_height(struct pdf *p, const struct item *i, const struct pdf_row *row)
{
    double most = 0, w;
    for (size_t k = 0; k < i->n_columns; k++) {
        column_x(p, i, k, &w);
        double h = set(p, row ? row->cell[k] : i->columns[k].head, row ? 9 : 8, !row || row->strong, w, i->columns[k].right);
        most = h > most ? h : most;
    }
    return most;
}

static void line_at(struct pdf *p, double y, double g)
{
    if (!p->draw)
        return;
    grey(p, g);
    cairo_set_line_width(p->cr, 0.5);
    cairo_move_to(p->cr, MARGIN_X, y);
    cairo_line_to(p->cr, p->w - MARGIN_X, y);
    cairo_stroke(p->cr);
}

// One row, or the head where row is NULL.
static void table_row(struct pdf *p, const struct item *i, const struct pdf_row *row)
{
    double h = cell_height(p, i, row), w;
    if (p->draw)
        cairo_tag_begin(p->cr, "TR", "");
    for (size_t k = 0; k < i->n_columns; k++) {
        double x = column_x(p, i, k, &w);
        tag_open(p, row ? "TD" : "TH");
        grey(p, row ? 0 : 0.35);
        set(p, row ? row->cell[k] : i->columns[k].head, row ? 9 : 8, !row || row->strong, w, i->columns[k].right);
        show(p, x, p->y);
        tag_close(p);
    }
    if (p->draw)
        cairo_tag_end(p->cr, "TR");
    p->y += h + 2.5;
    line_at(p, p->y, row ? 0.85 : 0.5);
    p->y += 2.5;
}

static void table_begin(struct pdf *p, const struct item *i)
{
    if (p->draw)
        cairo_tag_begin(p->cr, "Table", "");
    table_row(p, i, NULL);
}

static void table_end(struct pdf *p)
{
    if (p->draw)
        cairo_tag_end(p->cr, "Table");
}

static void do_table(struct pdf *p, const struct item *i)
{
    double head = cell_height(p, i, NULL) + 5;
    need(p, head + (i->n ? cell_height(p, i, &i->rows[0]) + 5 : 0));
    table_begin(p, i);
    for (size_t k = 0; k < i->n; k++) {
        if (p->y + cell_height(p, i, &i->rows[k]) + 5 > bottom(p)) {
            table_end(p);
            page_next(p);
            table_begin(p, i);
        }
        table_row(p, i, &i->rows[k]);
    }
    table_end(p);
    p->y += 6;
}

static void do_drawing(struct pdf *p, const struct item *i)
{
    need(p, i->height);
    if (p->draw) {
        RsvgRectangle box = {MARGIN_X, p->y, pdf_width(p), i->height};
        cairo_tag_begin(p->cr, "Figure", "");
        CHECK(rsvg_handle_render_document(i->svg, p->cr, &box, NULL));
        cairo_tag_end(p->cr, "Figure");
    }
    p->y += i->height + 4;
}

static void pass(struct pdf *p, bool draw)
{
    p->draw = draw;
    p->page = 1;
    p->y = MARGIN_TOP;
    for (const struct item *i = p->first; i; i = i->next) {
        switch (i->kind) {
        case TEXT: do_text(p, i); break;
        case PAIR: do_pair(p, i); break;
        case FACTS: do_facts(p, i); break;
        case TABLE: do_table(p, i); break;
        case DRAWING: do_drawing(p, i); break;
        case SPACE: p->y += i->height; break;
        case RULE:
            need(p, 8);
            line_at(p, p->y + 3, 0.6);
            p->y += 8;
            break;
        }
    }
    foot(p);
}

int pdf_pages(struct pdf *p)
{
    pass(p, false);
    return p->page;
}

str pdf_finish(struct pdf *p)
{
    CHECK(!p->finished);
    p->total = pdf_pages(p);
    p->finished = true;
    pass(p, true);
    CHECK(p->page == p->total);
    cairo_show_page(p->cr);
    cairo_surface_finish(p->surface);
    if (cairo_surface_status(p->surface) != CAIRO_STATUS_SUCCESS || cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
        return (str){0};
    return pdf_with_lang(p->a, (str){p->sink.p, p->sink.n}, lang_tag(p->about.lang));
}
