-- What was said, found, agreed to and done stays; a merge alone may move it to another record of the same person. And a link whose
-- holder does not know the birth date goes.
ALTER TABLE link ADD COLUMN wrong @int NOT NULL DEFAULT 0;  -- wrong birth dates given by it, ever; too many take it back
CREATE TRIGGER intake_sent_stays BEFORE UPDATE OF practice_id, id, link_id, account_id, begun_us, saved_us, submitted_us, rules, language, answers, rest,
    device, version ON intake WHEN OLD.submitted_us IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a health form that was sent cannot change'); END;
CREATE TRIGGER intake_no_delete BEFORE DELETE ON intake WHEN OLD.submitted_us IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a health form that was sent cannot go'); END;
CREATE TRIGGER finding_stays BEFORE UPDATE OF practice_id, id, intake_id, rule, rules, level, unknown, body, valid_days, at_us ON finding
BEGIN SELECT RAISE(ABORT, 'a finding cannot change'); END;
CREATE TRIGGER finding_ends_once BEFORE UPDATE OF ended_us ON finding WHEN OLD.ended_us IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a finding ends once'); END;
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'a finding cannot go'); END;
CREATE TRIGGER finding_act_no_update BEFORE UPDATE ON finding_act BEGIN SELECT RAISE(ABORT, 'what was done about a finding cannot change'); END;
CREATE TRIGGER finding_act_no_delete BEFORE DELETE ON finding_act BEGIN SELECT RAISE(ABORT, 'what was done about a finding cannot go'); END;
CREATE TRIGGER consent_stays BEFORE UPDATE OF practice_id, id, kind, given, wording, wording_version, signed, guardian, at_us, account_id, link_id, note
    ON consent BEGIN SELECT RAISE(ABORT, 'a consent cannot change'); END;
CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent BEGIN SELECT RAISE(ABORT, 'a consent cannot go'); END;
CREATE TRIGGER treated_stays BEFORE UPDATE OF practice_id, note_id, position, technique, region, minutes, pressure ON treated
BEGIN SELECT RAISE(ABORT, 'what was signed cannot change'); END;
CREATE TRIGGER treated_no_delete BEFORE DELETE ON treated BEGIN SELECT RAISE(ABORT, 'what was signed cannot go'); END;
CREATE TRIGGER letter_about_stays BEFORE UPDATE OF concern_id, plan_id, created_us ON letter WHEN OLD.finished_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a finished letter cannot change'); END;
