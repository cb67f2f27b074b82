// Folders of our own: made with all their parents, mode 0700.
#ifndef UNKNOT_SERVE_FOLDER_H
#define UNKNOT_SERVE_FOLDER_H

#include "base/arena.h"
#include "base/err.h"

// One that exists is fine. False: *why in English.
bool folder_make(arena *a, str path, str *why);
// The folder that a file of this path lies in.
bool folder_make_for(arena *a, str file, str *why);
// Writes a file, mode 0600, by way of file.part: it is whole, or as it was. False: *why in English.
bool folder_put(arena *a, str file, str text, str *why);

#endif
