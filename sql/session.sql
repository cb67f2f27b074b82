-- name: session_by_token
-- All that a page needs of the person, the session and the practice. On the path of every page: four primary keys.
-- in: token_hash blob, now int
-- out: id int, account_id int, practice_id int, role text, email text, name text, language text, must_change int, csrf text, created_us int, seen_us int, expires_us int, practice_name text, country text, zone text, currency text, crisis_line text, set_up int, kiosk_link int?, kiosk_after int
SELECT s.id, s.account_id, s.practice_id, m.role, a.email, a.name,
    CASE WHEN a.language <> '' THEN a.language ELSE p.language END AS language,
    a.must_change, s.csrf, s.created_us, s.seen_us, s.expires_us,
    p.name AS practice_name, p.country, p.zone, p.currency, p.crisis_line,
    CASE WHEN p.set_up_us IS NULL THEN 0 ELSE 1 END AS set_up, s.kiosk_link_id AS kiosk_link, s.kiosk_after
FROM session s
JOIN member m ON m.practice_id = s.practice_id AND m.account_id = s.account_id AND m.active = 1
JOIN account a ON a.id = s.account_id
JOIN practice p ON p.id = s.practice_id
WHERE s.token_hash = $1 AND s.expires_us > $2;

-- name: session_insert
-- A sign-in.
-- in: token_hash blob, id int, account int, practice int, csrf text, created_us int, expires_us int, peer text, agent text
INSERT INTO session (token_hash, id, account_id, practice_id, csrf, created_us, seen_us, expires_us, peer, agent)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9);

-- name: session_seen
-- Last use, to the minute, and the end that slides with it.
-- in: id int, seen_us int, expires_us int
UPDATE session SET seen_us = $2, expires_us = $3 WHERE id = $1 AND seen_us < $2;

-- name: session_hand_over
-- This browser is handed to a client with a link: nothing else opens in it until it is taken back.
-- in: account int, id int, link int, after int
UPDATE session SET kiosk_link_id = $3, kiosk_after = $4 WHERE id = $2 AND account_id = $1 AND kiosk_link_id IS NULL;

-- name: session_take_back
-- It is its person's own again.
-- in: account int, id int, link int, seen_us int
UPDATE session SET kiosk_link_id = NULL, kiosk_after = 0, seen_us = $4 WHERE id = $2 AND account_id = $1 AND kiosk_link_id = $3;

-- name: session_list
-- Where a person is signed in, the last used first.
-- in: account int, now int
-- out: id int, created_us int, seen_us int, expires_us int, peer text, agent text
SELECT id, created_us, seen_us, expires_us, peer, agent
FROM session
WHERE account_id = $1 AND expires_us > $2
ORDER BY seen_us DESC, id DESC;

-- name: session_delete
-- Ends one session of this person.
-- in: account int, id int
DELETE FROM session WHERE id = $2 AND account_id = $1;

-- name: session_delete_others
-- Ends every session of this person but one; 0 keeps none.
-- in: account int, keep int
DELETE FROM session WHERE account_id = $1 AND id <> $2;

-- name: session_delete_in
-- Ends the sessions in which this person works for this practice.
-- in: practice int, account int
DELETE FROM session WHERE account_id = $2 AND practice_id = $1;

-- name: session_sweep
-- What ended.
-- in: now int
DELETE FROM session WHERE expires_us <= $1;

-- name: signin_try_get
-- Wrong tries in a row of one e-mail, peer or link.
-- in: subject text
-- out: fails int, last_us int, blocked_until_us int
SELECT fails, last_us, blocked_until_us FROM signin_try WHERE subject = $1;

-- name: signin_try_put
-- One more wrong try.
-- in: subject text, fails int, last_us int, blocked_until_us int
INSERT INTO signin_try (subject, fails, last_us, blocked_until_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (subject) DO UPDATE SET fails = $2, last_us = $3, blocked_until_us = $4;

-- name: signin_try_clear
-- A right one.
-- in: subject text
DELETE FROM signin_try WHERE subject = $1;

-- name: signin_try_sweep
-- Tries long ago. Reads the whole table, which holds a day of wrong tries.
-- in: before int
DELETE FROM signin_try WHERE last_us < $1 AND blocked_until_us < $1;
