-- What was there before a change stays, and so do ratings, reviews, other care, unwanted effects and merges: a merge alone may move them to
-- another record of the same person, and takes a diary day away where both records have one (client_merge keeps it). A link that was made
-- from the client's own pages ends with them. A cancelled visit goes back to its package, and no package gives more visits than it has.
ALTER TABLE link ADD COLUMN from_link_id @id;               -- the client's own pages that it was made from, NULL by staff: it ends with them
ALTER TABLE package_use ADD COLUMN given_back_us @int;      -- when the visit went back to the package, NULL while it is used
CREATE TRIGGER client_version_no_update BEFORE UPDATE ON client_version
BEGIN SELECT RAISE(ABORT, 'what was there before cannot change'); END;
CREATE TRIGGER client_version_no_delete BEFORE DELETE ON client_version
BEGIN SELECT RAISE(ABORT, 'what was there before cannot go'); END;
CREATE TRIGGER appointment_before_no_update BEFORE UPDATE ON appointment_before
BEGIN SELECT RAISE(ABORT, 'what was there before cannot change'); END;
CREATE TRIGGER appointment_before_no_delete BEFORE DELETE ON appointment_before
BEGIN SELECT RAISE(ABORT, 'what was there before cannot go'); END;
CREATE TRIGGER concern_before_no_update BEFORE UPDATE ON concern_before
BEGIN SELECT RAISE(ABORT, 'what was there before cannot change'); END;
CREATE TRIGGER concern_before_no_delete BEFORE DELETE ON concern_before
BEGIN SELECT RAISE(ABORT, 'what was there before cannot go'); END;
CREATE TRIGGER plan_before_no_update BEFORE UPDATE ON plan_before
BEGIN SELECT RAISE(ABORT, 'what was there before cannot change'); END;
CREATE TRIGGER plan_before_no_delete BEFORE DELETE ON plan_before
BEGIN SELECT RAISE(ABORT, 'what was there before cannot go'); END;
CREATE TRIGGER diary_before_stays BEFORE UPDATE OF practice_id, day, version, headache, peak, medicine, source, at_us, account_id, link_id ON
    diary_before
BEGIN SELECT RAISE(ABORT, 'what was there before cannot change'); END;
CREATE TRIGGER diary_before_no_delete BEFORE DELETE ON diary_before WHEN NOT EXISTS (SELECT 1 FROM client c WHERE c.practice_id = OLD.practice_id
    AND c.id = OLD.client_id AND c.merged_into IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'what was there before cannot go'); END;
CREATE TRIGGER diary_day_no_delete BEFORE DELETE ON diary_day WHEN NOT EXISTS (SELECT 1 FROM client c WHERE c.practice_id = OLD.practice_id AND
    c.id = OLD.client_id AND c.merged_into IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a diary day cannot go'); END;
CREATE TRIGGER measure_stays BEFORE UPDATE OF practice_id, concern_id, day, id, instrument, recall, value, source, at_us, account_id, link_id,
    note, set_id ON measure
BEGIN SELECT RAISE(ABORT, 'a rating cannot change'); END;
CREATE TRIGGER measure_no_delete BEFORE DELETE ON measure
BEGIN SELECT RAISE(ABORT, 'a rating cannot go'); END;
CREATE TRIGGER measure_ends_once BEFORE UPDATE OF replaced_by, withdrawn_us ON measure WHEN OLD.replaced_by IS NOT NULL OR OLD.withdrawn_us IS NOT
    NULL
BEGIN SELECT RAISE(ABORT, 'a rating is replaced or taken back once'); END;
CREATE TRIGGER measure_answer_no_update BEFORE UPDATE ON measure_answer
BEGIN SELECT RAISE(ABORT, 'an answer cannot change'); END;
CREATE TRIGGER measure_answer_no_delete BEFORE DELETE ON measure_answer
BEGIN SELECT RAISE(ABORT, 'an answer cannot go'); END;
CREATE TRIGGER activity_set_stays BEFORE UPDATE OF practice_id, id, concern_id, at_us, by_id ON activity_set
BEGIN SELECT RAISE(ABORT, 'a set of activities cannot change'); END;
CREATE TRIGGER activity_set_no_delete BEFORE DELETE ON activity_set
BEGIN SELECT RAISE(ABORT, 'a set of activities cannot go'); END;
CREATE TRIGGER activity_set_ends_once BEFORE UPDATE OF ended_us ON activity_set WHEN OLD.ended_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a set of activities ends once'); END;
CREATE TRIGGER activity_no_update BEFORE UPDATE ON activity
BEGIN SELECT RAISE(ABORT, 'an activity cannot change'); END;
CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity
BEGIN SELECT RAISE(ABORT, 'an activity cannot go'); END;
CREATE TRIGGER plan_review_stays BEFORE UPDATE OF practice_id, id, plan_id, after_sessions, decision, reason, shown, at_us, account_id ON plan_review
BEGIN SELECT RAISE(ABORT, 'a review cannot change'); END;
CREATE TRIGGER plan_review_no_delete BEFORE DELETE ON plan_review
BEGIN SELECT RAISE(ABORT, 'a review cannot go'); END;
CREATE TRIGGER other_care_stays BEFORE UPDATE OF practice_id, id, from_day, to_day, kind, words, at_us, account_id, link_id ON other_care
BEGIN SELECT RAISE(ABORT, 'other care cannot change'); END;
CREATE TRIGGER other_care_no_delete BEFORE DELETE ON other_care
BEGIN SELECT RAISE(ABORT, 'other care cannot go'); END;
CREATE TRIGGER other_care_ends_once BEFORE UPDATE OF withdrawn_us ON other_care WHEN OLD.withdrawn_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'other care is taken back once'); END;
CREATE TRIGGER adverse_event_stays BEFORE UPDATE OF practice_id, id, appointment_id, day, what, severity, days, words, at_us, account_id, link_id
    ON adverse_event
BEGIN SELECT RAISE(ABORT, 'an unwanted effect cannot change'); END;
CREATE TRIGGER adverse_event_no_delete BEFORE DELETE ON adverse_event
BEGIN SELECT RAISE(ABORT, 'an unwanted effect cannot go'); END;
CREATE TRIGGER adverse_event_acted_once BEFORE UPDATE OF action, action_us, action_account_id ON adverse_event WHEN OLD.action <> ''
BEGIN SELECT RAISE(ABORT, 'what was done about an unwanted effect cannot change'); END;
CREATE TRIGGER adverse_event_ends_once BEFORE UPDATE OF withdrawn_us ON adverse_event WHEN OLD.withdrawn_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an unwanted effect is taken back once'); END;
CREATE TRIGGER client_merge_stays BEFORE UPDATE OF practice_id, id, kept_id, gone_id, at_us, account_id, moved ON client_merge
BEGIN SELECT RAISE(ABORT, 'a merge cannot change'); END;
CREATE TRIGGER client_merge_no_delete BEFORE DELETE ON client_merge
BEGIN SELECT RAISE(ABORT, 'a merge cannot go'); END;
CREATE TRIGGER client_merge_undone_once BEFORE UPDATE OF undone_us ON client_merge WHEN OLD.undone_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a merge is undone once'); END;
CREATE TRIGGER receipt_number_counts BEFORE UPDATE ON receipt_number WHEN NEW.practice_id <> OLD.practice_id OR NEW.last <> OLD.last + 1
BEGIN SELECT RAISE(ABORT, 'numbers have no gap'); END;
CREATE TRIGGER receipt_number_no_delete BEFORE DELETE ON receipt_number
BEGIN SELECT RAISE(ABORT, 'numbers have no gap'); END;
CREATE TRIGGER package_stays BEFORE UPDATE OF practice_id, id, service_id, visits, price, bought_day, expires_day ON package
BEGIN SELECT RAISE(ABORT, 'a package that was sold cannot change'); END;
CREATE TRIGGER package_no_delete BEFORE DELETE ON package
BEGIN SELECT RAISE(ABORT, 'a package that was sold cannot go'); END;
CREATE TRIGGER package_ends_once BEFORE UPDATE OF ended_us ON package WHEN OLD.ended_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a package ends once'); END;
CREATE TRIGGER package_use_insert BEFORE INSERT ON package_use WHEN NEW.given_back_us IS NULL AND (SELECT COUNT(*) FROM package_use u WHERE
    u.practice_id = NEW.practice_id AND u.package_id = NEW.package_id AND u.given_back_us IS NULL AND u.appointment_id <> NEW.appointment_id) >=
    (SELECT p.visits FROM package p WHERE p.practice_id = NEW.practice_id AND p.id = NEW.package_id)
BEGIN SELECT RAISE(ABORT, 'the package has no visit left'); END;
CREATE TRIGGER package_use_update BEFORE UPDATE ON package_use WHEN NEW.given_back_us IS NULL AND (SELECT COUNT(*) FROM package_use u WHERE
    u.practice_id = NEW.practice_id AND u.package_id = NEW.package_id AND u.given_back_us IS NULL AND u.appointment_id <> NEW.appointment_id) >=
    (SELECT p.visits FROM package p WHERE p.practice_id = NEW.practice_id AND p.id = NEW.package_id)
BEGIN SELECT RAISE(ABORT, 'the package has no visit left'); END;
