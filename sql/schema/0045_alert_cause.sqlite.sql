-- Alerts of more causes than an answer: a finding that stops a session, a severe adverse event. SQLite takes a NOT NULL away only by making the
-- table anew.
CREATE TABLE alert_new (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- one task
    client_id @id NOT NULL,                 -- about whom
    response_id @id,                        -- answer: the answers that raised it; they may be corrected or taken back, it stands. NULL of another cause
    instrument @text NOT NULL,              -- answer: code, 'phq-9'; '' of another cause
    fired @text NOT NULL,                   -- canonical JSON: ids of the instrument's alerts, ["self-harm"], or of the rules, ["cauda-equina"], or what the event is, ["severe"]
    account_id @id,                         -- who is to act, NULL nobody is named
    mail_id @id,                            -- the mail that tells them, NULL none could be sent
    raised_us @int NOT NULL,                -- with the answers, the finding, the event
    due_us @int NOT NULL,                   -- to be acted on until then, on the same civil day
    said @text NOT NULL,                    -- how the client said they are on the support page: safe, call, danger; '' nothing
    said_us @int,                           -- when, the last time; NULL nothing was said
    escalated_us @int,                      -- nobody acted in time, the owners were told; NULL not
    closed_us @int,                         -- acted on, or over; NULL not yet
    version @int NOT NULL,                  -- one more with each change
    cause @text NOT NULL DEFAULT 'answer',  -- answer, finding, event
    about_id @id,                           -- finding: the health form that it came of, NULL none; event: the adverse event
    level @int NOT NULL DEFAULT 0,          -- finding: the highest level, 1 or 2; otherwise 0
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, response_id) REFERENCES response (practice_id, id),
    CHECK (said IN ('', 'safe', 'call', 'danger')),
    CHECK ((said = '') = (said_us IS NULL)),
    CHECK (due_us >= raised_us),
    CHECK (cause IN ('answer', 'finding', 'event')),
    CHECK ((cause = 'answer') = (response_id IS NOT NULL)),
    CHECK (level BETWEEN 0 AND 2)
) @strict;
INSERT INTO alert_new (practice_id, id, client_id, response_id, instrument, fired, account_id, mail_id, raised_us, due_us, said, said_us, escalated_us,
    closed_us, version)
SELECT practice_id, id, client_id, response_id, instrument, fired, account_id, mail_id, raised_us, due_us, said, said_us, escalated_us, closed_us, version FROM alert;
DROP TABLE alert;
ALTER TABLE alert_new RENAME TO alert;
CREATE UNIQUE INDEX alert_response ON alert (practice_id, response_id) WHERE response_id IS NOT NULL;
CREATE UNIQUE INDEX alert_event ON alert (practice_id, about_id) WHERE cause = 'event';
CREATE INDEX alert_client ON alert (client_id, practice_id);
CREATE INDEX alert_open ON alert (practice_id, raised_us) WHERE closed_us IS NULL;
CREATE INDEX alert_late ON alert (due_us) WHERE closed_us IS NULL AND escalated_us IS NULL;
CREATE TRIGGER alert_stays BEFORE UPDATE OF practice_id, id, response_id, instrument, fired, account_id, mail_id, raised_us, due_us, cause, about_id, level ON alert
BEGIN SELECT RAISE(ABORT, 'an alert cannot change'); END;
CREATE TRIGGER alert_no_delete BEFORE DELETE ON alert
BEGIN SELECT RAISE(ABORT, 'an alert cannot go'); END;
CREATE TRIGGER alert_escalated_once BEFORE UPDATE OF escalated_us ON alert WHEN OLD.escalated_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the owners are told once'); END;

CREATE TABLE alert_text (
    practice_id @id NOT NULL REFERENCES practice (id), -- where they work
    account_id @id NOT NULL REFERENCES account (id), -- who wants a text message, too, when an alert is theirs
    number @text NOT NULL,                  -- as it was typed; '' none any more
    at_us @int NOT NULL,                    -- last changed
    changed_by @id,                         -- by whom, NULL the command line
    version @int NOT NULL,                  -- one more with each change
    PRIMARY KEY (practice_id, account_id),
    CHECK (version >= 1)
) @strict;
DELETE FROM sqlite_stat1 WHERE tbl IN ('alert', 'alert_new');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('alert', 'alert_client', '2000 2 2'),
    ('alert', 'alert_event', '100 10 1'),
    ('alert', 'alert_late', '20 1'),
    ('alert', 'alert_open', '20 2 1'),
    ('alert', 'alert_response', '2000 200 1'),
    ('alert', 'sqlite_autoindex_alert_1', '2000 200 1'),
    ('alert_text', 'sqlite_autoindex_alert_text_1', '20 2 1');
ANALYZE sqlite_schema;
