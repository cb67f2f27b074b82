-- What was answered to the questions that ask for help, as it was said each time, also before it was sent; and which owners' addresses are known to
-- reach somebody.
CREATE TABLE alert_answer (
    practice_id @id NOT NULL,               -- of the alert
    alert_id @id NOT NULL,                  -- which
    id @id NOT NULL,                        -- one answer; the next one to the same question stands beside it
    item @text NOT NULL,                    -- question of the instrument's file: '9'
    answer @text NOT NULL,                  -- as it is kept in a response: '2'; '' left open
    at_us @int NOT NULL,                    -- when it was given
    PRIMARY KEY (practice_id, alert_id, id),
    FOREIGN KEY (practice_id, alert_id) REFERENCES alert (practice_id, id),
    CHECK (length(item) BETWEEN 1 AND 64)
) @clustered;

CREATE TABLE alert_owner (
    practice_id @id NOT NULL REFERENCES practice (id), -- whose owner
    account_id @id NOT NULL REFERENCES account (id), -- who
    address @text NOT NULL,                 -- the one that was confirmed: another sign-in address is not
    confirmed_us @int NOT NULL,             -- the test mail's link was opened and pressed
    PRIMARY KEY (practice_id, account_id)
) @strict;
