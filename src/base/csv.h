// CSV, RFC 4180 with what spreadsheets do: LF or CRLF, optional BOM, quoted fields with doubled quotes.
// Reads a whole slice row by row; keeps the line number on which each row begins.
#ifndef UNKNOT_BASE_CSV_H
#define UNKNOT_BASE_CSV_H

#include "arena.h"
#include "str.h"

enum { CSV_COLUMNS = 256, CSV_FIELD_MAX = 65536 };

enum csv_end { CSV_ROW, CSV_DONE, CSV_BAD };

struct csv {
    str rest;
    size_t line;            // of the row last read, from 1
    char delimiter;         // ',' unless told
    // of CSV_BAD: where and why (English)
    size_t bad_column;      // field number from 1
    const char *reason;
    size_t next_line;
};

struct csv_row {
    str field[CSV_COLUMNS];
    size_t n;
    str raw;                // the row's bytes without its line end
};

struct csv csv_on(str text, char delimiter);
// Next row; unquoted fields point into the text, quoted ones with doubled quotes are copied to the arena.
// A blank line is skipped. After CSV_BAD reading goes on with the line behind.
enum csv_end csv_next(struct csv *c, arena *a, struct csv_row *row);
// The next row, where it has `n` fields of at most one ASCII character each, none quoted: mark[i] is that character, NUL where
// the field is empty. Column `whole` (SIZE_MAX: none) may be longer, and *field is it; quotes stand nowhere in it. False, with nothing
// read, where the row is any other: csv_next then. Quicker by far; c->line is set.
bool csv_next_marks(struct csv *c, size_t n, char *mark, size_t whole, str *field);

enum csv_found { CSV_NO_COLUMN, CSV_ONE_COLUMN, CSV_TWICE };
// Which field of a header row has this name, blanks around it aside. *at is set for CSV_ONE_COLUMN, and for CSV_TWICE to the second one.
enum csv_found csv_column(const struct csv_row *head, str name, size_t *at);

#endif
