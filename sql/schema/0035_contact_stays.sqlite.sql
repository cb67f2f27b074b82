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
    ('contact_setting', 'sqlite_autoindex_contact_setting_1', '10 1'),
    ('visit_said', 'sqlite_autoindex_visit_said_1', '200000 20000 1'),
    ('visit_said', 'visit_said_client', '200000 5 5'),
    ('weekly_stop', 'sqlite_autoindex_weekly_stop_1', '2000 200 1'),
    ('weekly_stop', 'weekly_stop_client', '2000 1 1');
ANALYZE sqlite_schema;
