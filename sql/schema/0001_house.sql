-- The house: practices, the people who work there, sessions, clients, concerns, measures, diaries, links, audit.
-- Words: @id @int @real @text @blob are the engine's column types; @strict is SQLite's STRICT;
-- @clustered also keeps the rows in the order of their key (WITHOUT ROWID), for what is read a client at a time.
-- Days are integers since 1970-01-01, instants UTC microseconds, truth 0 or 1, money minor units. Ids are made by the application.
-- Primary and unique keys of clinical tables start with practice_id. Global tables: account, session, signin_try, practice, job.

CREATE TABLE practice (
    id @id NOT NULL PRIMARY KEY,            -- the practice
    name @text NOT NULL,                    -- as on letters
    country @text NOT NULL,                 -- ISO 3166-1 alpha-2, '' until set up
    zone @text NOT NULL,                    -- IANA zone, 'UTC' until set up
    currency @text NOT NULL,                -- ISO 4217, '' until set up
    language @text NOT NULL,                -- BCP 47 tag of pages for staff
    phone @text NOT NULL,                   -- for clients, '' where not given
    email @text NOT NULL,                   -- for clients, '' where not given
    address @text NOT NULL,                 -- several lines
    crisis_line @text NOT NULL,             -- whom to call in a crisis, shown on every client form
    set_up_us @int,                         -- when the wizard was finished; NULL: still open
    version @int NOT NULL,                  -- row version, for edits
    created_us @int NOT NULL,               -- when made
    CHECK (length(name) BETWEEN 1 AND 200),
    CHECK (version >= 1)
) @strict;

CREATE TABLE account (
    id @id NOT NULL PRIMARY KEY,            -- a person who signs in; may work for several practices
    email @text NOT NULL UNIQUE,            -- lower case
    name @text NOT NULL,                    -- shown beside what they did
    password_hash @text NOT NULL,           -- argon2id string of libsodium; '' until first sign-in by set-password link
    must_change @int NOT NULL,              -- 1: the password was given by another, change at next sign-in
    language @text NOT NULL,                -- BCP 47, '' follows the practice
    created_us @int NOT NULL,               -- when made
    CHECK (must_change IN (0, 1))
) @strict;

CREATE TABLE member (
    practice_id @id NOT NULL REFERENCES practice (id),  -- works for
    account_id @id NOT NULL REFERENCES account (id),    -- who
    role @text NOT NULL,                    -- owner, therapist, front-desk
    licence_number @text NOT NULL,          -- professional registration, '' where none
    licence_expires @int,                   -- last valid day, NULL where not known
    active @int NOT NULL,                   -- 0: switched off, cannot sign in here
    version @int NOT NULL,                  -- row version
    created_us @int NOT NULL,               -- since when
    PRIMARY KEY (practice_id, account_id),
    CHECK (role IN ('owner', 'therapist', 'front-desk')),
    CHECK (active IN (0, 1))
) @strict;
CREATE INDEX member_account ON member (account_id);

CREATE TABLE session (
    token_hash @blob NOT NULL PRIMARY KEY,  -- BLAKE2b-256 of the cookie's token
    id @id NOT NULL UNIQUE,                 -- to name it in lists
    account_id @id NOT NULL REFERENCES account (id),    -- whose
    practice_id @id NOT NULL REFERENCES practice (id),  -- working for
    csrf @text NOT NULL,                    -- token that forms carry
    created_us @int NOT NULL,               -- sign-in
    seen_us @int NOT NULL,                  -- last use, to the minute
    expires_us @int NOT NULL,               -- end at the latest
    peer @text NOT NULL,                    -- address at sign-in
    agent @text NOT NULL                    -- browser's name, shortened
) @strict;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_us);

CREATE TABLE signin_try (
    subject @text NOT NULL PRIMARY KEY,     -- 'email:' or 'peer:' and a keyed hash; also 'link:' for birth-date confirmations
    fails @int NOT NULL,                    -- wrong tries in a row
    last_us @int NOT NULL,                  -- of the last one
    blocked_until_us @int NOT NULL          -- no try before
) @strict;

CREATE TABLE service (
    practice_id @id NOT NULL REFERENCES practice (id),  -- offered by
    id @id NOT NULL,                        -- the service
    name @text NOT NULL,                    -- as clients see it
    minutes @int NOT NULL,                  -- length of the treatment
    price @int NOT NULL,                    -- minor units of the practice's currency
    active @int NOT NULL,                   -- 0: no longer offered
    position @int NOT NULL,                 -- order in lists
    version @int NOT NULL,                  -- row version
    PRIMARY KEY (practice_id, id),
    CHECK (minutes BETWEEN 5 AND 480),
    CHECK (price >= 0),
    CHECK (active IN (0, 1))
) @strict;

CREATE TABLE opening (
    practice_id @id NOT NULL REFERENCES practice (id),  -- whose
    weekday @int NOT NULL,                  -- 1 Monday .. 7 Sunday
    from_minute @int NOT NULL,              -- minute of the day, civil
    to_minute @int NOT NULL,                -- end, exclusive
    PRIMARY KEY (practice_id, weekday, from_minute),
    CHECK (weekday BETWEEN 1 AND 7),
    CHECK (from_minute BETWEEN 0 AND 1439),
    CHECK (to_minute BETWEEN from_minute + 1 AND 1440)
) @strict;

CREATE TABLE client (
    practice_id @id NOT NULL REFERENCES practice (id),  -- client of
    id @id NOT NULL,                        -- the client
    given @text NOT NULL,                   -- given names
    family @text NOT NULL,                  -- family names, may be ''
    preferred @text NOT NULL,               -- what they like to be called, '' as given
    pronouns @text NOT NULL,                -- as they say, '' not said
    born @int,                              -- birth day, NULL not known
    sex @text NOT NULL,                     -- female, male, other, unknown (FHIR administrative-gender)
    email @text NOT NULL,                   -- '' none
    address @text NOT NULL,                 -- several lines
    language @text NOT NULL,                -- BCP 47, '' as the practice
    occupation @text NOT NULL,              -- what they do all day
    handedness @text NOT NULL,              -- right, left, both, ''
    physician @text NOT NULL,               -- name and practice of the physician
    physician_contact @text NOT NULL,       -- phone, fax or e-mail of the physician
    emergency_name @text NOT NULL,          -- emergency contact
    emergency_relation @text NOT NULL,      -- who that is to them
    emergency_phone @text NOT NULL,         -- how to reach them
    heard_from @text NOT NULL,              -- how they found us
    may_call @int NOT NULL,                 -- consent to be called
    may_text @int NOT NULL,                 -- consent to text messages
    may_email @int NOT NULL,                -- consent to e-mail
    note @text NOT NULL,                    -- for the front desk, not clinical
    merged_into @id,                        -- this record was merged into that one, NULL otherwise
    external @text,                         -- id in the file it was imported from ('diary:17'), NULL otherwise
    version @int NOT NULL,                  -- row version, for edits
    created_us @int NOT NULL,               -- when made
    updated_us @int NOT NULL,               -- last change
    PRIMARY KEY (practice_id, id),
    CHECK (length(given) + length(family) >= 1),
    CHECK (sex IN ('female', 'male', 'other', 'unknown')),
    CHECK (handedness IN ('', 'right', 'left', 'both')),
    CHECK (may_call IN (0, 1) AND may_text IN (0, 1) AND may_email IN (0, 1))
) @strict;
CREATE UNIQUE INDEX client_external ON client (practice_id, external);
CREATE INDEX client_recent ON client (practice_id, updated_us);
CREATE INDEX client_merged ON client (practice_id, merged_into);

CREATE TABLE client_phone (
    practice_id @id NOT NULL,               -- of the client
    client_id @id NOT NULL,                 -- whose
    position @int NOT NULL,                 -- 0 is called first
    number @text NOT NULL,                  -- as typed
    digits @text NOT NULL,                  -- digits only, for finding
    PRIMARY KEY (practice_id, client_id, position),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @clustered;

CREATE TABLE client_version (
    practice_id @id NOT NULL,               -- of the client
    client_id @id NOT NULL,                 -- whose
    version @int NOT NULL,                  -- the version that this text is
    at_us @int NOT NULL,                    -- when that version was made
    account_id @id,                         -- by whom; NULL system or client
    body @text NOT NULL,                    -- the whole record then, canonical JSON
    PRIMARY KEY (practice_id, client_id, version),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @strict;

CREATE TABLE client_key (
    practice_id @id NOT NULL,               -- derived: search keys, made anew from client at each change
    key @text NOT NULL,                     -- folded fragment (clinic/namekey.h)
    client_id @id NOT NULL,                 -- whose
    PRIMARY KEY (practice_id, key, client_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id)
) @clustered;
CREATE INDEX client_key_client ON client_key (practice_id, client_id);

CREATE TABLE client_merge (
    practice_id @id NOT NULL,               -- of both
    id @id NOT NULL,                        -- this merge
    kept_id @id NOT NULL,                   -- the record that stays
    gone_id @id NOT NULL,                   -- the record that was merged into it
    at_us @int NOT NULL,                    -- when
    account_id @id,                         -- by whom
    moved @text NOT NULL,                   -- canonical JSON: what was moved and what the records were, enough to undo it
    undone_us @int,                         -- when it was undone, NULL where it stands
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, kept_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, gone_id) REFERENCES client (practice_id, id)
) @strict;

CREATE TABLE duplicate_no (
    practice_id @id NOT NULL,               -- of both
    low_id @id NOT NULL,                    -- the smaller id of two clients that somebody said are two people
    high_id @id NOT NULL,                   -- the other
    at_us @int NOT NULL,                    -- when said
    account_id @id,                         -- by whom
    PRIMARY KEY (practice_id, low_id, high_id)
) @strict;

CREATE TABLE concern (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- the concern
    client_id @id NOT NULL,                 -- whose
    kind @text NOT NULL,                    -- pain, headache
    place @text NOT NULL,                   -- the place in the client's words: 'neck'; '' for headache
    start_day @int,                         -- first day of treatment, NULL before it starts
    closed_day @int,                        -- no longer a concern since, NULL while open
    version @int NOT NULL,                  -- row version
    created_us @int NOT NULL,               -- when made
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (kind IN ('pain', 'headache'))
) @strict;
CREATE INDEX concern_client ON concern (practice_id, client_id);

CREATE TABLE measure (
    practice_id @id NOT NULL,               -- of the client
    client_id @id NOT NULL,                 -- whose
    concern_id @id NOT NULL,                -- about
    day @int NOT NULL,                      -- the civil day it is about
    id @id NOT NULL,                        -- the measure
    instrument @text NOT NULL,              -- 'nrs-pain'
    recall @text NOT NULL,                  -- now, average-7d, worst-7d: never mixed in one series
    value @real NOT NULL,                   -- as the instrument scores it; nrs-pain 0..10
    source @text NOT NULL,                  -- client, therapist, import, demo
    at_us @int NOT NULL,                    -- when entered
    account_id @id,                         -- by whom; NULL the client or an import
    link_id @id,                            -- by which link, NULL otherwise
    replaced_by @id,                        -- a correction took its place, NULL while it counts
    withdrawn_us @int,                      -- taken back without a correction, NULL while it counts
    note @text NOT NULL,                    -- why it was corrected, or what the client added
    PRIMARY KEY (practice_id, client_id, concern_id, day, id),
    UNIQUE (practice_id, id),
    FOREIGN KEY (practice_id, concern_id) REFERENCES concern (practice_id, id),
    CHECK (instrument <> 'nrs-pain' OR (value >= 0 AND value <= 10)),
    CHECK (recall IN ('now', 'average-7d', 'worst-7d')),
    CHECK (source IN ('client', 'therapist', 'import', 'demo'))
) @clustered;

CREATE TABLE diary_day (
    practice_id @id NOT NULL,               -- of the client
    client_id @id NOT NULL,                 -- whose
    day @int NOT NULL,                      -- the civil day
    headache @int NOT NULL,                 -- 1 yes, 0 no; a day without a row is not known, never 'no'
    peak @int,                              -- worst pain of the day 0..10, NULL not said
    medicine @int,                          -- acute medicine taken 1, 0, NULL not said
    source @text NOT NULL,                  -- client, therapist, import, demo
    at_us @int NOT NULL,                    -- when entered or last corrected
    account_id @id,                         -- by whom; NULL the client or an import
    link_id @id,                            -- by which link, NULL otherwise
    version @int NOT NULL,                  -- 1, and one more with each correction
    PRIMARY KEY (practice_id, client_id, day),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (headache IN (0, 1)),
    CHECK (peak BETWEEN 0 AND 10),
    CHECK (medicine IN (0, 1)),
    CHECK (source IN ('client', 'therapist', 'import', 'demo'))
) @clustered;

CREATE TABLE diary_before (
    practice_id @id NOT NULL,               -- of the client
    client_id @id NOT NULL,                 -- whose
    day @int NOT NULL,                      -- the civil day
    version @int NOT NULL,                  -- the version that was replaced
    headache @int NOT NULL,                 -- as it was
    peak @int,                              -- as it was
    medicine @int,                          -- as it was
    source @text NOT NULL,                  -- as it was
    at_us @int NOT NULL,                    -- as it was
    account_id @id,                         -- as it was
    link_id @id,                            -- as it was
    PRIMARY KEY (practice_id, client_id, day, version)
) @clustered;

CREATE TABLE link (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- named by the signed token
    client_id @id NOT NULL,                 -- who may answer with it
    concern_id @id,                         -- what is asked about; NULL: all open concerns
    shared_phone @int NOT NULL,             -- 1: the birth date is asked first
    confirmed_us @int,                      -- birth date given rightly, NULL before
    created_us @int NOT NULL,               -- when made
    account_id @id,                         -- by whom
    expires_us @int NOT NULL,               -- 24 hours after, or the visit's start
    used_us @int,                           -- last answer taken, NULL before
    revoked_us @int,                        -- taken back, NULL while it stands
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (shared_phone IN (0, 1))
) @strict;
CREATE INDEX link_client ON link (practice_id, client_id);
CREATE INDEX link_expires ON link (expires_us);

CREATE TABLE form_done (
    practice_id @id NOT NULL,               -- where
    key @text NOT NULL,                     -- idempotency key of the form
    location @text NOT NULL,                -- where the first answer led: a replay is led there too
    at_us @int NOT NULL,                    -- when; kept for a week
    PRIMARY KEY (practice_id, key)
) @strict;
CREATE INDEX form_done_at ON form_done (at_us);

CREATE TABLE audit (
    practice_id @id NOT NULL,               -- where
    id @id NOT NULL,                        -- time-ordered
    at_us @int NOT NULL,                    -- when
    event @text NOT NULL,                   -- as in desk/verbs.def
    role @text NOT NULL,                    -- the actor's role
    account_id @id,                         -- the actor, NULL for a client or the system
    client_id @id,                          -- the client by link, NULL otherwise
    subject @id,                            -- what it was about, NULL nothing
    PRIMARY KEY (practice_id, id)
) @strict;

CREATE TABLE audit_chain (
    practice_id @id NOT NULL,               -- where
    audit_id @id NOT NULL,                  -- the row
    hash @blob NOT NULL,                    -- BLAKE2b-256 of the hash before and this row's canonical JSON
    n @int NOT NULL,                        -- 1, 2, … without gaps
    PRIMARY KEY (practice_id, n),
    UNIQUE (practice_id, audit_id)
) @strict;

CREATE TABLE job (
    name @text NOT NULL PRIMARY KEY,        -- backup, sweep, chain
    leased_until_us @int NOT NULL,          -- another process has it until then
    last_us @int NOT NULL,                  -- last finished run
    result @text NOT NULL                   -- 'ok' or the error's name
) @strict;
