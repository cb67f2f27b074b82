-- name: practice_by_id
-- The settings of one practice.
-- in: practice int
-- out: id int, name text, country text, zone text, currency text, language text, phone text, email text, address text, crisis_line text, set_up_us int?, version int, created_us int
SELECT id, name, country, zone, currency, language, phone, email, address, crisis_line, set_up_us, version, created_us
FROM practice
WHERE id = $1;

-- name: practice_insert
-- A new practice.
-- in: id int, name text, country text, zone text, currency text, language text, phone text, email text, address text, crisis_line text, set_up_us int?, version int, created_us int
INSERT INTO practice (id, name, country, zone, currency, language, phone, email, address, crisis_line, set_up_us, version, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CAST($11 AS BIGINT), $12, $13);

-- name: practice_update
-- All settings at once, where nobody changed the row since it was read as `version`.
-- in: id int, version int, name text, country text, zone text, currency text, language text, phone text, email text, address text, crisis_line text, set_up_us int?
UPDATE practice
SET name = $3, country = $4, zone = $5, currency = $6, language = $7, phone = $8, email = $9, address = $10,
    crisis_line = $11, set_up_us = CAST($12 AS BIGINT), version = version + 1
WHERE id = $1 AND version = $2;

-- name: practice_ids
-- Every practice, for jobs over all of them.
-- in:
-- out: id int
SELECT id FROM practice ORDER BY id;

-- name: service_list
-- What the practice offers and offered, in the order of its lists.
-- in: practice int
-- out: id int, name text, minutes int, price int, active int, position int, version int, clearance_minutes int, people int, kind text, tax_bp int
SELECT id, name, minutes, price, active, position, version, clearance_minutes, people, kind, tax_bp
FROM service
WHERE practice_id = $1
ORDER BY position, id;

-- name: service_insert
-- A new service.
-- in: practice int, id int, name text, minutes int, price int, active int, position int
INSERT INTO service (practice_id, id, name, minutes, price, active, position, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1);

-- name: service_update
-- Changes a service of this practice.
-- in: practice int, id int, name text, minutes int, price int, active int, position int
UPDATE service
SET name = $3, minutes = $4, price = $5, active = $6, position = $7, version = version + 1
WHERE practice_id = $1 AND id = $2;

-- name: opening_list
-- Opening hours through the week.
-- in: practice int
-- out: weekday int, from_minute int, to_minute int
SELECT weekday, from_minute, to_minute
FROM opening
WHERE practice_id = $1
ORDER BY weekday, from_minute;

-- name: opening_clear
-- Before new hours are written whole.
-- in: practice int
DELETE FROM opening WHERE practice_id = $1;

-- name: opening_insert
-- One span of one weekday.
-- in: practice int, weekday int, from_minute int, to_minute int
INSERT INTO opening (practice_id, weekday, from_minute, to_minute) VALUES ($1, $2, $3, $4);
