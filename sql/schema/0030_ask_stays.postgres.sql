-- What a link asks stays as it was made, and so does who sent a response and from where.
CREATE TRIGGER link_ask_no_update BEFORE UPDATE ON link_ask FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER response_sent_stays BEFORE UPDATE OF device, version ON response FOR EACH ROW WHEN (OLD.submitted_us IS NOT NULL) EXECUTE FUNCTION stays();
