-- Mail that is to be sent, and what became of it.

-- name: outbox_new
-- One contact, waiting.
-- in: practice int, id int, kind text, client int, appointment int?, link int?, channel text, address text, language text, next int, created int, account int?
INSERT INTO outbox (practice_id, id, kind, client_id, appointment_id, link_id, channel, address, language, state, tries, next_us, created_us, account_id,
    ended_us, error)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, $10, $11, $12, NULL, '');

-- name: outbox_by_id
-- One contact.
-- in: practice int, id int
-- out: id int, kind text, client int, appointment int?, link int?, address text, language text, state text, tries int, next int, created int, account int?, ended int?, error text
SELECT id, kind, client_id, appointment_id, link_id, address, language, state, tries, next_us, created_us, account_id, ended_us, error
FROM outbox WHERE practice_id = $1 AND id = $2;

-- name: outbox_of_link
-- The contact that brings a link.
-- in: practice int, link int
-- out: id int, kind text, client int, appointment int?, link int?, address text, language text, state text, tries int, next int, created int, account int?, ended int?, error text
SELECT id, kind, client_id, appointment_id, link_id, address, language, state, tries, next_us, created_us, account_id, ended_us, error
FROM outbox WHERE practice_id = $1 AND link_id = $2;

-- name: outbox_of_visit
-- The contact of a kind before a visit.
-- in: practice int, kind text, appointment int
-- out: id int, kind text, client int, appointment int?, link int?, address text, language text, state text, tries int, next int, created int, account int?, ended int?, error text
SELECT id, kind, client_id, appointment_id, link_id, address, language, state, tries, next_us, created_us, account_id, ended_us, error
FROM outbox WHERE practice_id = $1 AND kind = $2 AND appointment_id = $3;

-- name: outbox_again
-- One that failed or was stopped waits again, for another link or address perhaps.
-- in: practice int, id int, link int?, address text, language text, next int, account int?
UPDATE outbox SET state = 'waiting', tries = 0, link_id = $3, address = $4, language = $5, next_us = $6, account_id = $7, ended_us = NULL, error = ''
WHERE practice_id = $1 AND id = $2 AND state IN ('failed', 'stopped');

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
-- Those that are due, and those whose sender was interrupted, belong to the caller until then. Of every practice: a job.
-- in: now int, until int, limit int
-- out: practice int, id int
UPDATE outbox SET state = 'sending', tries = tries + 1, next_us = $2
WHERE (practice_id, id) IN (SELECT practice_id, id FROM outbox WHERE ended_us IS NULL AND next_us <= $1 ORDER BY next_us LIMIT $3)
RETURNING practice_id, id;

-- name: outbox_said
-- What became of a try, by whoever made it: a lapsed one has nothing to say any more.
-- in: practice int, id int, tries int, state text, next int, ended int?, error text, count int
UPDATE outbox SET state = $4, next_us = $5, ended_us = $6, error = $7, tries = $8 WHERE practice_id = $1 AND id = $2 AND state = 'sending' AND tries = $3;

-- name: outbox_failed
-- What could not be delivered since then, the newest first.
-- in: practice int, since int, limit int
-- out: id int, client int, given text, family text, preferred text, ended int
SELECT o.id, o.client_id, c.given, c.family, c.preferred, o.ended_us
FROM outbox o JOIN client c ON c.practice_id = o.practice_id AND c.id = o.client_id
WHERE o.practice_id = $1 AND o.state = 'failed' AND o.ended_us >= $2
ORDER BY o.ended_us DESC LIMIT $3;

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
