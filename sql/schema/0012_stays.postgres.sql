-- What was signed stays as it was signed; what was issued stays issued. A signed note may change its client only (a merge).
CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what was signed or issued cannot change or go' USING ERRCODE = '23514'; END $$;
CREATE TRIGGER note_signed_stays BEFORE UPDATE ON note FOR EACH ROW WHEN (OLD.signed_us IS NOT NULL AND (NEW.id <> OLD.id OR NEW.practice_id <> OLD.practice_id
    OR NEW.appointment_id <> OLD.appointment_id OR NEW.account_id <> OLD.account_id OR NEW.body <> OLD.body OR NEW.begun_us <> OLD.begun_us
    OR NEW.saved_us <> OLD.saved_us OR NEW.signed_us IS DISTINCT FROM OLD.signed_us OR NEW.licence <> OLD.licence OR NEW.signer <> OLD.signer
    OR NEW.late <> OLD.late OR NEW.version <> OLD.version)) EXECUTE FUNCTION stays();
CREATE TRIGGER note_signed_no_delete BEFORE DELETE ON note FOR EACH ROW WHEN (OLD.signed_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER note_no_truncate BEFORE TRUNCATE ON note FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER note_amendment_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON note_amendment FOR EACH STATEMENT EXECUTE FUNCTION stays();
