-- What was added to the instruments stays, and ends once.
CREATE TRIGGER practice_instrument_stays BEFORE UPDATE OF practice_id, id, code, kind, hash, title, language, json, holder, licence, account_id, at_us
    ON practice_instrument FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER practice_instrument_ends_once BEFORE UPDATE OF ended_us, ended_account_id ON practice_instrument FOR EACH ROW
    WHEN (OLD.ended_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER practice_instrument_no_delete BEFORE DELETE ON practice_instrument FOR EACH ROW EXECUTE FUNCTION stays();

-- An entry of how calm somebody was is replaced or taken back, once.
CREATE TRIGGER calm_stays BEFORE UPDATE OF practice_id, id, appointment_id, phase, value, source, at_us, account_id, link_id ON calm FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER calm_no_delete BEFORE DELETE ON calm FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER calm_ends_once BEFORE UPDATE OF replaced_by, withdrawn_us ON calm FOR EACH ROW WHEN (OLD.replaced_by IS NOT NULL OR
    OLD.withdrawn_us IS NOT NULL) EXECUTE FUNCTION stays();

-- An alert stays, whatever becomes of the answers; each thing done about it is a row of its own.
CREATE TRIGGER alert_stays BEFORE UPDATE OF practice_id, id, response_id, instrument, fired, account_id, mail_id, raised_us, due_us ON alert FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER alert_no_delete BEFORE DELETE ON alert FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER alert_escalated_once BEFORE UPDATE OF escalated_us ON alert FOR EACH ROW WHEN (OLD.escalated_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER alert_act_no_update BEFORE UPDATE ON alert_act FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER alert_act_no_delete BEFORE DELETE ON alert_act FOR EACH ROW EXECUTE FUNCTION stays();

-- What a client said before a visit, and that they want no more ratings between visits, stays; a merge alone may move it to another record.
CREATE TRIGGER visit_said_stays BEFORE UPDATE OF practice_id, appointment_id, unchanged_us, link_id ON visit_said FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER visit_said_no_delete BEFORE DELETE ON visit_said FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER weekly_stop_stays BEFORE UPDATE OF practice_id, plan_id, at_us, link_id ON weekly_stop FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER weekly_stop_no_delete BEFORE DELETE ON weekly_stop FOR EACH ROW EXECUTE FUNCTION stays();
