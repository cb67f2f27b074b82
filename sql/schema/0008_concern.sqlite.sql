-- Concerns of more kinds, with regions and onset; SQLite changes a CHECK only by making the table anew.
CREATE TABLE concern_new (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- the concern
    client_id @id NOT NULL,                 -- whose
    kind @text NOT NULL,                    -- pain, headache, stress, sleep, function
    place @text NOT NULL,                   -- the place in the client's words: 'neck'; '' where it has none
    start_day @int,                         -- first day of treatment, NULL before it starts
    closed_day @int,                        -- no longer a concern since, NULL while open
    version @int NOT NULL,                  -- row version
    created_us @int NOT NULL,               -- when made
    regions @text NOT NULL DEFAULT '[]',    -- canonical JSON: ["shoulder-left", …], codes of clinic/body.h
    onset_day @int,                         -- began about then, NULL not known
    onset @text NOT NULL DEFAULT '',        -- how it began, in the client's words
    history @text NOT NULL DEFAULT '',      -- what was tried, what helps, what makes it worse
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (kind IN ('pain', 'headache', 'stress', 'sleep', 'function'))
) @strict;
INSERT INTO concern_new (practice_id, id, client_id, kind, place, start_day, closed_day, version, created_us)
SELECT practice_id, id, client_id, kind, place, start_day, closed_day, version, created_us FROM concern;
DROP TABLE concern;
ALTER TABLE concern_new RENAME TO concern;
CREATE INDEX concern_client ON concern (client_id, practice_id);
