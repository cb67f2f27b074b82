// What a name of the formulas is: shared by screen_load_questions.c, which makes them, and screen.c, which fills them.
#ifndef UNKNOT_CLINIC_SCREEN_DATA_H
#define UNKNOT_CLINIC_SCREEN_DATA_H

#include "clinic/safety/screen.h"

enum name_is { NAME_AGE, NAME_SEX, NAME_TODAY, NAME_ANSWER, NAME_DAYS_AGO, NAME_OPTION, NAME_SITE, NAME_ANY, NAME_MEDICINE, NAME_DERIVED };

// The first names are always these; the others follow question by question, a question's own before what is derived from it.
enum { NAMES_ABOUT = 3, QUESTION_NONE = UINT16_MAX };

struct screen_name {
    enum name_is is;
    uint16_t question;              // whose it is; QUESTION_NONE for what is known of the client
    uint16_t at;                    // NAME_OPTION: which option; NAME_SITE: which region; NAME_MEDICINE: which class, their count for "unread"
    const struct formula *derived;  // NAME_DERIVED: over the names before this one
};

#define AGE_LAST 130.0
#define NOT_SURE S("not-sure")      // among several: what is not ticked is unknown
#define NONE_OF_THEM S("none")      // kept for the forms: no option has this id

#endif
