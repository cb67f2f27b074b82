#include "desk/data/demo_people.h"

#include "clinic/people/namekey.h"
#include "names_gen.h"

#define PICK(r, list) (list)[rng_int((r), 0, (int64_t)(sizeof(list) / sizeof((list)[0])) - 1)]

static const char *const cultures[] = { // as often as they are listed
    "en", "en", "en", "en", "en", "en", "en", "de", "es", "es", "fr", "it", "pl", "nordic", "cs", "in", "zh", "vi", "ja", "ar", "tr", "ru", "el"};
static const char *const occupations[] = {"Teacher", "Nurse", "Software developer", "Carpenter", "Office manager", "Bus driver", "Violinist",
    "Dentist", "Retired", "Student", "Chef", "Hairdresser", "Gardener", "Accountant", "Warehouse worker", "Dance teacher", "Lawyer",
    "Mechanic", "Caregiver", "Graphic designer", "Police officer", "Runner and physiotherapy student", ""};
static const char *const streets[] = {"Maple Street", "Oak Avenue", "Station Road", "Mill Lane", "Church Street", "River Road", "Park Avenue",
    "Hill Street", "Garden Way", "Harbour Street", "Elm Court", "Lake Drive"};
static const char *const towns[] = {"Springfield", "Riverton", "Fairview", "Lakeside", "Milford", "Greenville"};
static const char *const areas[] = {"212", "303", "312", "415", "503", "617", "702", "828"};
static const char *const heard[] = {"Friend", "Physician", "Web search", "Walked past", "Gym", "Returning client", "Gift card", ""};
static const char *const relations[] = {"Partner", "Mother", "Father", "Sister", "Brother", "Daughter", "Son", "Friend"};
static const char *const places[] = {"neck", "lower back", "left shoulder", "right shoulder", "upper back", "left hip",
    "left knee", "right hip", "jaw", "right forearm", "left heel", "lower back", "neck"};

static str one_name(struct rng *r, str culture, str part, str sex) {
    size_t from = 0, n = 0;
    for (size_t i = 0; i < DEMO_NAMES; i++) {
        const struct demo_name *x = &demo_names[i];
        if (!str_eq(str_of(x->culture), culture) || !str_eq(str_of(x->part), part) || !str_eq(str_of(x->sex), sex))
            continue;
        if (n++ == 0)
            from = i;
    }
    CHECK(n > 0);
    return str_of(demo_names[from + (size_t)rng_int(r, 0, (int64_t)n - 1)].name);
}

// The form that a woman of this family bears, where it is a matter of the ending.
static str family_of(arena *a, str name, bool female) {
    static const str yer[] = {S_INIT("ов"), S_INIT("ев"), S_INIT("ёв"), S_INIT("ин")};
    if (!female)
        return name;
    for (size_t i = 0; i < sizeof yer / sizeof yer[0]; i++)
        if (str_ends(name, yer[i]))
            return str_fmt(a, "%.*sа", SP(name));
    if (str_ends(name, S("ski")) || str_ends(name, S("cki")))
        return str_fmt(a, "%.*sa", (int)name.n - 1, name.p);
    return name;
}

// 555-0100 to 555-0199 are kept free for invented people.
static str phone(arena *a, struct rng *r) {
    const char *area = PICK(r, areas);
    int last = (int)rng_int(r, 100, 199);
    switch (rng_int(r, 0, 2)) {
    case 0: return str_fmt(a, "(%s) 555-0%d", area, last);
    case 1: return str_fmt(a, "%s-555-0%d", area, last);
    default: return str_fmt(a, "+1 %s 555 0%d", area, last);
    }
}

static bool ascii(str s) {
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] > 127)
            return false;
    return s.n > 0;
}

static str email(arena *a, struct rng *r, str given, str family) {
    int64_t n = rng_int(r, 1, 99);
    str g = namekey_fold(a, given), f = namekey_fold(a, family);
    if (!ascii(g) || !ascii(f))
        return str_fmt(a, "guest.%lld@example.org", (long long)rng_int(r, 1000, 9999));
    char *p = arena_alloc(a, g.n + f.n + 24);
    size_t k = 0;
    for (size_t i = 0; i < g.n; i++)
        p[k++] = g.p[i] == ' ' ? '-' : g.p[i];
    p[k++] = '.';
    for (size_t i = 0; i < f.n; i++)
        p[k++] = f.p[i] == ' ' ? '-' : f.p[i];
    return n > 60 ? str_fmt(a, "%.*s%lld@example.org", (int)k, p, (long long)n) : str_fmt(a, "%.*s@example.org", (int)k, p);
}

static void contact(arena *a, struct rng *r, struct client_fields *f, str culture) {
    f->phones.v[f->phones.n++] = phone(a, r);
    if (rng_chance(r, 0.2))
        f->phones.v[f->phones.n++] = phone(a, r);
    if (rng_chance(r, 0.85))
        f->email = email(a, r, f->given, f->family);
    int64_t house = rng_int(r, 1, 190);
    const char *street = PICK(r, streets);
    const char *town = PICK(r, towns);
    f->address = str_fmt(a, "%lld %s\n%s", (long long)house, street, town);
    if (rng_chance(r, 0.6)) {
        str doctor = one_name(r, S("en"), S("family"), S(""));
        f->physician = str_fmt(a, "Dr. %.*s, Family Practice", SP(doctor));
        f->physician_contact = phone(a, r);
    }
    if (rng_chance(r, 0.8)) {
        str who = one_name(r, culture, S("given"), rng_chance(r, 0.5) ? S("female") : S("male"));
        f->emergency_name = str_fmt(a, "%.*s %.*s", SP(who), SP(f->family));
        f->emergency_relation = str_of(PICK(r, relations));
        f->emergency_phone = phone(a, r);
    }
    f->heard_from = str_of(PICK(r, heard));
    f->may_call = rng_chance(r, 0.9);
    f->may_text = rng_chance(r, 0.7);
    f->may_email = f->email.n > 0 && rng_chance(r, 0.7);
}

static struct client_fields fields(arena *a, struct rng *r, day today) {
    struct client_fields f = {0};
    str culture = str_of(PICK(r, cultures));
    bool female = rng_chance(r, 0.62);
    f.sex = rng_chance(r, 0.02) ? S("other") : female ? S("female") : S("male");
    f.given = one_name(r, culture, S("given"), female ? S("female") : S("male"));
    f.family = family_of(a, one_name(r, culture, S("family"), S("")), female);
    if (rng_chance(r, 0.06))
        f.preferred = one_name(r, S("en"), S("given"), female ? S("female") : S("male"));
    if (rng_chance(r, 0.3))
        f.pronouns = str_eq(f.sex, S("other")) ? S("they/them") : female ? S("she/her") : S("he/him");
    f.born.day.d = today.d - (int32_t)rng_int(r, INT64_C(18) * 366, INT64_C(82) * 365);
    f.born.known = rng_chance(r, 0.95);
    f.occupation = str_of(PICK(r, occupations));
    f.handedness = rng_chance(r, 0.88) ? S("right") : rng_chance(r, 0.9) ? S("left") : S("both");
    contact(a, r, &f, culture);
    return f;
}

static enum demo_course course(struct rng *r) {
    double u = rng_unit(r);
    return u < 0.42 ? COURSE_RESPONDS : u < 0.70 ? COURSE_SAME : u < 0.75 ? COURSE_WORSE : u < 0.82 ? COURSE_FLOOR :
        u < 0.91 ? COURSE_NO_BASELINE : u < 0.96 ? COURSE_TREND : COURSE_WAITS;
}

struct demo_person demo_person_make(arena *a, struct rng *r, day today) {
    struct demo_person p = {.f = fields(a, r, today)};
    p.course = course(r);
    p.headache = rng_chance(r, 0.25);
    p.pains = p.headache ? (int)rng_int(r, 0, 1) : rng_chance(r, 0.25) ? 2 : 1;
    p.place[0] = str_of(PICK(r, places));
    do
        p.place[1] = str_of(PICK(r, places));
    while (str_eq(p.place[0], p.place[1]));
    // half have been coming since two years ago, the rest came since
    int32_t ago = rng_chance(r, 0.5) ? (int32_t)rng_int(r, 640, 728) : (int32_t)rng_int(r, 30, 640);
    int32_t baseline = p.headache ? (int32_t)rng_int(r, 21, 56) : (int32_t)rng_int(r, 8, 45);
    if (p.course == COURSE_WAITS) {
        ago = (int32_t)rng_int(r, 3, 28);
        baseline = 1000;
    } else if (p.course == COURSE_NO_BASELINE) {
        baseline = 0;
    }
    p.entered = (day){today.d - ago};
    p.start = (day){p.entered.d + baseline};
    p.last = today;
    if (rng_chance(r, 0.22) && p.start.d + 14 < today.d)
        p.last.d = (int32_t)rng_int(r, p.start.d + 14, today.d);
    return p;
}

static str without_accents(arena *a, str name) {
    str folded = namekey_fold(a, name);
    if (!ascii(folded))
        return name;
    char *p = arena_alloc(a, folded.n + 1);
    for (size_t i = 0; i < folded.n; i++) {
        bool first = i == 0 || folded.p[i - 1] == ' ';
        p[i] = first && folded.p[i] >= 'a' && folded.p[i] <= 'z' ? (char)(folded.p[i] - 32) : folded.p[i];
    }
    return (str){p, folded.n};
}

struct client_fields demo_person_again(arena *a, struct rng *r, const struct client_fields *f) {
    struct client_fields twin = {.given = without_accents(a, f->given), .family = without_accents(a, f->family), .sex = f->sex, .born = f->born};
    if (ascii(twin.family) && twin.family.n > 4 && rng_chance(r, 0.5)) {
        size_t drop = (size_t)rng_int(r, 2, (int64_t)twin.family.n - 2);
        twin.family = str_fmt(a, "%.*s%.*s", (int)drop, twin.family.p, (int)(twin.family.n - drop - 1), twin.family.p + drop + 1);
    }
    twin.phones = f->phones;
    twin.heard_from = S("Returning client");
    twin.may_call = true;
    return twin;
}
