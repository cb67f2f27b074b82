-- That an adverse event was withdrawn, and why, is an act about it. SQLite changes a CHECK only by making the table anew.
CREATE TABLE adverse_act_new (
    practice_id @id NOT NULL,               -- of the client
    event_id @id NOT NULL,                  -- which adverse event
    id @id NOT NULL,                        -- one thing done about it
    kind @text NOT NULL,                    -- follow: what somebody did or found out; said: the client wrote again; opened, closed: the follow-up; withdrawn: entered by mistake
    contact @text NOT NULL,                 -- phone, visit, message: spoken with; tried: not reached; '' none
    outcome @text NOT NULL,                 -- as in adverse_event, '' not said
    relation @text NOT NULL,                -- as in adverse_event, '' not judged
    words @text NOT NULL,                   -- what was done, '' nothing said; said: the severity, where it is milder now; withdrawn: why
    at_us @int NOT NULL,                    -- when
    account_id @id,                         -- by whom; NULL the client, or the system
    PRIMARY KEY (practice_id, event_id, id),
    FOREIGN KEY (practice_id, event_id) REFERENCES adverse_event (practice_id, id),
    CHECK (kind IN ('follow', 'said', 'opened', 'closed', 'withdrawn'))
) @clustered;
INSERT INTO adverse_act_new (practice_id, event_id, id, kind, contact, outcome, relation, words, at_us, account_id)
SELECT practice_id, event_id, id, kind, contact, outcome, relation, words, at_us, account_id FROM adverse_act;
DROP TABLE adverse_act;
ALTER TABLE adverse_act_new RENAME TO adverse_act;
CREATE TRIGGER adverse_act_no_update BEFORE UPDATE ON adverse_act
BEGIN SELECT RAISE(ABORT, 'what was done cannot change'); END;
CREATE TRIGGER adverse_act_no_delete BEFORE DELETE ON adverse_act
BEGIN SELECT RAISE(ABORT, 'what was done cannot go'); END;
DELETE FROM sqlite_stat1 WHERE tbl IN ('adverse_act', 'adverse_act_new');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('adverse_act', 'adverse_act', '12000 1200 3 1');
ANALYZE sqlite_schema;
