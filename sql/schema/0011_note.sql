-- The session's note: a draft that is saved at every change, then signed for good; afterwards only amendments.

CREATE TABLE note (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- the note
    client_id @id NOT NULL,                 -- about
    appointment_id @id NOT NULL,            -- of this session; one note a session
    account_id @id NOT NULL,                -- who writes and signs it
    body @text NOT NULL,                    -- canonical JSON (desk/notes.h): S, O, A, P, techniques, home care, consent of the day
    begun_us @int NOT NULL,                 -- first kept
    saved_us @int NOT NULL,                 -- last kept
    signed_us @int,                         -- signed, NULL while a draft
    licence @text NOT NULL,                 -- licence number at signing, '' while a draft
    signer @text NOT NULL,                  -- name at signing, '' while a draft
    late @int NOT NULL,                     -- 1: signed more than 24 hours after the session
    version @int NOT NULL,                  -- one more with each save
    PRIMARY KEY (practice_id, id),
    UNIQUE (practice_id, appointment_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, appointment_id) REFERENCES appointment (practice_id, id),
    CHECK (late IN (0, 1)),
    CHECK ((signed_us IS NULL AND licence = '') OR (signed_us IS NOT NULL AND licence <> ''))
) @strict;
CREATE INDEX note_client ON note (client_id, practice_id);
CREATE INDEX note_unsigned ON note (practice_id, account_id) WHERE signed_us IS NULL;

CREATE TABLE note_amendment (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- what was added to a signed note
    note_id @id NOT NULL,                   -- which
    part @text NOT NULL,                    -- which part it corrects: s, o, a, p, techniques, home-care, other
    words @text NOT NULL,                   -- what is right
    reason @text NOT NULL,                  -- why
    at_us @int NOT NULL,                    -- when
    account_id @id NOT NULL,                -- by
    licence @text NOT NULL,                 -- their licence number then
    signer @text NOT NULL,                  -- their name then
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, note_id) REFERENCES note (practice_id, id)
) @strict;
CREATE INDEX note_amendment_note ON note_amendment (note_id, practice_id);

CREATE TABLE treated (
    practice_id @id NOT NULL,               -- of the client
    note_id @id NOT NULL,                   -- made from the note when it is signed: what was done where
    position @int NOT NULL,                 -- order in the note, from 1
    client_id @id NOT NULL,                 -- who
    technique @text NOT NULL,               -- content/techniques id
    region @text NOT NULL,                  -- clinic/body.h code, with its side
    minutes @int NOT NULL,                  -- hands on
    pressure @int NOT NULL,                 -- 1 .. 5 with agreed anchors; 0 not applicable
    PRIMARY KEY (practice_id, note_id, position),
    FOREIGN KEY (practice_id, note_id) REFERENCES note (practice_id, id),
    CHECK (minutes BETWEEN 0 AND 480),
    CHECK (pressure BETWEEN 0 AND 5)
) @clustered;
