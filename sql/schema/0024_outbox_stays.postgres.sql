-- What was sent stays as it was sent; a merge alone may move it to another record of the same person.
CREATE TRIGGER outbox_stays BEFORE UPDATE OF practice_id, id, kind, appointment_id, link_id, channel, address, language, state, tries, created_us,
    account_id, ended_us, error ON outbox FOR EACH ROW WHEN (OLD.state = 'sent') EXECUTE FUNCTION stays();
CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION stays();
