-- Who signed the rules, and for which, stays.
CREATE TRIGGER rule_signature_no_update BEFORE UPDATE ON rule_signature FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER rule_signature_no_delete BEFORE DELETE ON rule_signature FOR EACH ROW EXECUTE FUNCTION stays();
