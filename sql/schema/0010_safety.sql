-- Intake, findings and consent. Findings and what was done about them are only added to.

CREATE TABLE intake (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- the short health history, once filled in
    client_id @id NOT NULL,                 -- whose
    link_id @id,                            -- by which link, NULL entered with staff
    account_id @id,                         -- with whom, NULL by link
    begun_us @int NOT NULL,                 -- first answer
    saved_us @int NOT NULL,                 -- last answer
    submitted_us @int,                      -- sent, NULL while it is being filled in
    rules @text NOT NULL,                   -- version of content/safety that asked
    language @text NOT NULL,                -- BCP 47 of the questions as shown
    answers @text NOT NULL,                 -- canonical JSON {"question": value}; a question without a member, or with null ("not sure"), is unknown
    rest @text NOT NULL,                    -- canonical JSON of what else was said on the way: contact, consents, what was shown (desk/intake.h)
    device @blob,                           -- BLAKE2b-256 of the browser's token: unsent answers are shown to that browser only
    version @int NOT NULL,                  -- one more with each save
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @strict;
CREATE INDEX intake_client ON intake (client_id, practice_id);

CREATE TABLE finding (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- what a rule said
    client_id @id NOT NULL,                 -- whose
    intake_id @id,                          -- from which answers, NULL entered by a therapist
    rule @text NOT NULL,                    -- id of the rule in content/safety
    rules @text NOT NULL,                   -- version of the rule set
    level @int NOT NULL,                    -- 1 emergency, 2 stop and refer, 3 defer, 4 avoid region, 5 modify
    unknown @int NOT NULL,                  -- 1: a question that matters was not answered: ask
    body @text NOT NULL,                    -- canonical JSON: regions, limits, answers that made it (clinic/screen.h)
    valid_days @int NOT NULL,               -- for how many days the answer speaks: 1 that day, 0 until it is cleared or answered anew; then it is to be asked again
    at_us @int NOT NULL,                    -- when found
    ended_us @int,                          -- a later intake took its place, NULL while it counts
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, intake_id) REFERENCES intake (practice_id, id),
    CHECK (level BETWEEN 1 AND 5),
    CHECK (unknown IN (0, 1))
) @strict;
CREATE INDEX finding_client ON finding (client_id, practice_id);

CREATE TABLE finding_act (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- what was done about a finding; the last one counts
    finding_id @id NOT NULL,                -- which
    act @text NOT NULL,                     -- asked-no, asked-yes, proceed, cleared, reopened
    reason @text NOT NULL,                  -- why; cleared: who assessed it and when
    until_day @int,                         -- cleared until, NULL without an end
    at_us @int NOT NULL,                    -- when
    account_id @id NOT NULL,                -- by
    licence @text NOT NULL,                 -- their licence number then
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, finding_id) REFERENCES finding (practice_id, id),
    CHECK (act IN ('asked-no', 'asked-yes', 'proceed', 'cleared', 'reopened'))
) @strict;
CREATE INDEX finding_act_finding ON finding_act (finding_id, practice_id);

CREATE TABLE consent (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- a consent given or refused; the last one of its kind counts
    client_id @id NOT NULL,                 -- whose
    kind @text NOT NULL,                    -- treatment, glutes, chest, inner-thigh, abdomen, letter
    given @int NOT NULL,                    -- 1 given, 0 refused or withdrawn
    wording @text NOT NULL,                 -- the very words that were shown
    wording_version @text NOT NULL,         -- of content/consent
    signed @text NOT NULL,                  -- name as typed; '' withdrawn by word of mouth
    guardian @int NOT NULL,                 -- 1: signed by a parent or guardian
    at_us @int NOT NULL,                    -- when
    account_id @id,                         -- before whom; NULL by link
    link_id @id,                            -- by which link, NULL otherwise
    note @text NOT NULL,                    -- why it was withdrawn, '' otherwise
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (kind IN ('treatment', 'glutes', 'chest', 'inner-thigh', 'abdomen', 'letter')),
    CHECK (given IN (0, 1) AND guardian IN (0, 1))
) @strict;
CREATE INDEX consent_client ON consent (client_id, practice_id);
