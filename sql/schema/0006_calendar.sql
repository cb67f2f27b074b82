-- The calendar: what is offered, where, when, and the appointments. An appointment keeps civil day, minute, zone and length; its
-- instants are derived. `taken` is who and what an appointment occupies; step 0007 makes overlaps there impossible.

ALTER TABLE practice ADD COLUMN tax_number @text NOT NULL DEFAULT '';   -- registration number printed on receipts, '' none
ALTER TABLE practice ADD COLUMN tax_name @text NOT NULL DEFAULT '';     -- what the tax is called: 'VAT', 'USt', '' none
ALTER TABLE practice ADD COLUMN slot_minutes @int NOT NULL DEFAULT 15;  -- grid on which free times are offered: 5, 10, 15, 20, 30 or 60

ALTER TABLE service ADD COLUMN clearance_minutes @int NOT NULL DEFAULT 0;   -- room and therapist stay taken so long afterwards
ALTER TABLE service ADD COLUMN people @int NOT NULL DEFAULT 1;              -- 1, or 2 for a couple in one room
ALTER TABLE service ADD COLUMN kind @text NOT NULL DEFAULT 'plan';          -- usual kind of visit: plan, maintenance, relaxation
ALTER TABLE service ADD COLUMN tax_bp @int NOT NULL DEFAULT 0;              -- tax contained in the price, in hundredths of a percent: 1900 is 19 %

CREATE TABLE room (
    practice_id @id NOT NULL REFERENCES practice (id),  -- of
    id @id NOT NULL,                        -- the room
    name @text NOT NULL,                    -- as staff call it
    places @int NOT NULL,                   -- how many are treated there at once: 2 for couples
    active @int NOT NULL,                   -- 0: no longer used
    position @int NOT NULL,                 -- order in lists
    version @int NOT NULL,                  -- row version
    PRIMARY KEY (practice_id, id),
    CHECK (length(name) BETWEEN 1 AND 80),
    CHECK (places BETWEEN 1 AND 20),
    CHECK (active IN (0, 1))
) @strict;

CREATE TABLE equipment (
    practice_id @id NOT NULL REFERENCES practice (id),  -- of
    id @id NOT NULL,                        -- the kind of thing: 'hot stones', 'electric table'
    name @text NOT NULL,                    -- as staff call it
    pieces @int NOT NULL,                   -- how many there are
    active @int NOT NULL,                   -- 0: no longer used
    position @int NOT NULL,                 -- order in lists
    version @int NOT NULL,                  -- row version
    PRIMARY KEY (practice_id, id),
    CHECK (length(name) BETWEEN 1 AND 80),
    CHECK (pieces BETWEEN 1 AND 50),
    CHECK (active IN (0, 1))
) @strict;

CREATE TABLE service_equipment (
    practice_id @id NOT NULL,               -- of both
    service_id @id NOT NULL,                -- this service …
    equipment_id @id NOT NULL,              -- … needs one piece of this for each person treated
    PRIMARY KEY (practice_id, service_id, equipment_id),
    FOREIGN KEY (practice_id, service_id) REFERENCES service (practice_id, id),
    FOREIGN KEY (practice_id, equipment_id) REFERENCES equipment (practice_id, id)
) @clustered;

CREATE TABLE service_therapist (
    practice_id @id NOT NULL,               -- of both
    service_id @id NOT NULL,                -- this service is given …
    account_id @id NOT NULL,                -- … by this therapist; a service without a row here is given by all
    PRIMARY KEY (practice_id, service_id, account_id),
    FOREIGN KEY (practice_id, service_id) REFERENCES service (practice_id, id),
    FOREIGN KEY (practice_id, account_id) REFERENCES member (practice_id, account_id)
) @clustered;

CREATE TABLE working_hours (
    practice_id @id NOT NULL,               -- where
    account_id @id NOT NULL,                -- the therapist; one without a row works the practice's opening hours
    weekday @int NOT NULL,                  -- 1 Monday .. 7 Sunday
    from_minute @int NOT NULL,              -- minute of the civil day
    to_minute @int NOT NULL,                -- end, exclusive
    PRIMARY KEY (practice_id, account_id, weekday, from_minute),
    FOREIGN KEY (practice_id, account_id) REFERENCES member (practice_id, account_id),
    CHECK (weekday BETWEEN 1 AND 7),
    CHECK (from_minute BETWEEN 0 AND 1439),
    CHECK (to_minute BETWEEN from_minute + 1 AND 1440)
) @clustered;

CREATE TABLE hours_exception (
    practice_id @id NOT NULL REFERENCES practice (id),  -- where
    id @id NOT NULL,                        -- the exception
    account_id @id,                         -- whose; NULL the whole practice (a holiday)
    from_day @int NOT NULL,                 -- first civil day
    to_day @int NOT NULL,                   -- last civil day, the same for one
    is_open @int NOT NULL,                  -- 1: works then besides the week's hours; 0: does not
    from_minute @int NOT NULL,              -- of each of these days; 0 .. 1440 the whole day
    to_minute @int NOT NULL,                -- end, exclusive
    note @text NOT NULL,                    -- 'Christmas', 'course'
    at_us @int NOT NULL,                    -- when entered
    PRIMARY KEY (practice_id, id),
    CHECK (is_open IN (0, 1)),
    CHECK (to_day >= from_day),
    CHECK (from_minute BETWEEN 0 AND 1439),
    CHECK (to_minute BETWEEN from_minute + 1 AND 1440)
) @strict;
CREATE INDEX hours_exception_days ON hours_exception (practice_id, to_day);

CREATE TABLE appointment (
    practice_id @id NOT NULL REFERENCES practice (id),  -- where
    id @id NOT NULL,                        -- the appointment
    client_id @id NOT NULL,                 -- who is treated
    account_id @id NOT NULL,                -- the therapist
    service_id @id NOT NULL,                -- what
    room_id @id,                            -- where, NULL where the practice keeps no rooms
    plan_id @id,                            -- the plan that it is a session of, NULL outside of one
    group_id @id,                           -- the same for both of a couple, NULL otherwise
    kind @text NOT NULL,                    -- kind of visit: plan (treatment), maintenance, relaxation
    day @int NOT NULL,                      -- civil day in `zone`
    minute @int NOT NULL,                   -- civil minute of that day
    zone @text NOT NULL,                    -- IANA zone it was agreed in
    minutes @int NOT NULL,                  -- treatment
    clearance @int NOT NULL,                -- minutes that therapist and room stay taken afterwards
    start_us @int NOT NULL,                 -- derived from day, minute, zone
    end_us @int NOT NULL,                   -- start + minutes
    clear_us @int NOT NULL,                 -- end + clearance
    state @text NOT NULL,                   -- booked, arrived, in-session, done, no-show, late-cancel, cancelled
    state_us @int NOT NULL,                 -- since when
    reason @text NOT NULL,                  -- why they come, in the client's words
    cancel_reason @text NOT NULL,           -- why it was cancelled or missed, '' not said
    price @int NOT NULL,                    -- agreed at booking, minor units
    arrived_us @int,                        -- came in
    began_us @int,                          -- treatment began
    ended_us @int,                          -- treatment ended
    booked_us @int NOT NULL,                -- when booked
    booked_by_id @id,                       -- account that booked it, NULL the client or the system
    version @int NOT NULL,                  -- row version
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, account_id) REFERENCES member (practice_id, account_id),
    FOREIGN KEY (practice_id, service_id) REFERENCES service (practice_id, id),
    FOREIGN KEY (practice_id, room_id) REFERENCES room (practice_id, id),
    CHECK (kind IN ('plan', 'maintenance', 'relaxation')),
    CHECK (state IN ('booked', 'arrived', 'in-session', 'done', 'no-show', 'late-cancel', 'cancelled')),
    CHECK (minute BETWEEN 0 AND 1439),
    CHECK (minutes BETWEEN 5 AND 480),
    CHECK (clearance BETWEEN 0 AND 240),
    CHECK (end_us = start_us + minutes * 60000000 AND clear_us = end_us + clearance * 60000000),
    CHECK (price >= 0)
) @strict;
CREATE INDEX appointment_start ON appointment (practice_id, start_us);
CREATE INDEX appointment_client ON appointment (client_id, practice_id, start_us);
CREATE INDEX appointment_plan ON appointment (plan_id, practice_id, start_us) WHERE plan_id IS NOT NULL;
CREATE INDEX appointment_group ON appointment (group_id, practice_id) WHERE group_id IS NOT NULL;

CREATE TABLE appointment_before (
    practice_id @id NOT NULL,               -- where
    appointment_id @id NOT NULL,            -- which
    version @int NOT NULL,                  -- the version that was replaced
    at_us @int NOT NULL,                    -- when it was replaced
    by_id @id,                              -- account that replaced it, NULL the client or the system
    what @text NOT NULL,                    -- moved, state, room, therapist, other
    body @text NOT NULL,                    -- the row as it was, canonical JSON
    PRIMARY KEY (practice_id, appointment_id, version),
    FOREIGN KEY (practice_id, appointment_id) REFERENCES appointment (practice_id, id)
) @clustered;

CREATE TABLE taken (
    practice_id @id NOT NULL,               -- where
    resource_id @id NOT NULL,               -- account (therapist), client, room or equipment
    place @int NOT NULL,                    -- which place of the room or piece of the equipment, from 0; persons have one: 0
    from_us @int NOT NULL,                  -- taken from
    until_us @int NOT NULL,                 -- until, exclusive: client to the end of treatment, the others to the end of clearance
    appointment_id @id NOT NULL,            -- by
    what @text NOT NULL,                    -- therapist, client, room, equipment
    PRIMARY KEY (practice_id, resource_id, from_us, place),
    FOREIGN KEY (practice_id, appointment_id) REFERENCES appointment (practice_id, id),
    CHECK (until_us > from_us AND until_us <= from_us + 43200000000),
    CHECK (place >= 0),
    CHECK (what IN ('therapist', 'client', 'room', 'equipment'))
) @clustered;
CREATE INDEX taken_appointment ON taken (appointment_id, practice_id);
