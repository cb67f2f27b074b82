-- Contacts that go by themselves: the one before a visit, and the weekly ratings between visits that a plan wants.
CREATE TABLE contact_setting (
    practice_id @id NOT NULL PRIMARY KEY REFERENCES practice (id), -- when a practice writes before a visit; without a row: 48 hours before
    hours @int NOT NULL,                    -- so many hours before the visit, 0 never by itself
    at_us @int NOT NULL,                    -- last changed
    account_id @id,                         -- by whom, NULL the system
    version @int NOT NULL,                  -- one more with each change
    CHECK (hours BETWEEN 0 AND 168)
) @strict;

CREATE TABLE visit_said (
    practice_id @id NOT NULL,               -- of the client
    appointment_id @id NOT NULL,            -- before this visit …
    client_id @id NOT NULL,                 -- … this client said …
    unchanged_us @int NOT NULL,             -- … then that nothing changed in their health; the first time stands
    link_id @id NOT NULL,                   -- by this link
    PRIMARY KEY (practice_id, appointment_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @strict;
CREATE INDEX visit_said_client ON visit_said (client_id, practice_id);

CREATE TABLE weekly_stop (
    practice_id @id NOT NULL,               -- of the client
    plan_id @id NOT NULL,                   -- for this plan …
    client_id @id NOT NULL,                 -- … this client wants …
    at_us @int NOT NULL,                    -- … since then no more ratings between visits
    link_id @id NOT NULL,                   -- said by this link
    PRIMARY KEY (practice_id, plan_id),
    FOREIGN KEY (practice_id, plan_id) REFERENCES plan (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @strict;
CREATE INDEX weekly_stop_client ON weekly_stop (client_id, practice_id);
