-- That a client wants to be asked again stays, and ends once; a merge alone may move it to another record.
CREATE TRIGGER weekly_again_stays BEFORE UPDATE OF practice_id, id, at_us, account_id ON weekly_again FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER weekly_again_ends_once BEFORE UPDATE OF ended_us, link_id ON weekly_again FOR EACH ROW WHEN (OLD.ended_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER weekly_again_no_delete BEFORE DELETE ON weekly_again FOR EACH ROW EXECUTE FUNCTION stays();
