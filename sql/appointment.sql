-- Appointments, what they occupy, and what they were before each change. The lists have the columns of appointment_by_id.

-- name: appointment_by_id
-- One appointment with the names that go with it.
-- in: practice int, id int
-- out: id int, client int, account int, service int, room int?, plan int?, grp int?, kind text, day int, minute int, zone text, minutes int, clearance int, start_us int, end_us int, clear_us int, state text, state_us int, reason text, cancel_reason text, price int, arrived_us int?, began_us int?, ended_us int?, booked_us int, version int, given text, family text, preferred text, therapist_name text, service_name text, room_name text?
SELECT a.id, a.client_id, a.account_id, a.service_id, a.room_id, a.plan_id, a.group_id AS grp, a.kind, a.day, a.minute, a.zone, a.minutes,
    a.clearance, a.start_us, a.end_us, a.clear_us, a.state, a.state_us, a.reason, a.cancel_reason, a.price, a.arrived_us, a.began_us,
    a.ended_us, a.booked_us, a.version, c.given, c.family, c.preferred, t.name AS therapist_name, s.name AS service_name, r.name AS
    room_name
FROM appointment a
JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id
JOIN account t ON t.id = a.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
LEFT JOIN room r ON r.practice_id = a.practice_id AND r.id = a.room_id
WHERE a.practice_id = $1 AND a.id = $2;

-- name: appointment_of_group
-- Both of a couple, and whoever else bears that group.
-- in: practice int, grp int
-- out: id int, client int, account int, service int, room int?, plan int?, grp int?, kind text, day int, minute int, zone text, minutes int, clearance int, start_us int, end_us int, clear_us int, state text, state_us int, reason text, cancel_reason text, price int, arrived_us int?, began_us int?, ended_us int?, booked_us int, version int, given text, family text, preferred text, therapist_name text, service_name text, room_name text?
SELECT a.id, a.client_id, a.account_id, a.service_id, a.room_id, a.plan_id, a.group_id AS grp, a.kind, a.day, a.minute, a.zone, a.minutes,
    a.clearance, a.start_us, a.end_us, a.clear_us, a.state, a.state_us, a.reason, a.cancel_reason, a.price, a.arrived_us, a.began_us,
    a.ended_us, a.booked_us, a.version, c.given, c.family, c.preferred, t.name AS therapist_name, s.name AS service_name, r.name AS
    room_name
FROM appointment a
JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id
JOIN account t ON t.id = a.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
LEFT JOIN room r ON r.practice_id = a.practice_id AND r.id = a.room_id
WHERE a.group_id = $2 AND a.practice_id = $1
ORDER BY a.id;

-- name: appointment_between
-- What begins within a span of time, of one therapist or of all (account 0), by start.
-- in: practice int, from_us int, until_us int, account int
-- out: id int, client int, account int, service int, room int?, plan int?, grp int?, kind text, day int, minute int, zone text, minutes int, clearance int, start_us int, end_us int, clear_us int, state text, state_us int, reason text, cancel_reason text, price int, arrived_us int?, began_us int?, ended_us int?, booked_us int, version int, given text, family text, preferred text, therapist_name text, service_name text, room_name text?
SELECT a.id, a.client_id, a.account_id, a.service_id, a.room_id, a.plan_id, a.group_id AS grp, a.kind, a.day, a.minute, a.zone, a.minutes,
    a.clearance, a.start_us, a.end_us, a.clear_us, a.state, a.state_us, a.reason, a.cancel_reason, a.price, a.arrived_us, a.began_us,
    a.ended_us, a.booked_us, a.version, c.given, c.family, c.preferred, t.name AS therapist_name, s.name AS service_name, r.name AS
    room_name
FROM appointment a
JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id
JOIN account t ON t.id = a.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
LEFT JOIN room r ON r.practice_id = a.practice_id AND r.id = a.room_id
WHERE a.practice_id = $1 AND a.start_us >= $2 AND a.start_us < $3 AND (CAST($4 AS @int) = 0 OR a.account_id = $4)
ORDER BY a.start_us, a.id;

-- name: appointment_of_client
-- All of a client, newest first.
-- in: practice int, client int
-- out: id int, client int, account int, service int, room int?, plan int?, grp int?, kind text, day int, minute int, zone text, minutes int, clearance int, start_us int, end_us int, clear_us int, state text, state_us int, reason text, cancel_reason text, price int, arrived_us int?, began_us int?, ended_us int?, booked_us int, version int, given text, family text, preferred text, therapist_name text, service_name text, room_name text?
SELECT a.id, a.client_id, a.account_id, a.service_id, a.room_id, a.plan_id, a.group_id AS grp, a.kind, a.day, a.minute, a.zone, a.minutes,
    a.clearance, a.start_us, a.end_us, a.clear_us, a.state, a.state_us, a.reason, a.cancel_reason, a.price, a.arrived_us, a.began_us,
    a.ended_us, a.booked_us, a.version, c.given, c.family, c.preferred, t.name AS therapist_name, s.name AS service_name, r.name AS
    room_name
FROM appointment a
JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id
JOIN account t ON t.id = a.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
LEFT JOIN room r ON r.practice_id = a.practice_id AND r.id = a.room_id
WHERE a.client_id = $2 AND a.practice_id = $1
ORDER BY a.start_us DESC, a.id DESC;

-- name: appointment_of_plan
-- The sessions of a plan, by start.
-- in: practice int, plan int
-- out: id int, client int, account int, service int, room int?, plan int?, grp int?, kind text, day int, minute int, zone text, minutes int, clearance int, start_us int, end_us int, clear_us int, state text, state_us int, reason text, cancel_reason text, price int, arrived_us int?, began_us int?, ended_us int?, booked_us int, version int, given text, family text, preferred text, therapist_name text, service_name text, room_name text?
SELECT a.id, a.client_id, a.account_id, a.service_id, a.room_id, a.plan_id, a.group_id AS grp, a.kind, a.day, a.minute, a.zone, a.minutes,
    a.clearance, a.start_us, a.end_us, a.clear_us, a.state, a.state_us, a.reason, a.cancel_reason, a.price, a.arrived_us, a.began_us,
    a.ended_us, a.booked_us, a.version, c.given, c.family, c.preferred, t.name AS therapist_name, s.name AS service_name, r.name AS
    room_name
FROM appointment a
JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id
JOIN account t ON t.id = a.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
LEFT JOIN room r ON r.practice_id = a.practice_id AND r.id = a.room_id
WHERE a.plan_id = $2 AND a.practice_id = $1
ORDER BY a.start_us, a.id;

-- name: appointment_of_resource
-- What takes a place of a room, or a piece of equipment, from that number on, and does not begin before an instant.
-- in: practice int, resource int, place int, from_us int
-- out: id int, client int, account int, service int, room int?, plan int?, grp int?, kind text, day int, minute int, zone text, minutes int, clearance int, start_us int, end_us int, clear_us int, state text, state_us int, reason text, cancel_reason text, price int, arrived_us int?, began_us int?, ended_us int?, booked_us int, version int, given text, family text, preferred text, therapist_name text, service_name text, room_name text?
SELECT a.id, a.client_id, a.account_id, a.service_id, a.room_id, a.plan_id, a.group_id AS grp, a.kind, a.day, a.minute, a.zone, a.minutes,
    a.clearance, a.start_us, a.end_us, a.clear_us, a.state, a.state_us, a.reason, a.cancel_reason, a.price, a.arrived_us, a.began_us,
    a.ended_us, a.booked_us, a.version, c.given, c.family, c.preferred, t.name AS therapist_name, s.name AS service_name, r.name AS
    room_name
FROM appointment a
JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id
JOIN account t ON t.id = a.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
LEFT JOIN room r ON r.practice_id = a.practice_id AND r.id = a.room_id
WHERE a.practice_id = $1 AND a.start_us >= $4 AND a.state IN ('booked', 'arrived') AND EXISTS (
    SELECT 1 FROM taken x WHERE x.appointment_id = a.id AND x.practice_id = a.practice_id AND x.resource_id = $2 AND x.place >= $3)
ORDER BY a.start_us, a.id;

-- name: appointment_insert
-- A new appointment; version 1.
-- in: practice int, id int, client int, account int, service int, room int?, plan int?, grp int?, kind text, day int, minute int, zone text, minutes int, clearance int, start_us int, end_us int, clear_us int, state text, state_us int, reason text, cancel_reason text, price int, arrived_us int?, began_us int?, ended_us int?, booked_us int, booked_by int?
INSERT INTO appointment (practice_id, id, client_id, account_id, service_id, room_id, plan_id, group_id, kind, day, minute, zone, minutes, clearance,
    start_us, end_us, clear_us, state, state_us, reason, cancel_reason, price, arrived_us, began_us, ended_us, booked_us, booked_by_id, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, 1);

-- name: appointment_update
-- All that may change, where the row still has the version seen.
-- in: practice int, id int, version int, account int, service int, room int?, grp int?, day int, minute int, zone text, minutes int, clearance int, start_us int, end_us int, clear_us int, state text, state_us int, reason text, cancel_reason text, price int, arrived_us int?, began_us int?, ended_us int?
UPDATE appointment SET account_id = $4, service_id = $5, room_id = $6, group_id = $7, day = $8, minute = $9, zone = $10, minutes = $11,
    clearance = $12, start_us = $13, end_us = $14, clear_us = $15, state = $16, state_us = $17, reason = $18, cancel_reason = $19, price = $20,
    arrived_us = $21, began_us = $22, ended_us = $23, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3;

-- name: appointment_keep
-- The row as it was, before it is changed.
-- in: practice int, appointment int, version int, at_us int, by int?, what text, body text
INSERT INTO appointment_before (practice_id, appointment_id, version, at_us, by_id, what, body) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: appointment_befores
-- What an appointment was, oldest first.
-- in: practice int, appointment int
-- out: version int, at_us int, by int?, by_name text?, what text, body text
SELECT b.version, b.at_us, b.by_id, n.name AS by_name, b.what, b.body
FROM appointment_before b LEFT JOIN account n ON n.id = b.by_id
WHERE b.practice_id = $1 AND b.appointment_id = $2
ORDER BY b.version;

-- name: appointment_visits
-- What became of a client's appointments.
-- in: practice int, client int
-- out: done int, booked int, no_show int, late_cancel int, cancelled int
SELECT COUNT(CASE WHEN state = 'done' THEN 1 END) AS done, COUNT(CASE WHEN state IN ('booked', 'arrived', 'in-session') THEN 1 END) AS booked,
    COUNT(CASE WHEN state = 'no-show' THEN 1 END) AS no_show, COUNT(CASE WHEN state = 'late-cancel' THEN 1 END) AS late_cancel,
    COUNT(CASE WHEN state = 'cancelled' THEN 1 END) AS cancelled
FROM appointment WHERE client_id = $2 AND practice_id = $1;

-- name: appointment_signed
-- Whether the visit has a signed note: then it stays done.
-- in: practice int, appointment int
-- out: n int
SELECT COUNT(*) AS n FROM note WHERE practice_id = $1 AND appointment_id = $2 AND signed_us IS NOT NULL;

-- name: appointment_plan
-- Of the plan that an appointment is to be a session of.
-- in: practice int, id int
-- out: client int, state text
SELECT client_id, state FROM plan WHERE practice_id = $1 AND id = $2;

-- name: taken_insert
-- Who or what an appointment occupies. The schema refuses an overlap.
-- in: practice int, resource int, place int, from_us int, until_us int, appointment int, what text
INSERT INTO taken (practice_id, resource_id, place, from_us, until_us, appointment_id, what) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: taken_clear
-- Frees all that an appointment occupies.
-- in: practice int, appointment int
DELETE FROM taken WHERE appointment_id = $2 AND practice_id = $1;

-- name: taken_near
-- What is taken of all that a service may need within a span of time: its therapists (or one of them, or two), the rooms (or one), the
-- pieces of its equipment, the clients; but for two appointments, which are to be moved. A row lasts half a day at most. In no order, and a
-- part for each: with IN and ORDER BY, SQLite would make and throw away a table and a sorter each time.
-- in: practice int, service int, from_us int, until_us int, account int, account2 int, room int, client int, client2 int, but int, but2 int
-- out: resource int, place int, from_us int, until_us int
SELECT t.resource_id, t.place, t.from_us, t.until_us
FROM member m CROSS JOIN taken t
WHERE m.practice_id = $1 AND t.practice_id = $1 AND t.resource_id = m.account_id AND (CAST($5 AS @int) = 0 OR m.account_id = $5 OR m.account_id = $6)
    AND t.from_us > $3 - 43200000000 AND t.from_us < $4 AND t.until_us > $3 AND t.appointment_id <> $10 AND t.appointment_id <> $11
UNION ALL
SELECT t.resource_id, t.place, t.from_us, t.until_us
FROM room r CROSS JOIN taken t
WHERE r.practice_id = $1 AND t.practice_id = $1 AND t.resource_id = r.id AND (CAST($7 AS @int) = 0 OR r.id = $7)
    AND t.from_us > $3 - 43200000000 AND t.from_us < $4 AND t.until_us > $3 AND t.appointment_id <> $10 AND t.appointment_id <> $11
UNION ALL
SELECT t.resource_id, t.place, t.from_us, t.until_us
FROM service_equipment e CROSS JOIN taken t
WHERE e.practice_id = $1 AND e.service_id = $2 AND t.practice_id = $1 AND t.resource_id = e.equipment_id
    AND t.from_us > $3 - 43200000000 AND t.from_us < $4 AND t.until_us > $3 AND t.appointment_id <> $10 AND t.appointment_id <> $11
UNION ALL
SELECT t.resource_id, t.place, t.from_us, t.until_us
FROM taken t
WHERE t.practice_id = $1 AND t.resource_id = $8
    AND t.from_us > $3 - 43200000000 AND t.from_us < $4 AND t.until_us > $3 AND t.appointment_id <> $10 AND t.appointment_id <> $11
UNION ALL
SELECT t.resource_id, t.place, t.from_us, t.until_us
FROM taken t
WHERE t.practice_id = $1 AND t.resource_id = $9
    AND t.from_us > $3 - 43200000000 AND t.from_us < $4 AND t.until_us > $3 AND t.appointment_id <> $10 AND t.appointment_id <> $11;
