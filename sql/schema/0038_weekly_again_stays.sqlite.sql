-- That a client wants to be asked again stays, and ends once; a merge alone may move it to another record.
CREATE TRIGGER weekly_again_stays BEFORE UPDATE OF practice_id, id, at_us, account_id ON weekly_again
BEGIN SELECT RAISE(ABORT, 'what a client wants cannot change'); END;
CREATE TRIGGER weekly_again_ends_once BEFORE UPDATE OF ended_us, link_id ON weekly_again WHEN OLD.ended_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what a client wants ends once'); END;
CREATE TRIGGER weekly_again_no_delete BEFORE DELETE ON weekly_again
BEGIN SELECT RAISE(ABORT, 'what a client wants cannot go'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('weekly_again', 'sqlite_autoindex_weekly_again_1', '500 50 1'),
    ('weekly_again', 'weekly_again_client', '500 1 1');
ANALYZE sqlite_schema;
