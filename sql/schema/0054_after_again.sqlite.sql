-- How it was after the last session is asked wherever a client answers before a visit: who would rather not say is not asked again by the same link.
-- What staff wrote down by mistake is taken back, stays readable, and may be said again. SQLite changes a key only by making the table anew.
ALTER TABLE link ADD COLUMN after_skip_us @int; -- asked how it was after a session, the client would rather not say: since then; NULL: not so
CREATE TABLE after_said_new (
    practice_id @id NOT NULL,               -- of the client
    appointment_id @id NOT NULL,            -- after this session …
    client_id @id NOT NULL,                 -- … this client said …
    at_us @int NOT NULL,                    -- … then that nothing unusual followed; the first time stands. What did follow is an adverse_event
    account_id @id,                         -- written down by, NULL the client
    link_id @id,                            -- by which link, NULL otherwise
    withdrawn_us @int,                      -- written down by mistake: taken back then; NULL: it counts
    withdrawn_id @id,                       -- by this account; NULL: it counts
    PRIMARY KEY (practice_id, appointment_id, at_us),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @strict;
INSERT INTO after_said_new (practice_id, appointment_id, client_id, at_us, account_id, link_id, withdrawn_us, withdrawn_id)
SELECT practice_id, appointment_id, client_id, at_us, account_id, link_id, NULL, NULL FROM after_said;
DROP TABLE after_said;
ALTER TABLE after_said_new RENAME TO after_said;
CREATE INDEX after_said_client ON after_said (client_id, practice_id);
CREATE UNIQUE INDEX after_said_once ON after_said (practice_id, appointment_id) WHERE withdrawn_us IS NULL;
CREATE TRIGGER after_said_stays BEFORE UPDATE OF practice_id, appointment_id, at_us, account_id, link_id ON after_said
BEGIN SELECT RAISE(ABORT, 'what was said after a session cannot change'); END;
CREATE TRIGGER after_said_back_once BEFORE UPDATE OF withdrawn_us, withdrawn_id ON after_said WHEN OLD.withdrawn_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'it is taken back once'); END;
CREATE TRIGGER after_said_no_delete BEFORE DELETE ON after_said
BEGIN SELECT RAISE(ABORT, 'what was said after a session cannot change'); END;
DELETE FROM sqlite_stat1 WHERE tbl IN ('after_said', 'after_said_new');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('after_said', 'sqlite_autoindex_after_said_1', '600000 60000 1 1'),
    ('after_said', 'after_said_once', '600000 60000 1'),
    ('after_said', 'after_said_client', '600000 6 6');
ANALYZE sqlite_schema;
