// web/pdf.h: pages break and count, the same input gives the same bytes, text comes out again, in any script.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web/pdf.h"
#include "web/pdf_lang.h"

static int open_arena(void **state)
{
    *state = arena_new(64u << 20);
    return 0;
}

static int close_arena(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct pdf_about about = {.title = S_INIT("Receipt 12 – Ødegård"), .author = S_INIT("Quiet Hands"), .footer = S_INIT("Quiet Hands · 1 Mill Lane"),
    .created = {1795252500000000}};

static struct pdf *sample(arena *a, size_t rows, enum pdf_paper paper)
{
    struct pdf_about of = about;
    of.paper = paper;
    struct pdf *p = pdf_new(a, &of);
    pdf_pair(p, S("Quiet Hands"), S("1 Mill Lane\nLeeds\n+44 113 000 000"));
    pdf_rule(p);
    pdf_text(p, PDF_TITLE, S("Receipt 12"));
    pdf_text(p, PDF_BODY, S("Ελληνικά, Русский, עברית, العربية, naïve café."));
    pdf_text(p, PDF_POINT, S("One point, long enough that it has to be broken over more than one line of the page because of its many, many, many words."));
    static const struct pdf_fact facts[] = {{S_INIT("Paid by"), S_INIT("Card")}, {S_INIT("Empty"), {0}}, {S_INIT("For"), S_INIT("Ada Lovelace\n12 Square")}};
    pdf_facts(p, facts, 3);
    static const struct pdf_column columns[] = {{S_INIT("Service"), 6, false}, {S_INIT("Amount"), 2, true}};
    struct pdf_row *v = ARENA_ARRAY(a, rows, struct pdf_row);
    for (size_t i = 0; i < rows; i++) {
        str *cell = ARENA_ARRAY(a, 2, str);
        cell[0] = str_fmt(a, "Massage number %zu", i);
        cell[1] = str_fmt(a, "%zu.00", i);
        v[i] = (struct pdf_row){cell, i + 1 == rows};
    }
    pdf_table(p, columns, 2, v, rows);
    pdf_svg(p, S("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"80\"><rect width=\"100\" height=\"40\" fill=\"#1c665a\"/><text x=\"9\" y=\"70\">inside the drawing</text></svg>"), 80);
    return p;
}

// What poppler reads; empty where it is not installed.
static str text_of(arena *a, str pdf)
{
    char path[] = "/tmp/unknot-pdf-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, pdf.p, pdf.n) == (ssize_t)pdf.n && close(fd) == 0);
    FILE *f = popen(str_z(a, str_fmt(a, "pdftotext -layout %s - 2>&1", path)), "r");
    assert_non_null(f);
    char *out = arena_alloc(a, 1 << 20);
    size_t n = fread(out, 1, 1 << 20, f);
    int rc = pclose(f);
    unlink(path);
    return rc == 0 ? (str){out, n} : (str){0};
}

static void says(str text, const char *what)
{
    if (str_find(text, str_of(what)) == SIZE_MAX)
        fail_msg("\"%s\" is not in:\n%.*s", what, SP(text));
}

static void one_page(void **state)
{
    arena *a = *state;
    struct pdf *p = sample(a, 3, PDF_A4);
    assert_int_equal(pdf_pages(p), 1);
    str out = pdf_finish(p);
    assert_true(str_starts(out, S("%PDF-1.")));
    assert_true(str_ends(out, S("%%EOF\n")));
    says(out, "/Lang (en)");
    says(out, "/ToUnicode");
    says(out, "/StructTreeRoot");
    says(out, "/Marked true");
    str text = text_of(a, out);
    if (!text.n)
        return;
    const char *const want[] = {"Quiet Hands", "Receipt 12", "Ελληνικά", "Русский", "naïve café", "many words", "Ada Lovelace", "12 Square", "Massage number 2", "2.00",
        "inside the drawing", "Page 1 of 1"};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        says(text, want[i]);
    assert_int_equal(str_find(text, S("Empty")), SIZE_MAX);
}

static void a_table_breaks_and_repeats_its_head(void **state)
{
    arena *a = *state;
    struct pdf *p = sample(a, 120, PDF_LETTER);
    int pages = pdf_pages(p);
    assert_true(pages >= 3 && pages <= 5);
    str out = pdf_finish(p), text = text_of(a, out);
    if (!text.n)
        return;
    says(text, "Massage number 0 ");
    says(text, "Massage number 119");
    int heads = 0;
    for (str rest = text; str_find(rest, S("Service")) != SIZE_MAX; heads++)
        rest = str_sub(rest, str_find(rest, S("Service")) + 1, rest.n);
    assert_in_range(heads, pages - 1, pages);
    char last[32];
    snprintf(last, sizeof last, "Page %d of %d", pages, pages);
    says(text, last);
}

static void same_bytes(void **state)
{
    arena *a = *state, *b = arena_new(64u << 20);
    str one = pdf_finish(sample(a, 50, PDF_A4)), two = pdf_finish(sample(b, 50, PDF_A4));
    assert_true(str_eq(one, two));
    arena_free(b);
}

static void try_with(size_t cap)
{
    arena *a = arena_new(cap);
    jmp_buf out;
    if (setjmp(out) == 0) {
        arena_on_full(a, &out);
        (void)pdf_finish(sample(a, 40, PDF_A4));
    }
    arena_free(a);
}

// A full arena leaves by longjmp in the middle; what the libraries hold is freed with it (the sanitizer looks).
static void arena_full(void **state)
{
    (void)state;
    for (size_t cap = 4 << 10; cap < 90 << 10; cap += 5 << 10)
        try_with(cap);
}

static void lang_needs_an_end_that_it_knows(void **state)
{
    arena *a = *state;
    static const char *const odd[] = {"", "%PDF-1.5", "trailer\n<< /Size 3 /Root 1 0 R /Info 2 0 R >>\nstartxref\n7\n%%EOF",
        "\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Size 3 /Root 1 0 R /Info 2 0 R >>\nstartxref\n7\n%%EOF", "trailer startxref", "endobj \n9 0 obj << /Size /Root"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        assert_true(str_eq(pdf_with_lang(a, str_of(odd[i]), S("en")), str_of(odd[i])));
}

static void papers(void **state)
{
    (void)state;
    assert_int_equal(pdf_paper_of(S("US")), PDF_LETTER);
    assert_int_equal(pdf_paper_of(S("CA")), PDF_LETTER);
    assert_int_equal(pdf_paper_of(S("GB")), PDF_A4);
    assert_int_equal(pdf_paper_of(S("")), PDF_A4);
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {T(one_page), T(a_table_breaks_and_repeats_its_head), T(same_bytes), T(arena_full), T(lang_needs_an_end_that_it_knows), T(papers)};
    return cmocka_run_group_tests_name("pdf", tests, NULL, NULL);
}
