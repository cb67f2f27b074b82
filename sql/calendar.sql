-- Where and when: rooms, equipment, who gives a service and what it needs, weekly hours, exceptions.

-- name: calendar_service
-- A service as the calendar needs it, with the practice's grid.
-- in: practice int, id int
-- out: name text, minutes int, price int, active int, clearance_minutes int, people int, kind text, slot_minutes int, zone text
SELECT s.name, s.minutes, s.price, s.active, s.clearance_minutes, s.people, s.kind, p.slot_minutes, p.zone
FROM service s JOIN practice p ON p.id = s.practice_id
WHERE s.practice_id = $1 AND s.id = $2;

-- name: calendar_givers
-- Who gives a service: active owners and therapists, all of them where the service names nobody.
-- in: practice int, service int
-- out: account_id int, name text, licence_expires int?
SELECT m.account_id, a.name, m.licence_expires
FROM member m JOIN account a ON a.id = m.account_id
WHERE m.practice_id = $1 AND m.active = 1 AND m.role IN ('owner', 'therapist')
    AND (NOT EXISTS (SELECT 1 FROM service_therapist x WHERE x.practice_id = $1 AND x.service_id = $2)
        OR EXISTS (SELECT 1 FROM service_therapist x WHERE x.practice_id = $1 AND x.service_id = $2 AND x.account_id = m.account_id))
ORDER BY a.name, m.account_id;

-- name: calendar_hours
-- The week of each therapist that has hours of their own, and of the practice (account 0).
-- in: practice int
-- out: account_id int, weekday int, from_minute int, to_minute int
SELECT w.account_id, w.weekday, w.from_minute, w.to_minute FROM working_hours w WHERE w.practice_id = $1
UNION ALL
SELECT CAST(0 AS @int) AS account_id, o.weekday, o.from_minute, o.to_minute FROM opening o WHERE o.practice_id = $1
ORDER BY 1, 2, 3;

-- name: calendar_hours_of
-- The same of one therapist or two, and of the practice, in no order.
-- in: practice int, account int, account2 int
-- out: account_id int, weekday int, from_minute int, to_minute int
SELECT w.account_id, w.weekday, w.from_minute, w.to_minute FROM working_hours w WHERE w.practice_id = $1 AND w.account_id = $2
UNION ALL
SELECT w.account_id, w.weekday, w.from_minute, w.to_minute FROM working_hours w WHERE w.practice_id = $1 AND w.account_id = $3 AND w.account_id <> $2
UNION ALL
SELECT CAST(0 AS @int) AS account_id, o.weekday, o.from_minute, o.to_minute FROM opening o WHERE o.practice_id = $1;

-- name: hours_clear
-- Before a therapist's week is written whole.
-- in: practice int, account int
DELETE FROM working_hours WHERE practice_id = $1 AND account_id = $2;

-- name: hours_insert
-- One span of one weekday of a therapist.
-- in: practice int, account int, weekday int, from_minute int, to_minute int
INSERT INTO working_hours (practice_id, account_id, weekday, from_minute, to_minute) VALUES ($1, $2, $3, $4, $5);

-- name: exception_between
-- Exceptions that touch these days, the practice's (account NULL) and everyone's, by first day.
-- in: practice int, from_day int, to_day int
-- out: id int, account_id int?, account_name text?, from_day int, to_day int, is_open int, from_minute int, to_minute int, note text
SELECT x.id, x.account_id, a.name AS account_name, x.from_day, x.to_day, x.is_open, x.from_minute, x.to_minute, x.note
FROM hours_exception x LEFT JOIN account a ON a.id = x.account_id
WHERE x.practice_id = $1 AND x.to_day >= $2 AND x.from_day <= $3
ORDER BY x.from_day, x.id;

-- name: exception_insert
-- A new exception.
-- in: practice int, id int, account_id int?, from_day int, to_day int, is_open int, from_minute int, to_minute int, note text, at_us int
INSERT INTO hours_exception (practice_id, id, account_id, from_day, to_day, is_open, from_minute, to_minute, note, at_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: exception_delete
-- Takes one back.
-- in: practice int, id int
DELETE FROM hours_exception WHERE practice_id = $1 AND id = $2;

-- name: room_list
-- All rooms, those no longer used too, in the order of lists.
-- in: practice int
-- out: id int, name text, places int, active int, position int, version int
SELECT id, name, places, active, position, version FROM room WHERE practice_id = $1 ORDER BY position, id;

-- name: room_insert
-- A new room.
-- in: practice int, id int, name text, places int, active int, position int
INSERT INTO room (practice_id, id, name, places, active, position, version) VALUES ($1, $2, $3, $4, $5, $6, 1);

-- name: room_update
-- Where nobody changed it since.
-- in: practice int, id int, version int, name text, places int, active int, position int
UPDATE room SET name = $4, places = $5, active = $6, position = $7, version = version + 1 WHERE practice_id = $1 AND id = $2 AND version = $3;

-- name: equipment_list
-- All kinds of equipment, those no longer used too, in the order of lists.
-- in: practice int
-- out: id int, name text, pieces int, active int, position int, version int
SELECT id, name, pieces, active, position, version FROM equipment WHERE practice_id = $1 ORDER BY position, id;

-- name: equipment_insert
-- A new kind of equipment.
-- in: practice int, id int, name text, pieces int, active int, position int
INSERT INTO equipment (practice_id, id, name, pieces, active, position, version) VALUES ($1, $2, $3, $4, $5, $6, 1);

-- name: equipment_update
-- Where nobody changed it since.
-- in: practice int, id int, version int, name text, pieces int, active int, position int
UPDATE equipment SET name = $4, pieces = $5, active = $6, position = $7, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3;

-- name: equipment_of_service
-- What a service needs for each person. Equipment that is no longer used has no piece.
-- in: practice int, service int
-- out: id int, pieces int
SELECT e.id, CASE WHEN e.active = 1 THEN e.pieces ELSE 0 END AS pieces
FROM service_equipment x JOIN equipment e ON e.practice_id = x.practice_id AND e.id = x.equipment_id
WHERE x.practice_id = $1 AND x.service_id = $2
ORDER BY e.id;

-- name: service_needs
-- For every service, the equipment that it needs.
-- in: practice int
-- out: service_id int, equipment_id int
SELECT service_id, equipment_id FROM service_equipment WHERE practice_id = $1 ORDER BY service_id, equipment_id;

-- name: service_needs_clear
-- Before a service's needs are written whole.
-- in: practice int, service int
DELETE FROM service_equipment WHERE practice_id = $1 AND service_id = $2;

-- name: service_needs_insert
-- A piece of this for each person.
-- in: practice int, service int, equipment int
INSERT INTO service_equipment (practice_id, service_id, equipment_id) VALUES ($1, $2, $3);

-- name: service_givers
-- For every service that names its therapists, whom it names.
-- in: practice int
-- out: service_id int, account_id int
SELECT service_id, account_id FROM service_therapist WHERE practice_id = $1 ORDER BY service_id, account_id;

-- name: service_givers_clear
-- Before a service's therapists are written whole.
-- in: practice int, service int
DELETE FROM service_therapist WHERE practice_id = $1 AND service_id = $2;

-- name: service_givers_insert
-- This therapist gives it.
-- in: practice int, service int, account int
INSERT INTO service_therapist (practice_id, service_id, account_id) VALUES ($1, $2, $3);

-- name: service_extras
-- What the calendar and the receipt need of a service, where nobody changed it since.
-- in: practice int, id int, version int, clearance_minutes int, people int, kind text, tax_bp int
UPDATE service SET clearance_minutes = $4, people = $5, kind = $6, tax_bp = $7, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3;

-- name: practice_calendar
-- The practice's grid, when a cancellation is late, and tax, with the version of its row.
-- in: practice int
-- out: slot_minutes int, late_hours int, tax_number text, tax_name text, version int
SELECT slot_minutes, late_hours, tax_number, tax_name, version FROM practice WHERE id = $1;

-- name: practice_calendar_set
-- Changes them where nobody changed the practice since.
-- in: practice int, version int, slot_minutes int, late_hours int, tax_number text, tax_name text
UPDATE practice SET slot_minutes = $3, late_hours = $4, tax_number = $5, tax_name = $6, version = version + 1 WHERE id = $1 AND version = $2;
