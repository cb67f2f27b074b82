-- Mail that is to be sent, and what became of it. No words and no token are kept: the text is said and the link signed when it is sent.
-- Rows stay. At most one contact of a kind before a visit, and one with each link.
CREATE TABLE outbox (
    practice_id @id NOT NULL REFERENCES practice (id), -- who writes
    id @id NOT NULL,                        -- one contact; its Message-ID comes from it, so that a copy is recognised
    kind @text NOT NULL,                    -- what it says: answers-link, intake-link, home-link
    client_id @id NOT NULL,                 -- to whom
    appointment_id @id,                     -- the visit that it is before, NULL none
    link_id @id,                            -- the link that it brings, NULL none; links that nobody used are swept, so nothing refers to it
    channel @text NOT NULL,                 -- email
    address @text NOT NULL,                 -- where it goes, or went, to
    language @text NOT NULL,                -- BCP 47 of the client then, '' not known
    state @text NOT NULL,                   -- waiting, sending, sent, failed, stopped
    tries @int NOT NULL,                    -- begun so far
    next_us @int NOT NULL,                  -- waiting: not before then; sending: whoever sends it has it until then
    created_us @int NOT NULL,               -- when it was asked for
    account_id @id,                         -- by whom, NULL the system
    ended_us @int,                          -- sent, failed or stopped, NULL before
    error @text NOT NULL,                   -- one word: what the last try met, or why it was stopped; '' nothing
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (channel = 'email'),
    CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'stopped')),
    CHECK ((ended_us IS NULL) = (state IN ('waiting', 'sending'))),
    CHECK (tries >= 0)
) @strict;
CREATE UNIQUE INDEX outbox_visit ON outbox (practice_id, kind, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE UNIQUE INDEX outbox_link ON outbox (practice_id, link_id) WHERE link_id IS NOT NULL;
CREATE INDEX outbox_client ON outbox (client_id, practice_id);
CREATE INDEX outbox_due ON outbox (next_us) WHERE ended_us IS NULL;
CREATE INDEX outbox_failed ON outbox (practice_id, ended_us) WHERE state = 'failed';

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
