-- What was sent stays as it was sent; a merge alone may move it to another record of the same person.
CREATE TRIGGER outbox_stays BEFORE UPDATE OF practice_id, id, kind, appointment_id, link_id, channel, address, language, state, tries, created_us,
    account_id, ended_us, error ON outbox WHEN OLD.state = 'sent'
BEGIN SELECT RAISE(ABORT, 'what was sent cannot change'); END;
CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'what was sent cannot go'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('mail_setting', 'sqlite_autoindex_mail_setting_1', '10 1'),
    ('outbox', 'outbox_client', '500000 5 5'),
    ('outbox', 'outbox_due', '200 1'),
    ('outbox', 'outbox_failed', '2000 200 1'),
    ('outbox', 'outbox_link', '500000 50000 1'),
    ('outbox', 'outbox_visit', '400000 40000 20000 1'),
    ('outbox', 'sqlite_autoindex_outbox_1', '500000 50000 1');
ANALYZE sqlite_schema;
