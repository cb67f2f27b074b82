-- What was answered stays, whatever was answered next.
CREATE TRIGGER alert_answer_no_update BEFORE UPDATE ON alert_answer
BEGIN SELECT RAISE(ABORT, 'what was answered cannot change'); END;
CREATE TRIGGER alert_answer_no_delete BEFORE DELETE ON alert_answer
BEGIN SELECT RAISE(ABORT, 'what was answered cannot go'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('alert_answer', 'alert_answer', '4000 400 2 1'),
    ('alert_owner', 'sqlite_autoindex_alert_owner_1', '20 2 1');
ANALYZE sqlite_schema;
