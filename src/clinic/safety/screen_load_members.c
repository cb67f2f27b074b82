#include "clinic/safety/screen_load.h"

bool load_day(struct load *l, const struct json *o, str path, const char *name, str *out)
{
    day d;
    if (!take_text(&l->take, o, path, name, true, out)) return false;
    return day_parse(*out, &d) ? true : take_wrong(&l->take, take_under(&l->take, path, name), "a day is wanted, such as 2026-11-21");
}

// Letters, digits and `joint` inside: "clot.recent" for what formulas name, "clot-suspected" for rules and pages.
bool load_id_valid(str s, char joint)
{
    bool start = true;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = c >= 'a' && c <= 'z', more = (c >= '0' && c <= '9') || (c == '_' && joint == '.');
        if (c == joint && !start) {
            start = true;
            continue;
        }
        if (!letter && (start || !more)) return false;
        start = false;
    }
    return s.n > 0 && s.n <= 60 && !start;
}

bool load_id(struct load *l, const struct json *o, str path, const char *name, char joint, str *out)
{
    if (!take_text(&l->take, o, path, name, true, out)) return false;
    return load_id_valid(*out, joint) ? true : take_wrong(&l->take, take_under(&l->take, path, name), "this is no id: small letters, digits and %c inside", joint);
}
