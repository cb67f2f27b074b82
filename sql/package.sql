-- Packages: visits paid ahead. What is left follows from the visits booked off.

-- name: package_insert
-- A package that was sold; version 1.
-- in: practice int, id int, client int, service int, visits int, price int, bought_day int, expires_day int?
INSERT INTO package (practice_id, id, client_id, service_id, visits, price, bought_day, expires_day, ended_us, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, CAST($8 AS BIGINT), NULL, 1);

-- name: package_by_id
-- One package with what was used of it.
-- in: practice int, id int
-- out: id int, client int, service int, service_name text, visits int, price int, bought_day int, expires_day int?, ended int?, version int, used int, receipt int?, tax_bp int
SELECT p.id, p.client_id, p.service_id, s.name, p.visits, p.price, p.bought_day, p.expires_day, p.ended_us, p.version,
    (SELECT count(*) FROM package_use u WHERE u.practice_id = p.practice_id AND u.package_id = p.id AND u.given_back_us IS NULL) AS used,
    (SELECT min(r.id) FROM receipt r WHERE r.practice_id = p.practice_id AND r.client_id = p.client_id AND r.package_id = p.id AND r.kind = 'receipt') AS receipt,
    s.tax_bp
FROM package p
JOIN service s ON s.practice_id = p.practice_id AND s.id = p.service_id
WHERE p.practice_id = $1 AND p.id = $2;

-- name: package_of_client
-- A client's packages, the newest first.
-- in: practice int, client int
-- out: id int, client int, service int, service_name text, visits int, price int, bought_day int, expires_day int?, ended int?, version int, used int, receipt int?, tax_bp int
SELECT p.id, p.client_id, p.service_id, s.name, p.visits, p.price, p.bought_day, p.expires_day, p.ended_us, p.version,
    (SELECT count(*) FROM package_use u WHERE u.practice_id = p.practice_id AND u.package_id = p.id AND u.given_back_us IS NULL) AS used,
    (SELECT min(r.id) FROM receipt r WHERE r.practice_id = p.practice_id AND r.client_id = p.client_id AND r.package_id = p.id AND r.kind = 'receipt') AS receipt,
    s.tax_bp
FROM package p
JOIN service s ON s.practice_id = p.practice_id AND s.id = p.service_id
WHERE p.practice_id = $1 AND p.client_id = $2
ORDER BY p.id DESC;

-- name: package_end
-- Refunded or given up, where nobody changed it since it was read.
-- in: practice int, id int, version int, at int
UPDATE package SET ended_us = $4, version = version + 1 WHERE practice_id = $1 AND id = $2 AND version = $3 AND ended_us IS NULL;

-- name: package_touch
-- One more version, so that two visits booked off at once see each other.
-- in: practice int, id int, version int
UPDATE package SET version = version + 1 WHERE practice_id = $1 AND id = $2 AND version = $3;

-- name: package_use_insert
-- A visit is paid with it; one that had been given back is used again.
-- in: practice int, package int, appointment int, at int, account int?
INSERT INTO package_use (practice_id, package_id, appointment_id, at_us, account_id, given_back_us) VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), NULL)
ON CONFLICT (practice_id, appointment_id) DO UPDATE SET package_id = excluded.package_id, at_us = excluded.at_us, account_id = excluded.account_id,
    given_back_us = NULL
WHERE package_use.given_back_us IS NOT NULL;

-- name: package_use_delete
-- Taken back.
-- in: practice int, package int, appointment int
DELETE FROM package_use WHERE practice_id = $1 AND package_id = $2 AND appointment_id = $3;

-- name: package_use_give_back
-- The visit was cancelled: it goes back to the package, which is remembered for when that is undone.
-- in: practice int, package int, appointment int, at int
UPDATE package_use SET given_back_us = $4 WHERE practice_id = $1 AND package_id = $2 AND appointment_id = $3 AND given_back_us IS NULL;

-- name: package_uses
-- The visits booked off packages of one client, by day.
-- in: practice int, client int
-- out: package int, appointment int, day int
SELECT u.package_id, u.appointment_id, a.day
FROM package p
JOIN package_use u ON u.practice_id = p.practice_id AND u.package_id = p.id AND u.given_back_us IS NULL
JOIN appointment a ON a.practice_id = u.practice_id AND a.id = u.appointment_id
WHERE p.practice_id = $1 AND p.client_id = $2
ORDER BY a.day, u.appointment_id;

-- name: package_open_visits
-- A client's visits that may still be booked off: not missed, not cancelled, in no package; the newest first.
-- in: practice int, client int, limit int
-- out: id int, service int, service_name text, day int, minute int, state text, paid int
SELECT a.id, a.service_id, s.name, a.day, a.minute, a.state,
    (SELECT count(*) FROM receipt r WHERE r.practice_id = a.practice_id AND r.appointment_id = a.id) AS paid
FROM appointment a
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
WHERE a.practice_id = $1 AND a.client_id = $2 AND a.state NOT IN ('cancelled', 'no-show', 'late-cancel')
    AND NOT EXISTS (SELECT 1 FROM package_use u WHERE u.practice_id = a.practice_id AND u.appointment_id = a.id AND u.given_back_us IS NULL)
ORDER BY a.start_us DESC LIMIT $3;

-- name: package_tax
-- Tax contained in the price of a service.
-- in: practice int, service int
-- out: tax_bp int
SELECT tax_bp FROM service WHERE practice_id = $1 AND id = $2;
