-- Who is told the same day when an answer asks for it (PHQ-9 question 9, DASS-21 question 21), and what was done then. What was raised stays,
-- whatever becomes of the answers afterwards; each thing done is a row of its own.
CREATE TABLE alert_setting (
    practice_id @id NOT NULL PRIMARY KEY REFERENCES practice (id), -- who is told; without a row nobody is
    account_id @id REFERENCES account (id), -- the person named, NULL nobody
    address @text NOT NULL,                 -- where the mail to them goes, '' none
    phone @text NOT NULL,                   -- number for the call on the same day, '' none
    weekdays @int NOT NULL,                 -- when they can be reached: 1 Monday, 2 Tuesday, 4 Wednesday … 64 Sunday, added up
    until_minute @int NOT NULL,             -- … until this minute of the civil day
    away_until @int,                        -- last day on which they cannot be reached at all, NULL none
    address_version @int NOT NULL,          -- one more with each change of person or address: the link of an older test mail confirms nothing
    confirmed_us @int,                      -- the test mail's link was opened and pressed, NULL not since the last change
    emergency @text NOT NULL,               -- emergency number of the place, as it is dialled; '' not said
    crisis_line @text NOT NULL,             -- the practice's crisis line as it read when somebody checked it, '' never
    crisis_us @int,                         -- when it was checked, NULL never
    at_us @int NOT NULL,                    -- last changed
    changed_by @id,                         -- by whom, NULL by the link of the test mail
    version @int NOT NULL,                  -- one more with each change
    CHECK (weekdays BETWEEN 0 AND 127),
    CHECK (until_minute BETWEEN 0 AND 1440),
    CHECK (version >= 1)
) @strict;

CREATE TABLE alert (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- one task
    client_id @id NOT NULL,                 -- about whom
    response_id @id NOT NULL,               -- the answers that raised it; they may be corrected or taken back, it stands
    instrument @text NOT NULL,              -- code: 'phq-9'
    fired @text NOT NULL,                   -- canonical JSON: the ids of the instrument's alerts, ["self-harm"]
    account_id @id,                         -- named then, NULL nobody
    mail_id @id,                            -- the mail that tells them, NULL none could be sent
    raised_us @int NOT NULL,                -- with the answers
    due_us @int NOT NULL,                   -- to be acted on until then, on the same civil day
    said @text NOT NULL,                    -- how the client said they are on the support page: safe, call, danger; '' nothing
    said_us @int,                           -- when, the last time; NULL nothing was said
    escalated_us @int,                      -- nobody acted in time, the owners were told; NULL not
    closed_us @int,                         -- acted on, NULL not yet
    version @int NOT NULL,                  -- one more with each change
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, response_id) REFERENCES response (practice_id, id),
    CHECK (said IN ('', 'safe', 'call', 'danger')),
    CHECK ((said = '') = (said_us IS NULL)),
    CHECK (due_us >= raised_us)
) @strict;
CREATE UNIQUE INDEX alert_response ON alert (practice_id, response_id);
CREATE INDEX alert_client ON alert (client_id, practice_id);
CREATE INDEX alert_open ON alert (practice_id, raised_us) WHERE closed_us IS NULL;
CREATE INDEX alert_late ON alert (due_us) WHERE closed_us IS NULL AND escalated_us IS NULL;

CREATE TABLE alert_act (
    practice_id @id NOT NULL,               -- of the alert
    alert_id @id NOT NULL,                  -- which
    id @id NOT NULL,                        -- one thing done or said
    kind @text NOT NULL,                    -- seen, tried, spoken, called, supervisor, physician, crisis-line, emergency, note, reopened, said-safe, said-call, said-danger, escalated
    words @text NOT NULL,                   -- in somebody's words, '' none
    at_us @int NOT NULL,                    -- when
    account_id @id,                         -- by whom; NULL the client, or the system
    PRIMARY KEY (practice_id, alert_id, id),
    FOREIGN KEY (practice_id, alert_id) REFERENCES alert (practice_id, id),
    CHECK (length(kind) BETWEEN 1 AND 20)
) @clustered;
