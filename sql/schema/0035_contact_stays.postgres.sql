-- What a client said before a visit, and that they want no more ratings between visits, stays; a merge alone may move it to another record.
CREATE TRIGGER visit_said_stays BEFORE UPDATE OF practice_id, appointment_id, unchanged_us, link_id ON visit_said FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER visit_said_no_delete BEFORE DELETE ON visit_said FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER weekly_stop_stays BEFORE UPDATE OF practice_id, plan_id, at_us, link_id ON weekly_stop FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER weekly_stop_no_delete BEFORE DELETE ON weekly_stop FOR EACH ROW EXECUTE FUNCTION stays();
