-- Messages that are to be sent, and what became of them. One that another took the place of (again_id) is history.

-- name: outbox_new
-- One contact, waiting.
-- in: practice int, id int, kind text, client int?, staff int?, about int?, appointment int?, link int?, channel text, address text, language text, next int, created int, account int?
INSERT INTO outbox (practice_id, id, kind, client_id, staff_id, about_id, appointment_id, link_id, channel, address, language, state, tries, next_us,
    created_us, account_id, ended_us, error, again_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', 0, $12, $13, $14, NULL, '', NULL);

-- name: outbox_by_id
-- One contact.
-- in: practice int, id int
-- out: id int, kind text, client int?, staff int?, about int?, appointment int?, link int?, channel text, address text, language text, state text, tries int, next int, created int, account int?, ended int?, error text
SELECT id, kind, client_id, staff_id, about_id, appointment_id, link_id, channel, address, language, state, tries, next_us, created_us, account_id,
    ended_us, error
FROM outbox WHERE practice_id = $1 AND id = $2;

-- name: outbox_of_link
-- The contact that brings a link.
-- in: practice int, link int
-- out: id int, kind text, client int?, staff int?, about int?, appointment int?, link int?, channel text, address text, language text, state text, tries int, next int, created int, account int?, ended int?, error text
SELECT id, kind, client_id, staff_id, about_id, appointment_id, link_id, channel, address, language, state, tries, next_us, created_us, account_id,
    ended_us, error
FROM outbox WHERE practice_id = $1 AND link_id = $2 AND again_id IS NULL;

-- name: outbox_of_visit
-- The contact before a visit.
-- in: practice int, appointment int
-- out: id int, kind text, client int?, staff int?, about int?, appointment int?, link int?, channel text, address text, language text, state text, tries int, next int, created int, account int?, ended int?, error text
SELECT id, kind, client_id, staff_id, about_id, appointment_id, link_id, channel, address, language, state, tries, next_us, created_us, account_id,
    ended_us, error
FROM outbox WHERE practice_id = $1 AND appointment_id = $2 AND again_id IS NULL;

-- name: outbox_of_client
-- The contacts that bring a link to a client, the newest first.
-- in: practice int, client int, limit int
-- out: id int, kind text, client int?, staff int?, about int?, appointment int?, link int?, channel text, address text, language text, state text, tries int, next int, created int, account int?, ended int?, error text
SELECT id, kind, client_id, staff_id, about_id, appointment_id, link_id, channel, address, language, state, tries, next_us, created_us, account_id,
    ended_us, error
FROM outbox WHERE practice_id = $1 AND client_id = $2 AND link_id IS NOT NULL AND again_id IS NULL ORDER BY id DESC LIMIT $3;

-- name: outbox_to_staff
-- The newest of a kind to a member of the practice, or of those to one address of theirs.
-- in: practice int, staff int, kind text, address text
-- out: id int, kind text, client int?, staff int?, about int?, appointment int?, link int?, channel text, address text, language text, state text, tries int, next int, created int, account int?, ended int?, error text
SELECT id, kind, client_id, staff_id, about_id, appointment_id, link_id, channel, address, language, state, tries, next_us, created_us, account_id,
    ended_us, error
FROM outbox WHERE practice_id = $1 AND staff_id = $2 AND kind = $3 AND ($4 = '' OR address = $4) ORDER BY id DESC LIMIT 1;

-- name: outbox_again
-- Another takes the place of one that ended.
-- in: practice int, id int, again int
UPDATE outbox SET again_id = $3 WHERE practice_id = $1 AND id = $2 AND ended_us IS NOT NULL AND again_id IS NULL;

-- name: outbox_stop
-- Taken back while it waits.
-- in: practice int, id int, at int, error text
UPDATE outbox SET state = 'stopped', ended_us = $3, error = $4 WHERE practice_id = $1 AND id = $2 AND state = 'waiting';

-- name: outbox_due
-- Is there anything to be sent, or was anybody interrupted while sending it?
-- in: now int
-- out: practice int
SELECT practice_id FROM outbox WHERE ended_us IS NULL AND next_us <= $1 LIMIT 1;

-- name: outbox_take
-- Those that are due, and those whose sender was interrupted, belong to the caller until then; alerts go first, and what is for staff before the rest.
-- Of every practice: a job.
-- in: now int, until int, limit int
-- out: practice int, id int
UPDATE outbox SET state = 'sending', tries = tries + 1, next_us = $2
WHERE (practice_id, id) IN (SELECT practice_id, id FROM outbox WHERE ended_us IS NULL AND next_us <= $1
    ORDER BY CASE WHEN kind = 'alert' THEN 0 WHEN staff_id IS NOT NULL THEN 1 ELSE 2 END, next_us LIMIT $3)
RETURNING practice_id, id;

-- name: outbox_said
-- What became of a try, by whoever made it: a lapsed one has nothing to say any more.
-- in: practice int, id int, tries int, state text, next int, ended int?, error text, count int
UPDATE outbox SET state = $4, next_us = $5, ended_us = $6, error = $7, tries = $8 WHERE practice_id = $1 AND id = $2 AND state = 'sending' AND tries = $3;

-- name: outbox_unreadable
-- One that was taken and cannot be read: it must not hold up the others.
-- in: practice int, id int, at int
UPDATE outbox SET state = 'failed', ended_us = $3, error = 'unreadable' WHERE practice_id = $1 AND id = $2 AND state = 'sending';

-- name: outbox_undone
-- What did not arrive since then and nobody took back, the newest first; but for tests, which say so where they are made.
-- in: practice int, since int, limit int
-- out: id int, client int?, given text?, family text?, preferred text?, ended int, error text
SELECT o.id, o.client_id, c.given, c.family, c.preferred, o.ended_us, o.error
FROM outbox o LEFT JOIN client c ON c.practice_id = o.practice_id AND c.id = o.client_id
WHERE o.practice_id = $1 AND o.state IN ('failed', 'stopped') AND o.again_id IS NULL AND o.ended_us >= $2 AND o.error NOT IN ('taken-back', 'visit-over') AND o.kind <> 'test'
ORDER BY o.ended_us DESC LIMIT $3;

-- name: outbox_undone_client
-- The newest to a client that did not arrive since then and nobody took back.
-- in: practice int, client int, since int
-- out: link int?, error text, ended int
SELECT link_id, error, ended_us
FROM outbox
WHERE client_id = $2 AND practice_id = $1 AND state IN ('failed', 'stopped') AND again_id IS NULL AND ended_us >= $3 AND error NOT IN ('taken-back', 'visit-over')
ORDER BY ended_us DESC LIMIT 1;

-- name: outbox_held_up
-- Does anything wait because nothing can be sent at all?
-- in: practice int
-- out: channel text, error text
SELECT channel, error FROM outbox
WHERE ended_us IS NULL AND practice_id = $1 AND error IN ('sign-in', 'sender', 'tls', 'unreachable', 'not-set') ORDER BY channel, next_us LIMIT 1;

-- name: outbox_quiet
-- A practice that was loaded from a dump sends nothing that waited when it was made: that may have been sent since.
-- in: practice int, at int
UPDATE outbox SET state = 'stopped', ended_us = $2, error = 'loaded' WHERE practice_id = $1 AND ended_us IS NULL;

-- name: outbox_hold_copy
-- Run on a backup: what waits in a copy may have been sent since it was made, so it is held until somebody decides. An alert is not: twice is better
-- than never. Held: waiting, until the year 2255.
-- in:
UPDATE outbox SET state = 'waiting', next_us = 9000000000000000, error = 'restored'
WHERE ended_us IS NULL AND next_us < 9000000000000000 AND kind <> 'alert';

-- name: outbox_held
-- How many are held.
-- in: practice int
-- out: n int
SELECT COUNT(*) FROM outbox WHERE practice_id = $1 AND ended_us IS NULL AND error = 'restored';

-- name: outbox_release
-- What is held goes out after all.
-- in: practice int, next int
UPDATE outbox SET next_us = $2, error = '' WHERE practice_id = $1 AND ended_us IS NULL AND error = 'restored';

-- name: outbox_drop
-- What is held is not sent.
-- in: practice int, at int
UPDATE outbox SET state = 'stopped', ended_us = $2 WHERE practice_id = $1 AND ended_us IS NULL AND error = 'restored';

-- name: mail_setting
-- How a practice writes; no row: as it is at first.
-- in: practice int
-- out: reply_to text, quiet_from int, quiet_until int, version int
SELECT reply_to, quiet_from, quiet_until, version FROM mail_setting WHERE practice_id = $1;

-- name: mail_setting_new
-- The first change.
-- in: practice int, reply_to text, quiet_from int, quiet_until int, at int, account int?
INSERT INTO mail_setting (practice_id, reply_to, quiet_from, quiet_until, at_us, account_id, version) VALUES ($1, $2, $3, $4, $5, $6, 1);

-- name: mail_setting_change
-- Where nobody else changed it meanwhile.
-- in: practice int, version int, reply_to text, quiet_from int, quiet_until int, at int, account int?
UPDATE mail_setting SET reply_to = $3, quiet_from = $4, quiet_until = $5, at_us = $6, account_id = $7, version = version + 1
WHERE practice_id = $1 AND version = $2;
