-- Only what ran out is asked again: a health form may be made of the one before it and the few answers that were asked for.
ALTER TABLE intake ADD COLUMN oldest_us @int; -- when the oldest answer was said that it carried over from an earlier form; NULL: none was
-- Questions that somebody asks anew, whatever was said before. A row counts until that question is answered later than it.
CREATE TABLE intake_anew (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- one question
    client_id @id NOT NULL,                 -- whose
    question @text NOT NULL,                -- id of content/safety/questions.json
    why @text NOT NULL,                     -- worse: a score got worse; event: an adverse event; changed: staff heard that something changed
    words @text NOT NULL,                   -- for the therapist: which score, which event; '' nothing more
    at_us @int NOT NULL,                    -- since when
    account_id @id,                         -- by whom, NULL by what a client answered
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (why IN ('worse', 'event', 'changed'))
) @strict;
CREATE INDEX intake_anew_client ON intake_anew (client_id, practice_id);
