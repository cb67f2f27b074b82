// The forms that routes.def names; each is defined beside the page that shows it. One line for each area.
#ifndef UNKNOT_WEB_FORMS_H
#define UNKNOT_WEB_FORMS_H

#include "form.h"

extern const struct form empty_form, vitals_form, signin_form, password_form;
extern const struct form place_form, contact_form, hours_form, services_form, licence_form, own_licence_form, team_form, member_form;
extern const struct form client_form, merge_form, two_people_form;
extern const struct form concern_form, close_form, rating_form, correct_form, diary_form;
extern const struct form link_form, answer_form, link_born_form;
extern const struct form room_form, equipment_form, needs_form, day_form, day_list_form, grid_form, mail_form;
extern const struct form book_form, move_form, state_form, go_form;
extern const struct form series_form;
extern const struct form intake_form, intake_begin_form, act_form, consent_form;
extern const struct form previsit_hours_form, previsit_make_form;
extern const struct form diary_days_form;
extern const struct form daily_form;
extern const struct form lot_form;
extern const struct form plan_form, plan_end_form, activities_form, care_form, adverse_form, review_form;
extern const struct form harm_follow_form, harm_correct_form, harm_withdraw_form, after_form, heard_form;
extern const struct form response_form, response_tap_form, response_correct_form, mood_form;
extern const struct form library_form, words_form;
extern const struct form rule_form, rule_end_form, rule_undo_form, rules_file_form, rules_sign_form, rules_unsign_form;
extern const struct form note_form, amend_form;
extern const struct form alert_form, alert_setting_form, alert_test_form, alert_text_form, support_form;
extern const struct form mail_held_form;

extern const struct form receipt_form, receipt_line_form, refund_form, package_form, package_use_form, letter_form, letter_share_form;
extern const struct form calm_form, calm_back_form, hand_form, kiosk_form, tap_form;
extern const struct form ask_form, ask_send_form;

#endif
