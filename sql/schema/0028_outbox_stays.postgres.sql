-- What ended stays as it ended: a merge alone may move it to another record of the same person, and another contact takes its place, once.
CREATE TRIGGER outbox_stays BEFORE UPDATE OF practice_id, id, kind, staff_id, about_id, appointment_id, link_id, channel, address, language, state,
    tries, next_us, created_us, account_id, ended_us, error ON outbox FOR EACH ROW WHEN (OLD.ended_us IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER outbox_again_once BEFORE UPDATE OF again_id ON outbox FOR EACH ROW WHEN (OLD.again_id IS NOT NULL) EXECUTE FUNCTION stays();
CREATE TRIGGER outbox_no_truncate BEFORE TRUNCATE ON outbox FOR EACH STATEMENT EXECUTE FUNCTION stays();
