-- A receipt that was issued and a letter that was finished stay; a merge may move them to another record of the same person.
CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.practice_id <> OLD.practice_id OR NEW.number <> OLD.number
    OR NEW.kind <> OLD.kind OR NEW.refers_to_id IS DISTINCT FROM OLD.refers_to_id OR NEW.appointment_id IS DISTINCT FROM OLD.appointment_id
    OR NEW.package_id IS DISTINCT FROM OLD.package_id OR NEW.issued_day <> OLD.issued_day OR NEW.fee <> OLD.fee OR NEW.tax_bp <> OLD.tax_bp
    OR NEW.tax <> OLD.tax OR NEW.currency <> OLD.currency OR NEW.paid_by <> OLD.paid_by OR NEW.body <> OLD.body OR NEW.reason <> OLD.reason
    OR NEW.issued_us <> OLD.issued_us OR NEW.account_id IS DISTINCT FROM OLD.account_id) EXECUTE FUNCTION stays();
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER receipt_no_truncate BEFORE TRUNCATE ON receipt FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER letter_finished_stays BEFORE UPDATE ON letter FOR EACH ROW WHEN (OLD.finished_us IS NOT NULL AND (NEW.id <> OLD.id OR NEW.practice_id <> OLD.practice_id
    OR NEW.addressee <> OLD.addressee OR NEW.paragraph <> OLD.paragraph OR NEW.body <> OLD.body OR NEW.consent_id IS DISTINCT FROM OLD.consent_id
    OR NEW.finished_us IS DISTINCT FROM OLD.finished_us OR NEW.licence <> OLD.licence OR NEW.signer <> OLD.signer OR NEW.account_id <> OLD.account_id))
    EXECUTE FUNCTION stays();
CREATE TRIGGER letter_no_delete BEFORE DELETE ON letter FOR EACH ROW WHEN (OLD.finished_us IS NOT NULL) EXECUTE FUNCTION stays();
