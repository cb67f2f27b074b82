-- Alerts of more causes than an answer: a finding that stops a session, a severe adverse event.
ALTER TABLE alert ALTER COLUMN response_id DROP NOT NULL;
ALTER TABLE alert ADD COLUMN cause @text NOT NULL DEFAULT 'answer';     -- answer, finding, event
ALTER TABLE alert ADD COLUMN about_id @id;                              -- finding: the health form that it came of, NULL none; event: the adverse event
ALTER TABLE alert ADD COLUMN level @int NOT NULL DEFAULT 0;             -- finding: the highest level, 1 or 2; otherwise 0
ALTER TABLE alert ADD CONSTRAINT alert_cause_check CHECK (cause IN ('answer', 'finding', 'event'));
ALTER TABLE alert ADD CONSTRAINT alert_cause_response CHECK ((cause = 'answer') = (response_id IS NOT NULL));
ALTER TABLE alert ADD CONSTRAINT alert_level_check CHECK (level BETWEEN 0 AND 2);
CREATE UNIQUE INDEX alert_event ON alert (practice_id, about_id) WHERE cause = 'event';
DROP TRIGGER alert_stays ON alert;
CREATE TRIGGER alert_stays BEFORE UPDATE OF practice_id, id, response_id, instrument, fired, account_id, mail_id, raised_us, due_us, cause, about_id, level ON alert FOR EACH ROW EXECUTE FUNCTION stays();

CREATE TABLE alert_text (
    practice_id @id NOT NULL REFERENCES practice (id), -- where they work
    account_id @id NOT NULL REFERENCES account (id), -- who wants a text message, too, when an alert is theirs
    number @text NOT NULL,                  -- as it was typed; '' none any more
    at_us @int NOT NULL,                    -- last changed
    changed_by @id,                         -- by whom, NULL the command line
    version @int NOT NULL,                  -- one more with each change
    PRIMARY KEY (practice_id, account_id),
    CHECK (version >= 1)
) @strict;
