-- What was sent stays: answers, scores, and the file that they were asked with. A merge alone may move them to another record of the same
-- person; they are corrected by a new row or taken back, once.
CREATE TRIGGER instrument_text_no_update BEFORE UPDATE ON instrument_text
BEGIN SELECT RAISE(ABORT, 'what was asked cannot change'); END;
CREATE TRIGGER instrument_text_no_delete BEFORE DELETE ON instrument_text
BEGIN SELECT RAISE(ABORT, 'what was asked cannot go'); END;
CREATE TRIGGER response_stays BEFORE UPDATE OF practice_id, id, concern_id, instrument, hash, language, mode, day, answers, begun_us, submitted_us,
    account_id, link_id, note ON response WHEN OLD.submitted_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'answers that were sent cannot change'); END;
CREATE TRIGGER response_no_delete BEFORE DELETE ON response WHEN OLD.submitted_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'answers that were sent cannot go'); END;
CREATE TRIGGER response_ends_once BEFORE UPDATE OF replaced_by, withdrawn_us ON response WHEN OLD.replaced_by IS NOT NULL OR OLD.withdrawn_us IS NOT
    NULL
BEGIN SELECT RAISE(ABORT, 'answers are replaced or taken back once'); END;
CREATE TRIGGER response_score_no_update BEFORE UPDATE ON response_score
BEGIN SELECT RAISE(ABORT, 'a score cannot change'); END;
CREATE TRIGGER response_score_no_delete BEFORE DELETE ON response_score
BEGIN SELECT RAISE(ABORT, 'a score cannot go'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('instrument_text', 'sqlite_autoindex_instrument_text_1', '200 1'),
    ('response', 'response_client', '500000 5 5'),
    ('response', 'sqlite_autoindex_response_1', '500000 50000 1'),
    ('response_score', 'response_score', '1000000 100000 2 1');
