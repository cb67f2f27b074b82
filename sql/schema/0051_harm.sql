-- Adverse events followed up: where and how soon after the session, what was found out since, who looks after it until when, and which sessions were
-- asked about. The first report stays as it was said (0019); what is known better later is a version beside it.
ALTER TABLE adverse_event ADD COLUMN hours @int;        -- began so many hours after the session, NULL not known
ALTER TABLE adverse_event ADD COLUMN sites @text;       -- where: canonical JSON of clinic/body.h codes, with sides; NULL not said
ALTER TABLE adverse_event ADD COLUMN due_day @int;      -- to be followed up by; NULL it need not be
ALTER TABLE adverse_event ADD COLUMN follow_id @id;     -- account that follows it up: the session's therapist; NULL whoever treats
ALTER TABLE adverse_event ADD COLUMN closed_us @int;    -- followed up: contact made and outcome known; NULL not yet, or it need not be
ALTER TABLE adverse_event ADD COLUMN outcome @text;     -- as it stands: resolved, resolving, lasting, unknown; NULL not asked yet
ALTER TABLE adverse_event ADD COLUMN relation @text;    -- to the session, as somebody judged it last: unlikely, possible, likely; NULL not judged

-- What nobody had seen to is to be followed up, two days after it was said.
UPDATE adverse_event SET due_day = at_us / 86400000000 + 2 WHERE action = '' AND severity <> 'mild' AND withdrawn_us IS NULL;
DROP INDEX adverse_event_waiting;
CREATE INDEX adverse_event_open ON adverse_event (practice_id, due_day, id) WHERE due_day IS NOT NULL AND closed_us IS NULL AND withdrawn_us IS NULL;
CREATE INDEX adverse_event_visit ON adverse_event (appointment_id, practice_id);

CREATE TABLE adverse_version (
    practice_id @id NOT NULL,               -- of the client
    event_id @id NOT NULL,                  -- which adverse event
    id @id NOT NULL,                        -- what is known of it since: all of it, the newest counts
    day @int NOT NULL,                      -- as in adverse_event
    what @text NOT NULL,                    -- likewise
    severity @text NOT NULL,                -- likewise
    days @int,                              -- likewise
    hours @int,                             -- likewise
    sites @text,                            -- likewise
    words @text NOT NULL,                   -- likewise
    reason @text NOT NULL,                  -- why it was corrected, '' the client said it again
    at_us @int NOT NULL,                    -- when
    account_id @id,                         -- by whom; NULL the client
    link_id @id,                            -- by which link, NULL otherwise
    replaced_by @id,                        -- the version that took its place, NULL while it counts
    PRIMARY KEY (practice_id, event_id, id),
    FOREIGN KEY (practice_id, event_id) REFERENCES adverse_event (practice_id, id),
    CHECK (severity IN ('mild', 'moderate', 'severe'))
) @clustered;

CREATE TABLE adverse_act (
    practice_id @id NOT NULL,               -- of the client
    event_id @id NOT NULL,                  -- which adverse event
    id @id NOT NULL,                        -- one thing done about it
    kind @text NOT NULL,                    -- follow: what somebody did or found out; said: the client wrote again; opened, closed: the follow-up
    contact @text NOT NULL,                 -- phone, visit, message: spoken with; tried: not reached; '' none
    outcome @text NOT NULL,                 -- as in adverse_event, '' not said
    relation @text NOT NULL,                -- as in adverse_event, '' not judged
    words @text NOT NULL,                   -- what was done, '' nothing said
    at_us @int NOT NULL,                    -- when
    account_id @id,                         -- by whom; NULL the client, or the system
    PRIMARY KEY (practice_id, event_id, id),
    FOREIGN KEY (practice_id, event_id) REFERENCES adverse_event (practice_id, id),
    CHECK (kind IN ('follow', 'said', 'opened', 'closed'))
) @clustered;

CREATE TABLE after_ask (
    practice_id @id NOT NULL,               -- of the client
    appointment_id @id NOT NULL,            -- how it was after this session …
    client_id @id NOT NULL,                 -- … this client was asked …
    why @text NOT NULL,                     -- … because: first, dose, finding, event, with spaces between
    link_id @id NOT NULL,                   -- by this link
    at_us @int NOT NULL,                    -- when
    PRIMARY KEY (practice_id, appointment_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @strict;
CREATE INDEX after_ask_client ON after_ask (client_id, practice_id);

CREATE TABLE after_said (
    practice_id @id NOT NULL,               -- of the client
    appointment_id @id NOT NULL,            -- after this session …
    client_id @id NOT NULL,                 -- … this client said …
    at_us @int NOT NULL,                    -- … then that nothing unusual followed; the first time stands. What did follow is an adverse_event
    account_id @id,                         -- written down by, NULL the client
    link_id @id,                            -- by which link, NULL otherwise
    PRIMARY KEY (practice_id, appointment_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @strict;
CREATE INDEX after_said_client ON after_said (client_id, practice_id);
