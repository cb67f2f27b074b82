-- What was signed stays as it was signed; what was issued stays issued. A signed note may change its client only (a merge).
CREATE TRIGGER note_signed_stays BEFORE UPDATE ON note WHEN OLD.signed_us IS NOT NULL AND (NEW.id <> OLD.id OR NEW.practice_id <> OLD.practice_id
    OR NEW.appointment_id <> OLD.appointment_id OR NEW.account_id <> OLD.account_id OR NEW.body <> OLD.body OR NEW.begun_us <> OLD.begun_us
    OR NEW.saved_us <> OLD.saved_us OR NEW.signed_us IS NOT OLD.signed_us OR NEW.licence <> OLD.licence OR NEW.signer <> OLD.signer
    OR NEW.late <> OLD.late OR NEW.version <> OLD.version)
BEGIN SELECT RAISE(ABORT, 'a signed note cannot change'); END;
CREATE TRIGGER note_signed_no_delete BEFORE DELETE ON note WHEN OLD.signed_us IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a signed note cannot go'); END;
CREATE TRIGGER note_amendment_no_update BEFORE UPDATE ON note_amendment BEGIN SELECT RAISE(ABORT, 'an amendment cannot change'); END;
CREATE TRIGGER note_amendment_no_delete BEFORE DELETE ON note_amendment BEGIN SELECT RAISE(ABORT, 'an amendment cannot go'); END;
