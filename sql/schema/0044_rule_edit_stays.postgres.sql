-- What was changed in the rules stays.
CREATE TRIGGER rule_edit_no_update BEFORE UPDATE ON rule_edit FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER rule_edit_no_delete BEFORE DELETE ON rule_edit FOR EACH ROW EXECUTE FUNCTION stays();
