-- What was said, found, agreed to and done stays; a merge alone may move it to another record of the same person. And a link whose
-- holder does not know the birth date goes.
ALTER TABLE link ADD COLUMN wrong @int NOT NULL DEFAULT 0;  -- wrong birth dates given by it, ever; too many take it back
CREATE TRIGGER intake_sent_stays BEFORE UPDATE OF practice_id, id, link_id, account_id, begun_us, saved_us, submitted_us, rules, language, answers, rest,
    device, version ON intake FOR EACH ROW WHEN (OLD.submitted_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER intake_no_delete BEFORE DELETE ON intake FOR EACH ROW WHEN (OLD.submitted_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER finding_stays BEFORE UPDATE OF practice_id, id, intake_id, rule, rules, level, unknown, body, valid_days, at_us ON finding
    FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER finding_ends_once BEFORE UPDATE OF ended_us ON finding FOR EACH ROW WHEN (OLD.ended_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER finding_act_stays BEFORE UPDATE OR DELETE ON finding_act FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER consent_stays BEFORE UPDATE OF practice_id, id, kind, given, wording, wording_version, signed, guardian, at_us, account_id, link_id, note
    ON consent FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER treated_stays BEFORE UPDATE OF practice_id, note_id, position, technique, region, minutes, pressure ON treated
    FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER treated_no_delete BEFORE DELETE ON treated FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER letter_about_stays BEFORE UPDATE OF concern_id, plan_id, created_us ON letter FOR EACH ROW WHEN (OLD.finished_us IS NOT NULL)
    EXECUTE FUNCTION stays();
CREATE TRIGGER intake_no_truncate BEFORE TRUNCATE ON intake FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER finding_no_truncate BEFORE TRUNCATE ON finding FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER finding_act_no_truncate BEFORE TRUNCATE ON finding_act FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER consent_no_truncate BEFORE TRUNCATE ON consent FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER treated_no_truncate BEFORE TRUNCATE ON treated FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER letter_no_truncate BEFORE TRUNCATE ON letter FOR EACH STATEMENT EXECUTE FUNCTION stays();
