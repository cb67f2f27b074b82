-- How old the oldest answer is stays with the form that was sent; that something was asked anew stays.
CREATE TRIGGER intake_oldest_stays BEFORE UPDATE OF oldest_us ON intake FOR EACH ROW WHEN (OLD.submitted_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER intake_anew_stays BEFORE UPDATE OF practice_id, id, question, why, words, at_us, account_id ON intake_anew FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER intake_anew_no_delete BEFORE DELETE ON intake_anew FOR EACH ROW EXECUTE FUNCTION stays();
