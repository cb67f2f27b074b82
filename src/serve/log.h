// Structured log: one JSON object a line on standard error, one write each, from any thread.
//   {"time":"2026-11-21T08:15:00.123Z","level":"info","event":"request","method":"GET","route":"/clients/{client}","status":200,"ms":1}
// Events come from log.def, a closed list. Fields hold keys, ids and counts; never personal data.
#ifndef UNKNOT_SERVE_LOG_H
#define UNKNOT_SERVE_LOG_H

#include "base/str.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

enum log_event {
#define L(event, level, prose) LOG_EVENT_##event,
#include "serve/log.def"
#undef L
    LOG_EVENT_COUNT
};

struct log_field {
    const char *key; // NULL ends the list
    bool is_text;
    int64_t i;
    str text;
};

#define LOGI(k, v) ((struct log_field){.key = (k), .i = (int64_t)(v)})
#define LOGS(k, v) ((struct log_field){.key = (k), .is_text = true, .text = (v)})
#define LOG(event, ...) log_write(LOG_EVENT_##event, (const struct log_field[]){__VA_OPT__(__VA_ARGS__, ){.key = NULL}})

// Lines above this level are left out. Set once, before threads.
void log_level_set(enum log_level most);
bool log_level_of(str name, enum log_level *out); // "error", "warn", "info", "debug"
void log_write(enum log_event event, const struct log_field *fields);
// The line without writing it, for tests: returns its length, newline included; cut to `max`.
size_t log_line(char *out, size_t max, int64_t now_us, enum log_event event, const struct log_field *fields);

#endif
