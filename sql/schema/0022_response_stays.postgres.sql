-- What was sent stays: answers, scores, and the file that they were asked with. A merge alone may move them to another record of the same
-- person; they are corrected by a new row or taken back, once.
CREATE TRIGGER instrument_text_no_update BEFORE UPDATE ON instrument_text FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER instrument_text_no_delete BEFORE DELETE ON instrument_text FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER response_stays BEFORE UPDATE OF practice_id, id, concern_id, instrument, hash, language, mode, day, answers, begun_us, submitted_us,
    account_id, link_id, note ON response FOR EACH ROW WHEN (OLD.submitted_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER response_no_delete BEFORE DELETE ON response FOR EACH ROW WHEN (OLD.submitted_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER response_ends_once BEFORE UPDATE OF replaced_by, withdrawn_us ON response FOR EACH ROW WHEN (OLD.replaced_by IS NOT NULL OR
    OLD.withdrawn_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER response_score_no_update BEFORE UPDATE ON response_score FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER response_score_no_delete BEFORE DELETE ON response_score FOR EACH ROW EXECUTE FUNCTION stays();
