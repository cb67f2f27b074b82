-- A tablet that is handed over to a client, and how calm a person is just before and after a session. Calm is kept apart from measures: it
-- is never an outcome. An entry never changes: a correction is a new row that the old one names.
ALTER TABLE session ADD COLUMN kiosk_link_id @id;           -- the link that this browser was handed to a client with: nothing else opens in it; NULL: it is its person's own. No reference: it stays shut where the link was swept
ALTER TABLE session ADD COLUMN kiosk_after @int NOT NULL DEFAULT 0; -- 1: it asks how calm the client is after the session, and nothing else

CREATE TABLE calm (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- one entry
    client_id @id NOT NULL,                 -- whose
    appointment_id @id NOT NULL,            -- around which visit
    phase @text NOT NULL,                   -- before, after
    value @int NOT NULL,                    -- 0 not calm at all .. 10 completely calm
    source @text NOT NULL,                  -- client, therapist, demo
    at_us @int NOT NULL,                    -- when entered
    account_id @id,                         -- by whom, NULL the client
    link_id @id,                            -- by which link, NULL otherwise
    replaced_by @id,                        -- a correction took its place, NULL while it counts
    withdrawn_us @int,                      -- taken back without a correction, NULL while it counts
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, appointment_id) REFERENCES appointment (practice_id, id),
    CHECK (phase IN ('before', 'after')),
    CHECK (value BETWEEN 0 AND 10)
) @strict;
CREATE UNIQUE INDEX calm_counts ON calm (practice_id, appointment_id, phase) WHERE replaced_by IS NULL AND withdrawn_us IS NULL;
CREATE INDEX calm_visit ON calm (appointment_id, practice_id);
CREATE INDEX calm_client ON calm (client_id, practice_id);
