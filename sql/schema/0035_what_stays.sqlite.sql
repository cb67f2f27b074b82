-- What was added to the instruments stays, and ends once.
CREATE TRIGGER practice_instrument_stays BEFORE UPDATE OF practice_id, id, code, kind, hash, title, language, json, holder, licence, account_id, at_us ON
    practice_instrument
BEGIN SELECT RAISE(ABORT, 'what was added to the instruments cannot change'); END;
CREATE TRIGGER practice_instrument_ends_once BEFORE UPDATE OF ended_us, ended_account_id ON practice_instrument WHEN OLD.ended_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what was added to the instruments ends once'); END;
CREATE TRIGGER practice_instrument_no_delete BEFORE DELETE ON practice_instrument
BEGIN SELECT RAISE(ABORT, 'what was added to the instruments cannot go'); END;

-- An entry of how calm somebody was is replaced or taken back, once.
CREATE TRIGGER calm_stays BEFORE UPDATE OF practice_id, id, appointment_id, phase, value, source, at_us, account_id, link_id ON calm
BEGIN SELECT RAISE(ABORT, 'an entry cannot change'); END;
CREATE TRIGGER calm_no_delete BEFORE DELETE ON calm
BEGIN SELECT RAISE(ABORT, 'an entry cannot go'); END;
CREATE TRIGGER calm_ends_once BEFORE UPDATE OF replaced_by, withdrawn_us ON calm WHEN OLD.replaced_by IS NOT NULL OR OLD.withdrawn_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an entry is replaced or taken back once'); END;

-- An alert stays, whatever becomes of the answers; each thing done about it is a row of its own.
CREATE TRIGGER alert_stays BEFORE UPDATE OF practice_id, id, response_id, instrument, fired, account_id, mail_id, raised_us, due_us ON alert
BEGIN SELECT RAISE(ABORT, 'an alert cannot change'); END;
CREATE TRIGGER alert_no_delete BEFORE DELETE ON alert
BEGIN SELECT RAISE(ABORT, 'an alert cannot go'); END;
CREATE TRIGGER alert_escalated_once BEFORE UPDATE OF escalated_us ON alert WHEN OLD.escalated_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the owners are told once'); END;
CREATE TRIGGER alert_act_no_update BEFORE UPDATE ON alert_act
BEGIN SELECT RAISE(ABORT, 'what was done cannot change'); END;
CREATE TRIGGER alert_act_no_delete BEFORE DELETE ON alert_act
BEGIN SELECT RAISE(ABORT, 'what was done cannot go'); END;

-- What a client said before a visit, and that they want no more ratings between visits, stays; a merge alone may move it to another record.
CREATE TRIGGER visit_said_stays BEFORE UPDATE OF practice_id, appointment_id, unchanged_us, link_id ON visit_said
BEGIN SELECT RAISE(ABORT, 'what was said before a visit cannot change'); END;
CREATE TRIGGER visit_said_no_delete BEFORE DELETE ON visit_said
BEGIN SELECT RAISE(ABORT, 'what was said before a visit cannot go'); END;
CREATE TRIGGER weekly_stop_stays BEFORE UPDATE OF practice_id, plan_id, at_us, link_id ON weekly_stop
BEGIN SELECT RAISE(ABORT, 'what a client does not want cannot change'); END;
CREATE TRIGGER weekly_stop_no_delete BEFORE DELETE ON weekly_stop
BEGIN SELECT RAISE(ABORT, 'what a client does not want cannot go'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('alert', 'alert_client', '2000 2 2'),
    ('alert', 'alert_late', '20 1'),
    ('alert', 'alert_open', '20 2 1'),
    ('alert', 'alert_response', '2000 200 1'),
    ('alert', 'sqlite_autoindex_alert_1', '2000 200 1'),
    ('alert_act', 'alert_act', '10000 1000 5 1'),
    ('alert_setting', 'sqlite_autoindex_alert_setting_1', '10 1'),
    ('calm', 'calm_client', '1500000 15 15'),
    ('calm', 'calm_counts', '1500000 150000 2 1'),
    ('calm', 'calm_visit', '1500000 2 2'),
    ('calm', 'sqlite_autoindex_calm_1', '1500000 150000 1'),
    ('contact_setting', 'sqlite_autoindex_contact_setting_1', '10 1'),
    ('practice_instrument', 'practice_instrument_now', '200 20 1'),
    ('practice_instrument', 'sqlite_autoindex_practice_instrument_1', '300 30 1'),
    ('visit_said', 'sqlite_autoindex_visit_said_1', '200000 20000 1'),
    ('visit_said', 'visit_said_client', '200000 5 5'),
    ('weekly_stop', 'sqlite_autoindex_weekly_stop_1', '2000 200 1'),
    ('weekly_stop', 'weekly_stop_client', '2000 1 1');
ANALYZE sqlite_schema;
