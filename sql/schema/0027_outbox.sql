-- Messages that are to be sent, and what became of them. No words and no token are kept: the text is said and a link signed when it is sent.
-- Rows stay. At most one contact before a visit, whatever its kind and channel; and one with each link.
CREATE TABLE outbox (
    practice_id @id NOT NULL REFERENCES practice (id), -- who writes
    id @id NOT NULL,                        -- one contact; its Message-ID comes from it, so that a copy is recognised
    kind @text NOT NULL,                    -- what it says: answers-link, intake-link, home-link, weekly, pre-visit; to staff: test, alert, alert-confirm
    client_id @id,                          -- to whom, NULL to staff
    staff_id @id,                           -- the account that it is to, NULL to a client
    about_id @id,                           -- to staff: the row that it is about (alert: its alert), NULL none
    appointment_id @id,                     -- the visit that it comes before, NULL none
    link_id @id,                            -- the link that it brings, NULL none; links that nobody used are swept, so nothing refers to it
    channel @text NOT NULL,                 -- email, sms
    address @text NOT NULL,                 -- where it goes, or went, to: an e-mail address, or a number in E.164
    language @text NOT NULL,                -- BCP 47 of whom it is to, then; '' not known
    state @text NOT NULL,                   -- waiting, sending, sent, failed, stopped
    tries @int NOT NULL,                    -- begun so far; those that failed because nothing could be sent at all do not count
    next_us @int NOT NULL,                  -- waiting: not before then; sending: whoever sends it has it until then
    created_us @int NOT NULL,               -- when it was asked for
    account_id @id,                         -- by whom, NULL the system
    ended_us @int,                          -- sent, failed or stopped, NULL before
    error @text NOT NULL,                   -- one word: what the last try met, or why it was stopped; '' nothing
    again_id @id,                           -- asked for once more: the contact that takes its place, NULL none
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK ((client_id IS NULL) <> (staff_id IS NULL)),
    CHECK (staff_id IS NULL OR (appointment_id IS NULL AND link_id IS NULL)),
    CHECK (channel IN ('email', 'sms')),
    CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'stopped')),
    CHECK ((ended_us IS NULL) = (state IN ('waiting', 'sending'))),
    CHECK (again_id IS NULL OR ended_us IS NOT NULL),
    CHECK (tries >= 0)
) @strict;
CREATE UNIQUE INDEX outbox_visit ON outbox (practice_id, appointment_id) WHERE appointment_id IS NOT NULL AND again_id IS NULL;
CREATE UNIQUE INDEX outbox_link ON outbox (practice_id, link_id) WHERE link_id IS NOT NULL AND again_id IS NULL;
CREATE INDEX outbox_client ON outbox (client_id, practice_id) WHERE client_id IS NOT NULL;
CREATE INDEX outbox_staff ON outbox (practice_id, staff_id) WHERE staff_id IS NOT NULL;
CREATE INDEX outbox_due ON outbox (next_us) WHERE ended_us IS NULL;
CREATE INDEX outbox_waiting ON outbox (practice_id) WHERE ended_us IS NULL;
CREATE INDEX outbox_undone ON outbox (practice_id, ended_us) WHERE state IN ('failed', 'stopped') AND again_id IS NULL;

CREATE TABLE mail_setting (
    practice_id @id NOT NULL PRIMARY KEY REFERENCES practice (id), -- how a practice writes; without a row: '', 21:00, 8:00
    reply_to @text NOT NULL,                -- where answers go, '' the practice's own e-mail
    quiet_from @int NOT NULL,               -- minute of the civil day from which nothing is sent …
    quiet_until @int NOT NULL,              -- … until this one; the same as the one before: at any time
    at_us @int NOT NULL,                    -- last changed
    account_id @id,                         -- by whom, NULL the system
    version @int NOT NULL,                  -- one more with each change
    CHECK (quiet_from BETWEEN 0 AND 1439),
    CHECK (quiet_until BETWEEN 0 AND 1439),
    CHECK (version >= 1)
) @strict;
