// The secrets that sign links, in a file of their own outside of the data folder, so that a copied database alone
// signs nothing. Text, mode 0600, one key a line: "<id 1..255> <64 hex digits>"; '#' begins a comment. The last line signs,
// all verify; a new line is a rotation.
#ifndef UNKNOT_SERVE_KEYFILE_H
#define UNKNOT_SERVE_KEYFILE_H

#include "base/arena.h"
#include "base/err.h"
#include "desk/desk.h"

// Reads the keys; makes the file (and its folder) with one key where there is none. Refuses a file that others may read or
// that is not of this form: *why says it in English.
MUST_USE err keyfile_load(arena *a, str path, struct desk_keys *out, str *why);
// Adds a key, which signs from the next start on. Of more than eight, the oldest are forgotten: links that they signed end.
MUST_USE err keyfile_rotate(arena *a, str path, str *why);
// The text of a file that holds secrets, at most 8 kB. E_NOT_FOUND; E_FORBIDDEN where others than its owner may read it.
MUST_USE err keyfile_text(arena *a, str path, str *text, str *why);
// Likewise of one that holds a password or token on a line of its own. E_MALFORMED: it does not.
MUST_USE err keyfile_line(arena *a, str path, str *line, str *why);
// The text of a file, for tests and fuzzing.
bool keyfile_parse(str text, struct desk_keys *out);

#endif
