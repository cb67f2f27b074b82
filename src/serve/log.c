#include "serve/log.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2048, TAIL = 3 }; // the tail: quote, brace, newline

static const struct {
    const char *name;
    enum log_level level;
} events[] = {
#define L(event, level, prose) {#event, LOG_##level},
#include "serve/log.def"
#undef L
};

static const char *const level_names[] = {"error", "warn", "info", "debug"};
static enum log_level most = LOG_INFO;

void log_level_set(enum log_level level) { most = level; }

bool log_level_of(str name, enum log_level *out) {
    for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
        if (!str_eq(name, str_of(level_names[i]))) continue;
        *out = (enum log_level)i;
        return true;
    }
    return false;
}

struct line {
    char *p;
    size_t n, max;
    bool cut;
};

static void put(struct line *l, const char *p, size_t n) {
    if (n > l->max - l->n) {
        n = l->max - l->n;
        l->cut = true;
    }
    memcpy(l->p + l->n, p, n);
    l->n += n;
}

static void put_text(struct line *l, str s) {
    put(l, "\"", 1);
    for (size_t i = 0; i < s.n && !l->cut; i++) {
        unsigned char c = (unsigned char)s.p[i];
        char hex[8];
        if (c == '"' || c == '\\') put(l, (char[]){'\\', (char)c}, 2);
        else if (c < 0x20 || c >= 0x7f) put(l, hex, (size_t)snprintf(hex, sizeof hex, "\\u%04x", c));
        else put(l, (const char *)&c, 1);
    }
    put(l, "\"", 1);
}

size_t log_line(char *out, size_t max, int64_t now_us, enum log_event event, const struct log_field *fields) {
    struct line l = {.p = out, .max = max - TAIL};
    char word[96];
    struct tm tm;
    time_t seconds = (time_t)(now_us / 1000000);
    gmtime_r(&seconds, &tm);
    int n = snprintf(word, sizeof word, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\",\"level\":\"", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                     tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(now_us / 1000 % 1000));
    put(&l, word, (size_t)n);
    n = snprintf(word, sizeof word, "%s\",\"event\":\"%s\"", level_names[events[event].level], events[event].name);
    put(&l, word, (size_t)n);
    for (; fields->key; fields++) {
        size_t before = l.n;
        n = snprintf(word, sizeof word, ",\"%s\":", fields->key);
        put(&l, word, (size_t)n);
        if (fields->is_text) {
            put_text(&l, fields->text);
        } else {
            n = snprintf(word, sizeof word, "%lld", (long long)fields->i);
            put(&l, word, (size_t)n);
        }
        if (l.cut) { // a field that does not fit is left out: the line stays JSON
            l.n = before;
            break;
        }
    }
    memcpy(out + l.n, "}\n", 2);
    return l.n + 2;
}

void log_write(enum log_event event, const struct log_field *fields) {
    if (events[event].level > most) return;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    char line[LINE_MAX_BYTES];
    size_t n = log_line(line, sizeof line, (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000, event, fields);
    // A log that cannot be written to must not stop the clinic.
    ssize_t done = write(STDERR_FILENO, line, n);
    (void)done;
}
