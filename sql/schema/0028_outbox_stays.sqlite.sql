-- What ended stays as it ended: a merge alone may move it to another record of the same person, and another contact takes its place, once.
CREATE TRIGGER outbox_stays BEFORE UPDATE OF practice_id, id, kind, staff_id, about_id, appointment_id, link_id, channel, address, language, state,
    tries, next_us, created_us, account_id, ended_us, error ON outbox WHEN OLD.ended_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a message that ended cannot change'); END;
CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'a message cannot go'); END;
CREATE TRIGGER outbox_again_once BEFORE UPDATE OF again_id ON outbox WHEN OLD.again_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a message is asked for again once'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('mail_setting', 'sqlite_autoindex_mail_setting_1', '10 1'),
    ('outbox', 'outbox_client', '500000 5 5'),
    ('outbox', 'outbox_due', '200 1'),
    ('outbox', 'outbox_link', '500000 50000 1'),
    ('outbox', 'outbox_staff', '2000 200 20'),
    ('outbox', 'outbox_undone', '2000 200 1'),
    ('outbox', 'outbox_visit', '400000 40000 1'),
    ('outbox', 'outbox_waiting', '200 20'),
    ('outbox', 'sqlite_autoindex_outbox_1', '500000 50000 1');
ANALYZE sqlite_schema;
