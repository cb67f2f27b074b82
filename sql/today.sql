-- The day at the desk: who comes when, in one query; and what one can choose from when booking.

-- name: choice_service
-- What can be booked, in the order of the lists.
-- in: practice int
-- out: id int, name text, minutes int, price int, people int, kind text
SELECT id, name, minutes, price, people, kind FROM service WHERE practice_id = $1 AND active = 1 ORDER BY position, id;

-- name: choice_therapist
-- Who may treat; `gives` is 1 where that person gives the service asked about, or none was asked about.
-- in: practice int, service int?
-- out: id int, name text, gives int
SELECT m.account_id AS id, a.name,
    CASE WHEN CAST($2 AS BIGINT) IS NULL OR NOT EXISTS (SELECT 1 FROM service_therapist t WHERE t.practice_id = m.practice_id AND t.service_id = $2)
        OR EXISTS (SELECT 1 FROM service_therapist t WHERE t.practice_id = m.practice_id AND t.service_id = $2 AND t.account_id = m.account_id)
        THEN 1 ELSE 0 END AS gives
FROM member m JOIN account a ON a.id = m.account_id
WHERE m.practice_id = $1 AND m.active = 1 AND m.role <> 'front-desk'
ORDER BY a.name, m.account_id;

-- name: choice_room
-- Rooms in use.
-- in: practice int
-- out: id int, name text, places int
SELECT id, name, places FROM room WHERE practice_id = $1 AND active = 1 ORDER BY position, id;

-- name: today_visits
-- Everything of the days from one instant to another, by start: whom, to whom, where, in what state, whether the note is signed, and
-- whether somebody who comes for treatment has open concerns without a rating of the last two days.
-- in: practice int, from_us int, until_us int, therapist int?, room int?
-- out: id int, client int, given text, family text, preferred text, therapist int, therapist_name text, service_name text, room int?, room_name text?, grp int?, kind text, day int, minute int, minutes int, state text, state_us int, reason text, version int, note int?, signed_us int?, unanswered int
SELECT a.id, a.client_id AS client, c.given, c.family, c.preferred, a.account_id AS therapist, p.name AS therapist_name,
    s.name AS service_name, a.room_id AS room, r.name AS room_name, a.group_id AS grp, a.kind, a.day, a.minute, a.minutes, a.state,
    a.state_us, a.reason, a.version, n.id AS note, n.signed_us,
    CASE WHEN a.kind = 'plan' AND EXISTS (SELECT 1 FROM concern o
        WHERE o.client_id = a.client_id AND o.practice_id = a.practice_id AND o.closed_day IS NULL AND o.kind <> 'headache'
        AND NOT EXISTS (SELECT 1 FROM measure m WHERE m.practice_id = o.practice_id AND m.client_id = o.client_id AND m.concern_id = o.id
            AND m.day >= a.day - 2 AND m.replaced_by IS NULL AND m.withdrawn_us IS NULL)) THEN 1 ELSE 0 END AS unanswered
FROM appointment a
JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id
JOIN account p ON p.id = a.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
LEFT JOIN room r ON r.practice_id = a.practice_id AND r.id = a.room_id
LEFT JOIN note n ON n.practice_id = a.practice_id AND n.appointment_id = a.id
WHERE a.practice_id = $1 AND a.start_us >= $2 AND a.start_us < $3
    AND (CAST($4 AS BIGINT) IS NULL OR a.account_id = $4) AND (CAST($5 AS BIGINT) IS NULL OR a.room_id = $5)
ORDER BY a.start_us, a.account_id, a.id;

-- name: today_closed
-- What closes the whole practice on one day: a holiday by its note.
-- in: practice int, day int
-- out: note text
SELECT note FROM hours_exception
WHERE practice_id = $1 AND to_day >= $2 AND from_day <= $2 AND account_id IS NULL AND is_open = 0 AND from_minute = 0 AND to_minute = 1440
ORDER BY id LIMIT 1;
