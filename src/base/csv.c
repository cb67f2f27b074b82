#include "csv.h"

#include <string.h>

#include "err.h"

struct csv csv_on(str text, char delimiter) {
    CHECK(delimiter != '"' && delimiter != '\n' && delimiter != '\r');
    if (str_starts(text, S("\xEF\xBB\xBF"))) {
        text = str_sub(text, 3, SIZE_MAX);
    }
    return (struct csv){.rest = text, .delimiter = delimiter, .next_line = 1};
}

static void skip_blank_lines(struct csv *c) {
    for (;;) {
        size_t n = c->rest.n && c->rest.p[0] == '\r' ? 1 : 0;
        if (n == c->rest.n || c->rest.p[n] != '\n') {
            if (n == c->rest.n) { // nothing, or a lone CR at the very end
                c->rest = (str){0};
            }
            return;
        }
        c->rest = str_sub(c->rest, n + 1, SIZE_MAX);
        c->next_line++;
    }
}

static bool at_line_end(str s, size_t i) {
    return i == s.n || s.p[i] == '\n' || (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] == '\n'));
}

static str unquote(arena *a, str s, size_t doubled) {
    if (doubled == 0) {
        return s;
    }
    char *p = arena_alloc(a, s.n - doubled);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        p[n++] = s.p[i];
        i += s.p[i] == '"';
    }
    return (str){p, n};
}

// One field at s.p[*at], which moves behind it. NULL, or the reason, with *at where it is.
static const char *read_quoted(const struct csv *c, arena *a, size_t *at, str *out) {
    str s = c->rest;
    size_t open = *at, i = open + 1, doubled = 0;
    for (;;) {
        const char *quote = i < s.n ? memchr(s.p + i, '"', s.n - i) : NULL;
        if (!quote) {
            return "a quote is opened and never closed";
        }
        i = (size_t)(quote - s.p);
        if (i - open > CSV_FIELD_MAX) {
            return "a quoted field is too long, or its quote is never closed";
        }
        if (i + 1 == s.n || s.p[i + 1] != '"') {
            break;
        }
        doubled++;
        i += 2;
    }
    *out = unquote(a, str_sub(s, open + 1, i - open - 1), doubled);
    *at = i + 1;
    if (!at_line_end(s, *at) && s.p[*at] != c->delimiter) {
        return "text follows a closing quote";
    }
    return NULL;
}

static const char *read_plain(const struct csv *c, size_t *at, str *out) {
    str s = c->rest;
    size_t i = *at;
    while (!at_line_end(s, i) && s.p[i] != c->delimiter && s.p[i] != '\r') {
        i++;
    }
    *out = str_sub(s, *at, i - *at);
    if (i - *at > CSV_FIELD_MAX) {
        return "a field is too long";
    }
    *at = i;
    if (!at_line_end(s, i) && s.p[i] == '\r') {
        return "a carriage return stands alone";
    }
    return NULL;
}

static const char *read_field(const struct csv *c, arena *a, size_t *at, str *out) {
    bool quoted = *at < c->rest.n && c->rest.p[*at] == '"';
    const char *reason = quoted ? read_quoted(c, a, at, out) : read_plain(c, at, out);
    if (!reason && out->n && memchr(out->p, 0, out->n)) {
        return "a NUL byte";
    }
    if (!reason && !utf8_valid(*out)) {
        return "bytes that are not UTF-8";
    }
    return reason;
}

// Goes on behind the first line end at or after `at`, counting the lines gone by.
static void leave_row(struct csv *c, size_t at) {
    const char *end = at < c->rest.n ? memchr(c->rest.p + at, '\n', c->rest.n - at) : NULL;
    size_t n = end ? (size_t)(end - c->rest.p) + 1 : c->rest.n;
    for (size_t i = 0; i < n; i++) {
        c->next_line += c->rest.p[i] == '\n';
    }
    c->rest = str_sub(c->rest, n, SIZE_MAX);
}

enum csv_end csv_next(struct csv *c, arena *a, struct csv_row *row) {
    c->reason = NULL;
    c->bad_column = 0;
    row->n = 0;
    skip_blank_lines(c);
    if (c->rest.n == 0) {
        return CSV_DONE;
    }
    c->line = c->next_line;
    str all = c->rest;
    for (size_t at = 0;; at++) { // steps over the delimiter
        const char *reason = "too many fields";
        if (row->n < CSV_COLUMNS) {
            reason = read_field(c, a, &at, &row->field[row->n]);
        }
        if (reason) {
            c->reason = reason;
            c->bad_column = row->n + 1;
            leave_row(c, at);
            row->raw = str_sub(all, 0, all.n - c->rest.n);
            return CSV_BAD;
        }
        row->n++;
        if (at_line_end(all, at)) {
            row->raw = str_sub(all, 0, at);
            leave_row(c, at);
            return CSV_ROW;
        }
    }
}

// Behind the field that begins at p; NULL where csv_next has to look at it.
static const char *whole_end(const char *p, const char *end, char delimiter, str *field) {
    const char *from = p;
    unsigned char bits = 0;
    while (p < end && *p != delimiter && *p != '\n' && *p != '\r') {
        if (*p == '"' || *p == 0) {
            return NULL;
        }
        bits |= (unsigned char)*p++;
    }
    *field = (str){from, (size_t)(p - from)};
    return field->n > CSV_FIELD_MAX || (bits >= 0x80 && !utf8_valid(*field)) ? NULL : p;
}

bool csv_next_marks(struct csv *c, size_t n, char *mark, size_t whole, str *field) {
    if (!c->rest.n || !n) {
        return false;
    }
    const char *p = c->rest.p, *end = p + c->rest.n;
    for (size_t i = 0; i < n; i++) {
        char m = p < end ? *p : '\n';
        bool last = i + 1 == n;
        mark[i] = 0;
        if (m != c->delimiter && m != '\n' && m != '\r') {
            if (m == 0 || m == '"') {
                return false;
            }
            mark[i] = m;
            if (i != whole && (unsigned char)m >= 0x80) {
                return false;
            }
            p += i != whole;
        }
        if (i == whole && !(p = whole_end(p, end, c->delimiter, field))) {
            return false;
        }
        p += last && end - p > 1 && p[0] == '\r' && p[1] == '\n';
        if (p == end ? !last : *p != (last ? '\n' : c->delimiter)) {
            return false;
        }
        p += p < end;
    }
    if (n == 1 && !mark[0]) { // a blank line
        return false;
    }
    c->rest = str_sub(c->rest, (size_t)(p - c->rest.p), SIZE_MAX);
    c->line = c->next_line;
    c->next_line += p[-1] == '\n';
    c->reason = NULL;
    c->bad_column = 0;
    return true;
}

enum csv_found csv_column(const struct csv_row *head, str name, size_t *at)
{
    enum csv_found found = CSV_NO_COLUMN;
    for (size_t i = 0; i < head->n && found != CSV_TWICE; i++) {
        if (!str_eq(str_trim(head->field[i]), name)) continue;
        *at = i;
        found = found == CSV_NO_COLUMN ? CSV_ONE_COLUMN : CSV_TWICE;
    }
    return found;
}
