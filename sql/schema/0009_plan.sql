-- From the concern to the plan and its review. Nothing clinical is overwritten: a change leaves what was there in …_before.

CREATE TABLE concern_before (
    practice_id @id NOT NULL,               -- of the client
    concern_id @id NOT NULL,                -- which
    version @int NOT NULL,                  -- the version that was replaced
    at_us @int NOT NULL,                    -- when it was replaced
    by_id @id,                              -- account that replaced it, NULL the system
    body @text NOT NULL,                    -- the row as it was, canonical JSON
    PRIMARY KEY (practice_id, concern_id, version),
    FOREIGN KEY (practice_id, concern_id) REFERENCES concern (practice_id, id)
) @clustered;

ALTER TABLE measure ADD COLUMN set_id @id;  -- psfs: the set of personal activities it is about; another set is another series

CREATE TABLE measure_answer (
    practice_id @id NOT NULL,               -- of the client
    measure_id @id NOT NULL,                -- the measure
    item @int NOT NULL,                     -- item of the instrument, from 1; psfs: position of the activity
    value @real NOT NULL,                   -- as answered
    PRIMARY KEY (practice_id, measure_id, item),
    FOREIGN KEY (practice_id, measure_id) REFERENCES measure (practice_id, id)
) @clustered;

CREATE TABLE activity_set (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- personal activities, chosen together and fixed (PSFS, Stratford 1995)
    client_id @id NOT NULL,                 -- whose
    concern_id @id NOT NULL,                -- limited by
    at_us @int NOT NULL,                    -- chosen
    by_id @id,                              -- with this therapist
    ended_us @int,                          -- another set took its place, NULL while it counts
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, concern_id) REFERENCES concern (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @strict;
CREATE INDEX activity_set_concern ON activity_set (concern_id, practice_id);
CREATE INDEX activity_set_client ON activity_set (client_id, practice_id);

CREATE TABLE activity (
    practice_id @id NOT NULL,               -- of the client
    set_id @id NOT NULL,                    -- of the set
    position @int NOT NULL,                 -- 1 .. 5
    words @text NOT NULL,                   -- in the client's words: 'carry my daughter upstairs'
    PRIMARY KEY (practice_id, set_id, position),
    FOREIGN KEY (practice_id, set_id) REFERENCES activity_set (practice_id, id),
    CHECK (position BETWEEN 1 AND 5)
) @clustered;

CREATE TABLE plan (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- the plan
    client_id @id NOT NULL,                 -- whose
    concern_id @id NOT NULL,                -- for what
    template @text NOT NULL,                -- content/plans/ id that it began from, '' own
    goal @text NOT NULL,                    -- in words both understand
    instrument @text NOT NULL,              -- primary measure: nrs-pain, psfs, headache-day, stress, sleep-quality
    recall @text NOT NULL,                  -- of it: now, average-7d, worst-7d; '' for a diary
    set_id @id,                             -- psfs: the activities
    target @real,                           -- value aimed at, on the instrument's scale (headache-day: days per 28); NULL none set
    account_id @id NOT NULL,                -- therapist
    service_id @id NOT NULL,                -- what a session is
    sessions @int NOT NULL,                 -- the dose: how many …
    per_week @int NOT NULL,                 -- … how many a rhythm …
    every_weeks @int NOT NULL,              -- … of so many weeks: 2 in 1, 1 in 2
    price @int NOT NULL,                    -- total, minor units
    review_sessions @int NOT NULL,          -- review after so many sessions …
    review_weeks @int NOT NULL,             -- … or so many weeks, whichever comes first
    stop_rule @text NOT NULL,               -- when it is ended without success
    evidence @text NOT NULL,                -- grade of the template's evidence: moderate, low-moderate, low, very-low, conflicting, contradicted, none
    state @text NOT NULL,                   -- proposed, active, completed, stopped
    agreed_us @int,                         -- the client agreed, NULL not yet
    ended_us @int,                          -- completed or stopped
    end_reason @text NOT NULL,              -- why, '' while it runs
    created_us @int NOT NULL,               -- when made
    by_id @id,                              -- account that made it
    version @int NOT NULL,                  -- row version
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, concern_id) REFERENCES concern (practice_id, id),
    FOREIGN KEY (practice_id, service_id) REFERENCES service (practice_id, id),
    CHECK (sessions BETWEEN 1 AND 60),
    CHECK (per_week BETWEEN 1 AND 7),
    CHECK (every_weeks BETWEEN 1 AND 12),
    CHECK (review_sessions BETWEEN 1 AND 20 AND review_weeks BETWEEN 1 AND 26),
    CHECK (state IN ('proposed', 'active', 'completed', 'stopped')),
    CHECK (price >= 0)
) @strict;
CREATE INDEX plan_client ON plan (client_id, practice_id);
CREATE INDEX plan_active ON plan (practice_id, account_id) WHERE state = 'active';

CREATE TABLE plan_before (
    practice_id @id NOT NULL,               -- of the client
    plan_id @id NOT NULL,                   -- which
    version @int NOT NULL,                  -- the version that was replaced
    at_us @int NOT NULL,                    -- when it was replaced
    by_id @id,                              -- account that replaced it
    body @text NOT NULL,                    -- the row as it was, canonical JSON
    PRIMARY KEY (practice_id, plan_id, version),
    FOREIGN KEY (practice_id, plan_id) REFERENCES plan (practice_id, id)
) @clustered;

CREATE TABLE plan_review (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- the review
    plan_id @id NOT NULL,                   -- of
    client_id @id NOT NULL,                 -- whose
    after_sessions @int NOT NULL,           -- sessions done by then
    decision @text NOT NULL,                -- continue, change, discharge
    reason @text NOT NULL,                  -- why, required
    shown @text NOT NULL,                   -- canonical JSON: dose, measures, change and adverse events as they were on the screen
    at_us @int NOT NULL,                    -- when
    account_id @id NOT NULL,                -- by
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, plan_id) REFERENCES plan (practice_id, id),
    CHECK (decision IN ('continue', 'change', 'discharge'))
) @strict;
CREATE INDEX plan_review_plan ON plan_review (plan_id, practice_id);

CREATE TABLE other_care (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- what else may explain a change: asked with each measure, entered by either
    client_id @id NOT NULL,                 -- whose
    from_day @int NOT NULL,                 -- from
    to_day @int,                            -- until, NULL goes on or not known
    kind @text NOT NULL,                    -- treatment, medicine, event
    words @text NOT NULL,                   -- what: 'physiotherapy', 'stopped ibuprofen'
    at_us @int NOT NULL,                    -- when entered
    account_id @id,                         -- by whom; NULL the client
    link_id @id,                            -- by which link, NULL otherwise
    withdrawn_us @int,                      -- entered by mistake, NULL while it counts
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (kind IN ('treatment', 'medicine', 'event'))
) @strict;
CREATE INDEX other_care_client ON other_care (client_id, practice_id);

CREATE TABLE adverse_event (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- something unwanted after a session
    client_id @id NOT NULL,                 -- whose
    appointment_id @id,                     -- after which session, NULL not known
    day @int NOT NULL,                      -- when it began
    what @text NOT NULL,                    -- soreness, bruising, headache, dizziness, nausea, numbness, worse-pain, other
    severity @text NOT NULL,                -- mild, moderate, severe
    days @int,                              -- how long it lasted, NULL goes on or not known
    words @text NOT NULL,                   -- in their words
    action @text NOT NULL,                  -- what was done; moderate and severe need one, a client's own report waits for it
    action_us @int,                         -- when that was added to a report made before; NULL entered with it, or none yet
    action_account_id @id,                  -- by whom it was added; NULL as above
    at_us @int NOT NULL,                    -- when entered
    account_id @id,                         -- by whom; NULL the client
    link_id @id,                            -- by which link, NULL otherwise
    withdrawn_us @int,                      -- entered by mistake, NULL while it counts
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (severity IN ('mild', 'moderate', 'severe'))
) @strict;
CREATE INDEX adverse_event_client ON adverse_event (client_id, practice_id);
CREATE INDEX adverse_event_waiting ON adverse_event (practice_id, day, id) WHERE action = '' AND severity <> 'mild' AND withdrawn_us IS NULL;
