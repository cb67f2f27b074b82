-- Filled-in instruments. What was answered and what was computed from it then are kept as they were; a correction is a new row that the old
-- one names. The instrument's own file is kept beside them, so that old answers are read, and scored again, as they were asked.
CREATE TABLE instrument_text (
    hash @text NOT NULL PRIMARY KEY,        -- SHA-256 of the file, hex; the same file is kept once for everybody
    code @text NOT NULL,                    -- its id: 'peg'
    version @text NOT NULL,                 -- as the file says: its day and the first digits of the hash
    json @text NOT NULL                     -- the file, byte for byte
) @strict;

CREATE TABLE response (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- one filled-in instrument
    client_id @id NOT NULL,                 -- whose
    concern_id @id,                         -- about which concern, NULL where it is about the person as a whole
    instrument @text NOT NULL,              -- code: 'rmdq-24'
    hash @text NOT NULL REFERENCES instrument_text (hash), -- exactly this file was asked and scored with
    language @text NOT NULL,                -- BCP 47 of the words as shown; of the file where none were shown
    mode @text NOT NULL,                    -- link, kiosk, with-staff, paper-items, paper-total
    day @int NOT NULL,                      -- the civil day that it is about
    answers @text NOT NULL,                 -- canonical JSON by official item number: {"1":2,"3":null}; null was asked and not answered; {} of paper-total
    begun_us @int NOT NULL,                 -- first answer
    submitted_us @int,                      -- sent, NULL while it is being filled in
    account_id @id,                         -- entered by, NULL the client by link
    link_id @id,                            -- by which link, NULL otherwise
    replaced_by @id,                        -- a correction took its place, NULL while it counts
    withdrawn_us @int,                      -- taken back without a correction, NULL while it counts
    note @text NOT NULL,                    -- why it was corrected, or what else was said
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, concern_id) REFERENCES concern (practice_id, id),
    CHECK (mode IN ('link', 'kiosk', 'with-staff', 'paper-items', 'paper-total'))
) @strict;
CREATE INDEX response_client ON response (client_id, practice_id);

CREATE TABLE response_score (
    practice_id @id NOT NULL,               -- of the client
    response_id @id NOT NULL,               -- of these answers
    position @int NOT NULL,                 -- 1 is the instrument's primary score
    score @text NOT NULL,                   -- its id in the instrument's file: 'total'
    value @real,                            -- as computed then, or the total as read from paper; NULL where there is none
    reason @text NOT NULL,                  -- why there is none, English; '' where there is a value
    band @text NOT NULL,                    -- the range that it lay in, in the file's words; '' none
    PRIMARY KEY (practice_id, response_id, position),
    FOREIGN KEY (practice_id, response_id) REFERENCES response (practice_id, id),
    CHECK ((value IS NULL) = (reason <> ''))
) @clustered;

CREATE TABLE measure_setting (
    practice_id @id NOT NULL PRIMARY KEY REFERENCES practice (id), -- what a practice measures with; without a row: as if mood were 0
    mood @int NOT NULL,                     -- 1: questions about mood may be asked
    at_us @int NOT NULL,                    -- last changed
    account_id @id,                         -- by whom, NULL the system
    version @int NOT NULL                   -- one more with each change
) @strict;
