-- A receipt that was issued and a letter that was finished stay; a merge may move them to another record of the same person.
CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt WHEN NEW.id <> OLD.id OR NEW.practice_id <> OLD.practice_id OR NEW.number <> OLD.number
    OR NEW.kind <> OLD.kind OR NEW.refers_to_id IS NOT OLD.refers_to_id OR NEW.appointment_id IS NOT OLD.appointment_id OR NEW.package_id IS NOT OLD.package_id
    OR NEW.issued_day <> OLD.issued_day OR NEW.fee <> OLD.fee OR NEW.tax_bp <> OLD.tax_bp OR NEW.tax <> OLD.tax OR NEW.currency <> OLD.currency
    OR NEW.paid_by <> OLD.paid_by OR NEW.body <> OLD.body OR NEW.reason <> OLD.reason OR NEW.issued_us <> OLD.issued_us OR NEW.account_id IS NOT OLD.account_id
BEGIN SELECT RAISE(ABORT, 'a receipt cannot change'); END;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'a receipt cannot go'); END;
CREATE TRIGGER letter_finished_stays BEFORE UPDATE ON letter WHEN OLD.finished_us IS NOT NULL AND (NEW.id <> OLD.id OR NEW.practice_id <> OLD.practice_id
    OR NEW.addressee <> OLD.addressee OR NEW.paragraph <> OLD.paragraph OR NEW.body <> OLD.body OR NEW.consent_id IS NOT OLD.consent_id
    OR NEW.finished_us IS NOT OLD.finished_us OR NEW.licence <> OLD.licence OR NEW.signer <> OLD.signer OR NEW.account_id <> OLD.account_id)
BEGIN SELECT RAISE(ABORT, 'a finished letter cannot change'); END;
CREATE TRIGGER letter_no_delete BEFORE DELETE ON letter WHEN OLD.finished_us IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a finished letter cannot go'); END;
