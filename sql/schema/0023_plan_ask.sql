-- What a plan measures, and how often. What a plan measured before it was changed is in plan_before, as its other fields.
CREATE TABLE plan_ask (
    practice_id @id NOT NULL,               -- of the client
    plan_id @id NOT NULL,                   -- of the plan
    position @int NOT NULL,                 -- 1 ..: in the order of the form
    instrument @text NOT NULL,              -- code: 'peg', 'nrs-pain', 'headache-day'; none twice
    every_days @int,                        -- 0: before each visit; 7: not sooner than so many days, 1: a diary; NULL: at the start and at each review
    between_visits @int NOT NULL,           -- 1: also by link between visits
    PRIMARY KEY (practice_id, plan_id, position),
    FOREIGN KEY (practice_id, plan_id) REFERENCES plan (practice_id, id),
    CHECK (every_days BETWEEN 0 AND 366),
    CHECK (between_visits IN (0, 1))
) @clustered;
