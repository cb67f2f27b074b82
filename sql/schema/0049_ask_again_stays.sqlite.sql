-- How old the oldest answer is stays with the form that was sent; that something was asked anew stays.
CREATE TRIGGER intake_oldest_stays BEFORE UPDATE OF oldest_us ON intake WHEN OLD.submitted_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a health form that was sent cannot change'); END;
CREATE TRIGGER intake_anew_stays BEFORE UPDATE OF practice_id, id, question, why, words, at_us, account_id ON intake_anew
BEGIN SELECT RAISE(ABORT, 'that something is asked anew stays'); END;
CREATE TRIGGER intake_anew_no_delete BEFORE DELETE ON intake_anew
BEGIN SELECT RAISE(ABORT, 'that something is asked anew stays'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('intake_anew', 'intake_anew_client', '9000 5 5'),
    ('intake_anew', 'sqlite_autoindex_intake_anew_1', '9000 900 1');
ANALYZE sqlite_schema;
