-- What was answered stays, whatever was answered next.
CREATE TRIGGER alert_answer_no_update BEFORE UPDATE ON alert_answer FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER alert_answer_no_delete BEFORE DELETE ON alert_answer FOR EACH ROW EXECUTE FUNCTION stays();
