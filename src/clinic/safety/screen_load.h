// Reading content/safety: everything is checked here, so that what is loaded can be trusted. The first thing wrong is said, with its place.
// screen_load.c reads both files, screen_load_questions.c and screen_load_rules.c one each, screen_load_members.c days and
// ids, red_flags.c what is asked again where something got worse.
#ifndef UNKNOT_CLINIC_SCREEN_LOAD_H
#define UNKNOT_CLINIC_SCREEN_LOAD_H

#include "base/json_take.h"
#include "clinic/safety/screen_data.h"

struct load {
    struct json_take take;
    arena *a;               // take's
    str file;               // the one that is read
    struct screen_rules *r;
    struct question *questions;
    struct fname *names;
    struct screen_name *name_is;
    size_t n_names;
    bool *used;             // by question: a rule needs it; NULL where nobody asks
};

// --- one member of an object, beside those of base/json_take.h
enum { LIST_MAX = 1000 };   // questions, rules, options, derived names: more is a mistake
bool load_day(struct load *l, const struct json *o, str path, const char *name, str *out);
bool load_id(struct load *l, const struct json *o, str path, const char *name, char joint, str *out);
bool load_id_valid(str s, char joint);                  // small letters, digits and joints inside

// --- names that formulas see
bool load_name(struct load *l, str path, str name, enum fv_kind kind, double lo, double hi, struct screen_name is);
const struct formula *load_formula(struct load *l, str path, str text, enum fv_kind kind);  // NULL where it is none of that kind
// The questions whose answers a formula sees are used; so are those that they follow on.
void load_used(struct load *l, const struct formula *f);

// --- a file
bool load_questions(struct load *l, const struct json *top, str *version);
bool load_red_flags(struct load *l, const struct json *top);    // of the questions' file, behind them
bool load_rules(struct load *l, const struct json *top, str *version);
// One rule, into a zeroed *rule, of an object with no other members than these; l->r has the questions and techniques.
#define RULE_MEMBERS "id words level when regions regions_from barred pressure_max minutes_max positions for_client for_therapist source " \
    "verified review valid lifts lifts_days"
bool load_rule(struct load *l, const struct json *o, str path, const char *members, struct screen_rule *rule);

#endif
