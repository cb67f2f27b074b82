-- What a link asks stays as it was made, and so does who sent a response and from where.
CREATE TRIGGER link_ask_no_update BEFORE UPDATE ON link_ask
BEGIN SELECT RAISE(ABORT, 'what a link asks cannot change'); END;
CREATE TRIGGER response_sent_stays BEFORE UPDATE OF device, version ON response WHEN OLD.submitted_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'answers that were sent cannot change'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('link_ask', 'link_ask', '100000 10000 2 1'),
    ('response', 'response_draft', '500 1');
