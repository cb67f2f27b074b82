-- The client's own pages, by link: what they see of their own.

-- name: home_visits
-- Visits that are to come, or run: the next ones first.
-- in: practice int, client int, after int, limit int
-- out: id int, day int, minute int, minutes int, state text, service text, therapist text, room text?
SELECT p.id, p.day, p.minute, p.minutes, p.state, s.name AS service, a.name AS therapist, r.name AS room
FROM appointment p
JOIN service s ON s.practice_id = p.practice_id AND s.id = p.service_id
JOIN account a ON a.id = p.account_id
LEFT JOIN room r ON r.practice_id = p.practice_id AND r.id = p.room_id
WHERE p.client_id = $2 AND p.practice_id = $1 AND p.start_us >= $3 AND p.state IN ('booked', 'arrived', 'in-session')
ORDER BY p.start_us LIMIT $4;

-- name: home_counts
-- What else there is: the last health form, the last one that the client sent, open concerns.
-- in: practice int, client int
-- out: intake_us int?, client_us int?, asked_us int?, begun_us int?, concerns int, headaches int
SELECT (SELECT MAX(submitted_us) FROM intake WHERE client_id = $2 AND practice_id = $1) AS intake_us,
    (SELECT MAX(submitted_us) FROM intake WHERE client_id = $2 AND practice_id = $1 AND account_id IS NULL) AS client_us,
    (SELECT COALESCE(oldest_us, submitted_us) FROM intake WHERE client_id = $2 AND practice_id = $1 AND submitted_us IS NOT NULL ORDER BY submitted_us DESC, id DESC LIMIT 1) AS asked_us,
    (SELECT MAX(begun_us) FROM intake WHERE client_id = $2 AND practice_id = $1 AND submitted_us IS NULL) AS begun_us,
    (SELECT COUNT(*) FROM concern WHERE client_id = $2 AND practice_id = $1 AND closed_day IS NULL) AS concerns,
    (SELECT COUNT(*) FROM concern WHERE client_id = $2 AND practice_id = $1 AND closed_day IS NULL AND kind = 'headache') AS headaches;

-- name: home_receipts
-- Receipts and refunds, the newest first.
-- in: practice int, client int, limit int
-- out: id int, number int, kind text, issued_day int, fee int, currency text
SELECT id, number, kind, issued_day, fee, currency FROM receipt WHERE client_id = $2 AND practice_id = $1 ORDER BY number DESC LIMIT $3;

-- name: home_packages
-- Visits paid ahead, with how many were used.
-- in: practice int, client int
-- out: id int, service text, visits int, used int, expires_day int?
SELECT p.id, s.name AS service, p.visits,
    (SELECT COUNT(*) FROM package_use u WHERE u.package_id = p.id AND u.practice_id = p.practice_id AND u.given_back_us IS NULL) AS used, p.expires_day
FROM package p
JOIN service s ON s.practice_id = p.practice_id AND s.id = p.service_id
WHERE p.client_id = $2 AND p.practice_id = $1 AND p.ended_us IS NULL
ORDER BY p.id DESC;

-- name: home_letters
-- Letters that the therapist shares with the client, the newest first.
-- in: practice int, client int
-- out: id int, addressee text, finished_us int, signer text
SELECT id, addressee, finished_us, signer FROM letter
WHERE client_id = $2 AND practice_id = $1 AND shared = 1 AND finished_us IS NOT NULL
ORDER BY finished_us DESC;
