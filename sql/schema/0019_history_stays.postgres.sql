-- What was there before a change stays, and so do ratings, reviews, other care, unwanted effects and merges: a merge alone may move them to
-- another record of the same person, and takes a diary day away where both records have one (client_merge keeps it). A link that was made
-- from the client's own pages ends with them. A cancelled visit goes back to its package, and no package gives more visits than it has.
ALTER TABLE link ADD COLUMN from_link_id @id;               -- the client's own pages that it was made from, NULL by staff: it ends with them
ALTER TABLE package_use ADD COLUMN given_back_us @int;      -- when the visit went back to the package, NULL while it is used
CREATE FUNCTION diary_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM client c WHERE c.practice_id = OLD.practice_id AND c.id = OLD.client_id AND c.merged_into IS NOT NULL) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'what was said cannot go' USING ERRCODE = '23514';
END $$;
CREATE FUNCTION package_has_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.given_back_us IS NULL AND (SELECT COUNT(*) FROM package_use u WHERE u.practice_id = NEW.practice_id AND u.package_id = NEW.package_id
        AND u.given_back_us IS NULL AND u.appointment_id <> NEW.appointment_id)
        >= (SELECT p.visits FROM package p WHERE p.practice_id = NEW.practice_id AND p.id = NEW.package_id)
    THEN RAISE EXCEPTION 'the package has no visit left' USING ERRCODE = '23514'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER client_version_no_update BEFORE UPDATE ON client_version FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER client_version_no_delete BEFORE DELETE ON client_version FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER appointment_before_no_update BEFORE UPDATE ON appointment_before FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER appointment_before_no_delete BEFORE DELETE ON appointment_before FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER concern_before_no_update BEFORE UPDATE ON concern_before FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER concern_before_no_delete BEFORE DELETE ON concern_before FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER plan_before_no_update BEFORE UPDATE ON plan_before FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER plan_before_no_delete BEFORE DELETE ON plan_before FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER diary_before_stays BEFORE UPDATE OF practice_id, day, version, headache, peak, medicine, source, at_us, account_id, link_id ON
    diary_before FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER diary_before_no_delete BEFORE DELETE ON diary_before FOR EACH ROW EXECUTE FUNCTION diary_stays();
CREATE TRIGGER diary_day_no_delete BEFORE DELETE ON diary_day FOR EACH ROW EXECUTE FUNCTION diary_stays();
CREATE TRIGGER measure_stays BEFORE UPDATE OF practice_id, concern_id, day, id, instrument, recall, value, source, at_us, account_id, link_id,
    note, set_id ON measure FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER measure_no_delete BEFORE DELETE ON measure FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER measure_ends_once BEFORE UPDATE OF replaced_by, withdrawn_us ON measure FOR EACH ROW WHEN (OLD.replaced_by IS NOT NULL OR
    OLD.withdrawn_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER measure_answer_no_update BEFORE UPDATE ON measure_answer FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER measure_answer_no_delete BEFORE DELETE ON measure_answer FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER activity_set_stays BEFORE UPDATE OF practice_id, id, concern_id, at_us, by_id ON activity_set FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER activity_set_no_delete BEFORE DELETE ON activity_set FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER activity_set_ends_once BEFORE UPDATE OF ended_us ON activity_set FOR EACH ROW WHEN (OLD.ended_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER activity_no_update BEFORE UPDATE ON activity FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER plan_review_stays BEFORE UPDATE OF practice_id, id, plan_id, after_sessions, decision, reason, shown, at_us, account_id ON
    plan_review FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER plan_review_no_delete BEFORE DELETE ON plan_review FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER other_care_stays BEFORE UPDATE OF practice_id, id, from_day, to_day, kind, words, at_us, account_id, link_id ON other_care FOR EACH
    ROW EXECUTE FUNCTION stays();
CREATE TRIGGER other_care_no_delete BEFORE DELETE ON other_care FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER other_care_ends_once BEFORE UPDATE OF withdrawn_us ON other_care FOR EACH ROW WHEN (OLD.withdrawn_us IS NOT NULL) EXECUTE FUNCTION
    stays();
CREATE TRIGGER adverse_event_stays BEFORE UPDATE OF practice_id, id, appointment_id, day, what, severity, days, words, at_us, account_id, link_id
    ON adverse_event FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_event_no_delete BEFORE DELETE ON adverse_event FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_event_acted_once BEFORE UPDATE OF action, action_us, action_account_id ON adverse_event FOR EACH ROW WHEN (OLD.action <>
    '') EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_event_ends_once BEFORE UPDATE OF withdrawn_us ON adverse_event FOR EACH ROW WHEN (OLD.withdrawn_us IS NOT NULL) EXECUTE
    FUNCTION stays();
CREATE TRIGGER client_merge_stays BEFORE UPDATE OF practice_id, id, kept_id, gone_id, at_us, account_id, moved ON client_merge FOR EACH ROW
    EXECUTE FUNCTION stays();
CREATE TRIGGER client_merge_no_delete BEFORE DELETE ON client_merge FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER client_merge_undone_once BEFORE UPDATE OF undone_us ON client_merge FOR EACH ROW WHEN (OLD.undone_us IS NOT NULL) EXECUTE FUNCTION
    stays();
CREATE TRIGGER receipt_number_counts BEFORE UPDATE ON receipt_number FOR EACH ROW WHEN (NEW.practice_id <> OLD.practice_id OR NEW.last <> OLD.last
    + 1) EXECUTE FUNCTION stays();
CREATE TRIGGER receipt_number_no_delete BEFORE DELETE ON receipt_number FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER package_stays BEFORE UPDATE OF practice_id, id, service_id, visits, price, bought_day, expires_day ON package FOR EACH ROW EXECUTE
    FUNCTION stays();
CREATE TRIGGER package_no_delete BEFORE DELETE ON package FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER package_ends_once BEFORE UPDATE OF ended_us ON package FOR EACH ROW WHEN (OLD.ended_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER package_use_has_one BEFORE INSERT OR UPDATE ON package_use FOR EACH ROW EXECUTE FUNCTION package_has_one();
CREATE TRIGGER client_version_no_truncate BEFORE TRUNCATE ON client_version FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER appointment_before_no_truncate BEFORE TRUNCATE ON appointment_before FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER concern_before_no_truncate BEFORE TRUNCATE ON concern_before FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER plan_before_no_truncate BEFORE TRUNCATE ON plan_before FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER diary_before_no_truncate BEFORE TRUNCATE ON diary_before FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER diary_day_no_truncate BEFORE TRUNCATE ON diary_day FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER measure_no_truncate BEFORE TRUNCATE ON measure FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER measure_answer_no_truncate BEFORE TRUNCATE ON measure_answer FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER activity_set_no_truncate BEFORE TRUNCATE ON activity_set FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER activity_no_truncate BEFORE TRUNCATE ON activity FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER plan_review_no_truncate BEFORE TRUNCATE ON plan_review FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER other_care_no_truncate BEFORE TRUNCATE ON other_care FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_event_no_truncate BEFORE TRUNCATE ON adverse_event FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER client_merge_no_truncate BEFORE TRUNCATE ON client_merge FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER receipt_number_no_truncate BEFORE TRUNCATE ON receipt_number FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER package_no_truncate BEFORE TRUNCATE ON package FOR EACH STATEMENT EXECUTE FUNCTION stays();
