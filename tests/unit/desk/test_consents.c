// desk/people/consents.h: the words that are kept, who signs for a minor, and what their signing here settles.
#include "ward.h"

// The very words are kept; under age a guardian signs; the last of a kind counts.
static void consents(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, day_from(2012, 5, 5));
    str version = consent_wordings(w.h.b.a).version;
    struct consent_in in = {.client = w.ann, .kind = CONSENT_KIND_TREATMENT, .given = true, .wording_version = S("older"), .signed_by = S("Ann Test")};
    struct desk d = therapist(&w.h);
    assert_err(desk_consent_record(&d, &in), E_CONFLICT);
    in.wording_version = version;
    d = therapist(&w.h);
    assert_err(desk_consent_record(&d, &in), E_INVALID);
    assert_problem(&d, "guardian", MSG_intake_guardian_needed);
    in.guardian = true;
    in.signed_by = S(" ");
    d = therapist(&w.h);
    assert_err(desk_consent_record(&d, &in), E_INVALID);
    in.signed_by = S("Bea Test");
    d = therapist(&w.h);
    assert_err(desk_consent_record(&d, &in), E_INVALID);
    assert_problem(&d, "guardian_phone", MSG_error_required);
    in.guardian_relation = S("mother");
    in.guardian_phone = S("020 7946 0001");
    d = therapist(&w.h);
    assert_ok(desk_consent_record(&d, &in));
    in.kind = CONSENT_KIND_ABDOMEN;
    d = therapist(&w.h);
    assert_ok(desk_consent_record(&d, &in));
    struct safety s = safety_of(&w);
    assert_true(s.consent_treatment && s.consent_region[CONSENT_ABDOMEN] && !s.consent_region[CONSENT_GLUTES] && s.consent_region[CONSENT_NONE]);
    in = (struct consent_in){.client = w.ann, .kind = CONSENT_KIND_ABDOMEN, .wording_version = version, .note = S("ticklish")};
    d = therapist(&w.h);
    assert_ok(desk_consent_record(&d, &in));
    s = safety_of(&w);
    assert_false(s.consent_region[CONSENT_ABDOMEN]);
    struct consent_list list;
    d = therapist(&w.h);
    assert_ok(desk_consent_list(&d, w.ann, &list));
    assert_int_equal(list.n, 3);
    assert_true(str_starts(list.v[2].wording, S("Consent to massage\n")));
    in.kind = CONSENT_KIND_TREATMENT; // withdrawn
    d = therapist(&w.h);
    assert_ok(desk_consent_record(&d, &in));
    assert_false(safety_of(&w).consent_treatment);
    d = call(&w.h, w.h.practice, ROLE_FRONT_DESK);
    assert_err(desk_consent_record(&d, &in), E_FORBIDDEN);
    house_end(&w.h);
}

// A guardian who signs in front of staff was talked with; nobody else's signing, and nothing by link, is that talk.
static void a_guardian_signs_here(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, day_from(2012, 5, 5));
    say(&w, by_link, S("unwell"), S("[\"infection\"]"));
    send_it(&w, by_link);
    struct consent_in in = {.client = w.ann, .kind = CONSENT_KIND_ABDOMEN, .given = true, .guardian = true, .wording_version = consent_wordings(w.h.b.a).version,
                            .signed_by = S("Bea Test"), .guardian_relation = S("mother"), .guardian_phone = S("020 7946 0001")};
    struct desk d = therapist(&w.h);
    assert_ok(desk_consent_record(&d, &in));
    struct safety s = safety_of(&w);
    assert_int_equal(finding(&s, "minor")->state, FINDING_HOLDS);
    in.kind = CONSENT_KIND_TREATMENT;
    d = therapist(&w.h);
    assert_ok(desk_consent_record(&d, &in));
    s = safety_of(&w);
    const struct finding_row *minor = finding(&s, "minor");
    assert_int_equal(minor->state, FINDING_CLEARED);
    assert_true(minor->lifted.way == LIFTED_CONVERSATION && str_eq(minor->lifted.who, S("Bea Test")));
    assert_int_equal(finding(&s, "infection")->state, FINDING_HOLDS); // she is still ill
    struct consent_list list;
    d = therapist(&w.h);
    assert_ok(desk_consent_list(&d, w.ann, &list));
    assert_true(str_eq(list.v[0].note, S("mother, 020 7946 0001")));
    house_end(&w.h);
}

BOTH(consents)
BOTH(a_guardian_signs_here)

int main(void) {
    const struct CMUnitTest tests[] = {TESTS(consents), TESTS(a_guardian_signs_here)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
