-- What was said of adverse events, and done about them, stays.
CREATE TRIGGER adverse_event_where_stays BEFORE UPDATE OF hours, sites ON adverse_event
BEGIN SELECT RAISE(ABORT, 'an unwanted effect cannot change'); END;
CREATE TRIGGER adverse_version_stays BEFORE UPDATE OF practice_id, event_id, id, day, what, severity, days, hours, sites, words, reason, at_us, account_id, link_id
    ON adverse_version
BEGIN SELECT RAISE(ABORT, 'what was known of an unwanted effect cannot change'); END;
CREATE TRIGGER adverse_version_ends_once BEFORE UPDATE OF replaced_by ON adverse_version WHEN OLD.replaced_by IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a version is replaced once'); END;
CREATE TRIGGER adverse_version_no_delete BEFORE DELETE ON adverse_version
BEGIN SELECT RAISE(ABORT, 'what was known of an unwanted effect cannot go'); END;
CREATE TRIGGER adverse_act_no_update BEFORE UPDATE ON adverse_act
BEGIN SELECT RAISE(ABORT, 'what was done cannot change'); END;
CREATE TRIGGER adverse_act_no_delete BEFORE DELETE ON adverse_act
BEGIN SELECT RAISE(ABORT, 'what was done cannot go'); END;
CREATE TRIGGER after_ask_stays BEFORE UPDATE OF practice_id, appointment_id, why, link_id, at_us ON after_ask
BEGIN SELECT RAISE(ABORT, 'what was asked after a session cannot change'); END;
CREATE TRIGGER after_ask_no_delete BEFORE DELETE ON after_ask
BEGIN SELECT RAISE(ABORT, 'what was asked after a session cannot change'); END;
CREATE TRIGGER after_said_stays BEFORE UPDATE OF practice_id, appointment_id, at_us, account_id, link_id ON after_said
BEGIN SELECT RAISE(ABORT, 'what was said after a session cannot change'); END;
CREATE TRIGGER after_said_no_delete BEFORE DELETE ON after_said
BEGIN SELECT RAISE(ABORT, 'what was said after a session cannot change'); END;
DELETE FROM sqlite_stat1 WHERE idx = 'adverse_event_waiting';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('adverse_event', 'adverse_event_open', '100 10 2 1'),
    ('adverse_event', 'adverse_event_visit', '68000 1 1'),
    ('adverse_version', 'adverse_version', '4000 400 2 1'),
    ('adverse_act', 'adverse_act', '12000 1200 3 1'),
    ('after_ask', 'sqlite_autoindex_after_ask_1', '300000 30000 1'),
    ('after_ask', 'after_ask_client', '300000 3 3'),
    ('after_said', 'sqlite_autoindex_after_said_1', '600000 60000 1'),
    ('after_said', 'after_said_client', '600000 6 6');
ANALYZE sqlite_schema;
