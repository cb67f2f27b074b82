-- A step with a text for each engine: what is written stays.
CREATE TABLE note (
    id INTEGER PRIMARY KEY, -- the note
    t TEXT NOT NULL         -- its text; never changes
) STRICT;
CREATE TRIGGER note_stays BEFORE UPDATE ON note BEGIN
    SELECT RAISE(ABORT, 'a note stays');
END;
