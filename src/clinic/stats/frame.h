// A data frame from CSV: of a file with a header row, the columns that a statistic asks for, and no others.
// A row in which one of them is empty or NA is left out and counted, as R's na.omit does. Cells are trimmed.
#ifndef UNKNOT_CLINIC_STATS_FRAME_H
#define UNKNOT_CLINIC_STATS_FRAME_H

#include "base/arena.h"
#include "base/str.h"

struct frame {
    size_t n, omitted;      // rows that are whole; rows left out
    size_t n_columns;
    struct frame_column {
        str name;
        size_t field;       // place in the file, from 1
        str *cell;          // [n], slices of the text that was read
    } *column;              // in the order asked for
    uint32_t *line;         // [n], where each row begins
};

// What is wrong and where; line and column from 1, 0 where it is none's.
struct frame_error {
    size_t line, column;
    str why;                // English, for the command line
};
str frame_error_text(arena *a, const struct frame_error *e);

// Reads the columns `name` (each once). False: no header, a column that is absent or stands twice, a row with another number of
// fields than the header, or anything that is not CSV. A file without rows is a frame with n == 0.
bool frame_read(arena *a, str csv, const str *name, size_t n_names, struct frame *out, struct frame_error *e);

enum frame_kind { FRAME_NUMBERS, FRAME_TEXT, FRAME_BOTH }; // NUMBERS where there is no row
enum frame_kind frame_kind(const struct frame *f, size_t column);
// Finite decimals, [f->n]. False: names the first cell that is none ("nan" and "inf" are none).
bool frame_numbers(arena *a, const struct frame *f, size_t column, double **out, struct frame_error *e);

// Which of the names in a column each row has. Names are in byte order; where all are numbers, in their order, and equal numbers
// ("1", "1.0") are one name.
struct factor {
    str name;               // of the column
    size_t n_levels;
    str *level;
    uint32_t *of;           // [n], index of level
};
void frame_factor(arena *a, const struct frame *f, size_t column, struct factor *out);

#endif
