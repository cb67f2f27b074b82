-- What a practice added to the instruments that ship: its own, and the words of a licensed one whose scorer ships. A row is never changed but
-- to say when it ended; what was asked with it is read with the file kept beside each answer (instrument_text).
CREATE TABLE practice_instrument (
    practice_id @id NOT NULL REFERENCES practice (id), -- whose
    id @id NOT NULL,                        -- one file, or one set of words
    code @text NOT NULL,                    -- of the instrument: 'odi'
    kind @text NOT NULL,                    -- own: a whole file; licensed: words for one that ships without
    hash @text NOT NULL,                    -- SHA-256 of the instrument's file, hex; of licensed words: as they were put together on that day
    title @text NOT NULL,                   -- as lists show it
    language @text NOT NULL,                -- BCP 47 of the words
    json @text NOT NULL,                    -- own: the file, byte for byte; licensed: the words alone (clinic/instrument_words.h)
    holder @text NOT NULL,                  -- who holds the licence; '' of its own
    licence @text NOT NULL,                 -- number or words of the licence; '' of its own
    account_id @id,                         -- added or confirmed by, NULL the command line
    at_us @int NOT NULL,                    -- when
    ended_us @int,                          -- taken back, or another took its place; NULL while it is used
    ended_account_id @id,                   -- by whom, NULL the command line, or while it is used
    PRIMARY KEY (practice_id, id),
    CHECK (kind IN ('own', 'licensed')),
    CHECK (kind = 'own' OR (holder <> '' AND licence <> ''))
) @strict;
CREATE UNIQUE INDEX practice_instrument_now ON practice_instrument (practice_id, code) WHERE ended_us IS NULL;
