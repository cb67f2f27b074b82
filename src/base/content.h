// The data files of content/ (safety rules, plan templates, techniques, consent wordings), linked in by tools/gen_content.py.
#ifndef UNKNOT_BASE_CONTENT_H
#define UNKNOT_BASE_CONTENT_H

#include "base/str.h"

struct content_file {
    str path;                   // below content/: "safety/rules.json"
    str text;                   // JSON, UTF-8, as in the file
};
extern const struct content_file content_files[]; // by path
extern const size_t content_file_count;

// The text of one file; empty where there is none.
str content_text(str path);

#endif
