-- What was said of adverse events, and done about them, stays.
CREATE TRIGGER adverse_event_where_stays BEFORE UPDATE OF hours, sites ON adverse_event FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_version_stays BEFORE UPDATE OF practice_id, event_id, id, day, what, severity, days, hours, sites, words, reason, at_us, account_id, link_id
    ON adverse_version FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_version_ends_once BEFORE UPDATE OF replaced_by ON adverse_version FOR EACH ROW WHEN (OLD.replaced_by IS NOT NULL)
    EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_version_no_delete BEFORE DELETE ON adverse_version FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_version_no_truncate BEFORE TRUNCATE ON adverse_version FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_act_no_update BEFORE UPDATE ON adverse_act FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_act_no_delete BEFORE DELETE ON adverse_act FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER adverse_act_no_truncate BEFORE TRUNCATE ON adverse_act FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER after_ask_stays BEFORE UPDATE OF practice_id, appointment_id, why, link_id, at_us ON after_ask FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER after_ask_no_delete BEFORE DELETE ON after_ask FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER after_ask_no_truncate BEFORE TRUNCATE ON after_ask FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER after_said_stays BEFORE UPDATE OF practice_id, appointment_id, at_us, account_id, link_id ON after_said
    FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER after_said_no_delete BEFORE DELETE ON after_said FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER after_said_no_truncate BEFORE TRUNCATE ON after_said FOR EACH STATEMENT EXECUTE FUNCTION stays();
