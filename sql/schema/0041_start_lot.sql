-- A first day of treatment that is drawn by lot, so that a change which begins with it can be told from others: only where the practice wants it.
ALTER TABLE measure_setting ADD COLUMN lot @int NOT NULL DEFAULT 0;  -- 1: therapists may draw the first day of a plan by lot

CREATE TABLE start_lot (
    practice_id @id NOT NULL,               -- of the client
    concern_id @id NOT NULL,                -- drawn once for a concern: nobody draws until they like the day
    plan_id @id NOT NULL,                   -- with this plan
    first_day @int NOT NULL,                -- drawn among this day …
    last_day @int NOT NULL,                 -- … up to this one …
    step_days @int NOT NULL,                -- … each so many days: the rhythm of its answers
    until_day @int NOT NULL,                -- answers are asked for up to then
    seed @int NOT NULL,                     -- that it was drawn from (clinic/stats/chance.h)
    drawn_day @int NOT NULL,                -- the one
    at_us @int NOT NULL,                    -- drawn then; nothing was known of what comes after
    account_id @id NOT NULL,                -- by whom, who says that the client was told why and agreed
    PRIMARY KEY (practice_id, concern_id),
    FOREIGN KEY (practice_id, concern_id) REFERENCES concern (practice_id, id),
    FOREIGN KEY (practice_id, plan_id) REFERENCES plan (practice_id, id),
    CHECK (step_days BETWEEN 1 AND 31),
    CHECK (first_day <= drawn_day AND drawn_day <= last_day AND last_day <= until_day)
) @strict;
