-- name: client_all
-- Every record of the practice, for looking for duplicates; one line for each of their phones, and one where there is none.
-- in: practice int, limit int
-- out: id int, given text, family text, preferred text, born int?, email text, updated_us int, number text?
SELECT c.id, c.given, c.family, c.preferred, c.born, c.email, c.updated_us, p.number
FROM client c
LEFT JOIN client_phone p ON p.practice_id = c.practice_id AND p.client_id = c.id
WHERE c.practice_id = $1 AND c.merged_into IS NULL
ORDER BY c.id, p.position
LIMIT $2;

-- name: duplicate_no_put
-- Somebody said that these are two people.
-- in: practice int, low int, high int, at_us int, account int?
INSERT INTO duplicate_no (practice_id, low_id, high_id, at_us, account_id)
VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT))
ON CONFLICT (practice_id, low_id, high_id) DO NOTHING;

-- name: duplicate_no_get
-- Did somebody say that these are two people?
-- in: practice int, low int, high int
-- out: at_us int
SELECT at_us FROM duplicate_no WHERE practice_id = $1 AND low_id = $2 AND high_id = $3;

-- name: duplicate_no_list
-- All that were said to be two people, in order.
-- in: practice int
-- out: low_id int, high_id int
SELECT low_id, high_id FROM duplicate_no WHERE practice_id = $1 ORDER BY low_id, high_id;

-- name: merge_counts
-- What would move from one record to the other.
-- in: practice int, kept int, gone int
-- out: concerns int, measures int, days int, links int, collisions int
SELECT (SELECT COUNT(*) FROM concern WHERE practice_id = $1 AND client_id = $3) AS concerns,
    (SELECT COUNT(*) FROM measure WHERE practice_id = $1 AND client_id = $3) AS measures,
    (SELECT COUNT(*) FROM diary_day WHERE practice_id = $1 AND client_id = $3) AS days,
    (SELECT COUNT(*) FROM link WHERE practice_id = $1 AND client_id = $3) AS links,
    (SELECT COUNT(*) FROM diary_day g JOIN diary_day k ON k.practice_id = $1 AND k.client_id = $2 AND k.day = g.day
        WHERE g.practice_id = $1 AND g.client_id = $3) AS collisions;

-- name: merge_concerns
-- The concerns of `gone` that move: all but a headache concern where `kept` has an open one, as a client has one diary; it moves all the
-- same where a plan, activities, a letter or filled-in questions are about it.
-- in: practice int, kept int, gone int
-- out: id int
SELECT id
FROM concern g
WHERE g.practice_id = $1 AND g.client_id = $3
    AND (g.kind <> 'headache' OR NOT EXISTS (
        SELECT 1 FROM concern k
        WHERE k.practice_id = $1 AND k.client_id = $2 AND k.kind = 'headache' AND k.closed_day IS NULL)
    OR EXISTS (SELECT 1 FROM plan p WHERE p.practice_id = $1 AND p.client_id = $3 AND p.concern_id = g.id)
    OR EXISTS (SELECT 1 FROM activity_set s WHERE s.practice_id = $1 AND s.client_id = $3 AND s.concern_id = g.id)
    OR EXISTS (SELECT 1 FROM letter l WHERE l.practice_id = $1 AND l.client_id = $3 AND l.concern_id = g.id)
    OR EXISTS (SELECT 1 FROM response r WHERE r.practice_id = $1 AND r.client_id = $3 AND r.concern_id = g.id)
    OR EXISTS (SELECT 1 FROM link l JOIN link_ask k ON k.practice_id = l.practice_id AND k.link_id = l.id
        WHERE l.practice_id = $1 AND l.client_id = $3 AND k.concern_id = g.id))
ORDER BY id;

-- name: merge_days
-- A record's diary days.
-- in: practice int, client int
-- out: day int
SELECT day FROM diary_day WHERE practice_id = $1 AND client_id = $2 ORDER BY day;

-- name: merge_collisions
-- Diary days of `gone` on which `kept` has one too.
-- in: practice int, kept int, gone int
-- out: day int, version int, headache int, peak int?, medicine int?, source text, at_us int, account_id int?, link_id int?, back_filled int
SELECT g.day, g.version, g.headache, g.peak, g.medicine, g.source, g.at_us, g.account_id, g.link_id, g.back_filled
FROM diary_day g
JOIN diary_day k ON k.practice_id = g.practice_id AND k.client_id = $2 AND k.day = g.day
WHERE g.practice_id = $1 AND g.client_id = $3
ORDER BY g.day;

-- name: merge_collisions_before
-- What `gone` had said before about those days.
-- in: practice int, kept int, gone int
-- out: day int, version int, headache int, peak int?, medicine int?, source text, at_us int, account_id int?, link_id int?
SELECT g.day, g.version, g.headache, g.peak, g.medicine, g.source, g.at_us, g.account_id, g.link_id
FROM diary_before g
JOIN diary_day k ON k.practice_id = g.practice_id AND k.client_id = $2 AND k.day = g.day
WHERE g.practice_id = $1 AND g.client_id = $3
ORDER BY g.day, g.version;

-- name: merge_day_delete
-- A day that both have, of the record that goes: it is kept in the merge's JSON.
-- in: practice int, client int, day int
DELETE FROM diary_day WHERE practice_id = $1 AND client_id = $2 AND day = $3;

-- name: merge_day_before_delete
-- Likewise what was said before.
-- in: practice int, client int, day int
DELETE FROM diary_before WHERE practice_id = $1 AND client_id = $2 AND day = $3;

-- name: merge_day_insert
-- Such a day comes back.
-- in: practice int, client int, day int, version int, headache int, peak int?, medicine int?, source text, at_us int, account int?, link int?, back_filled int
INSERT INTO diary_day (practice_id, client_id, day, version, headache, peak, medicine, source, at_us, account_id, link_id, back_filled)
VALUES ($1, $2, $3, $4, $5, CAST($6 AS BIGINT), CAST($7 AS BIGINT), $8, $9, CAST($10 AS BIGINT), CAST($11 AS BIGINT), $12);

-- name: merge_day_before_insert
-- Likewise what was said before.
-- in: practice int, client int, day int, version int, headache int, peak int?, medicine int?, source text, at_us int, account int?, link int?
INSERT INTO diary_before (practice_id, client_id, day, version, headache, peak, medicine, source, at_us, account_id, link_id)
VALUES ($1, $2, $3, $4, $5, CAST($6 AS BIGINT), CAST($7 AS BIGINT), $8, $9, CAST($10 AS BIGINT), CAST($11 AS BIGINT));

-- name: merge_move_days
-- Diary days of a span change hands.
-- in: practice int, from_client int, to_client int, from_day int, to_day int
UPDATE diary_day SET client_id = $3 WHERE practice_id = $1 AND client_id = $2 AND day BETWEEN $4 AND $5;

-- name: merge_move_days_before
-- Likewise what was said before.
-- in: practice int, from_client int, to_client int, from_day int, to_day int
UPDATE diary_before SET client_id = $3 WHERE practice_id = $1 AND client_id = $2 AND day BETWEEN $4 AND $5;

-- name: merge_move_concern
-- One concern changes hands.
-- in: practice int, from_client int, to_client int, id int
UPDATE concern SET client_id = $3 WHERE practice_id = $1 AND client_id = $2 AND id = $4;

-- name: merge_move_measures
-- A concern's measures follow it.
-- in: practice int, from_client int, to_client int, concern int
UPDATE measure SET client_id = $3 WHERE practice_id = $1 AND client_id = $2 AND concern_id = $4;

-- name: merge_move_treated
-- What was done in a signed session follows its note.
-- in: practice int, from_client int, to_client int, note int
UPDATE treated SET client_id = $3 WHERE practice_id = $1 AND client_id = $2 AND note_id = $4;

-- name: merge_taken_out
-- The time of an appointment is no longer taken by the one record …
-- in: practice int, client int, appointment int
DELETE FROM taken WHERE practice_id = $1 AND resource_id = $2 AND appointment_id = $3 AND what = 'client';

-- name: merge_taken_in
-- … but by the other.
-- in: practice int, client int, appointment int
INSERT INTO taken (practice_id, resource_id, place, from_us, until_us, appointment_id, what)
SELECT practice_id, CAST($2 AS @id), 0, start_us, end_us, id, 'client' FROM appointment WHERE practice_id = $1 AND id = $3;

-- What was written after a merge about something that goes back goes back with it: the two stay records of their own, without a note
-- of the one about a visit of the other.

-- name: merge_follow_plans
-- Plans that were made for a concern that went back.
-- in: practice int, kept int, gone int
UPDATE plan SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND concern_id IN (SELECT c.id FROM concern c WHERE c.practice_id = $1 AND c.client_id = $3);

-- name: merge_follow_activities
-- Activities that were chosen for such a concern.
-- in: practice int, kept int, gone int
UPDATE activity_set SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND concern_id IN (SELECT c.id FROM concern c WHERE c.practice_id = $1 AND c.client_id = $3);

-- name: merge_follow_letters
-- Letters about such a concern.
-- in: practice int, kept int, gone int
UPDATE letter SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND concern_id IN (SELECT c.id FROM concern c WHERE c.practice_id = $1 AND c.client_id = $3);

-- name: merge_follow_reviews
-- Reviews of a plan that went back.
-- in: practice int, kept int, gone int
UPDATE plan_review SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND plan_id IN (SELECT p.id FROM plan p WHERE p.practice_id = $1 AND p.client_id = $3);

-- name: merge_follow_visits
-- Visits that were booked for such a plan: they take their time along, so they move one by one.
-- in: practice int, kept int, gone int
-- out: id int
SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $2
    AND a.plan_id IN (SELECT p.id FROM plan p WHERE p.practice_id = $1 AND p.client_id = $3)
ORDER BY a.id;

-- name: merge_follow_notes
-- Notes of a visit that went back.
-- in: practice int, kept int, gone int
UPDATE note SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND appointment_id IN (SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $3);

-- name: merge_follow_treated
-- What was done, with its note.
-- in: practice int, kept int, gone int
UPDATE treated SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND note_id IN (SELECT n.id FROM note n WHERE n.practice_id = $1 AND n.client_id = $3);

-- name: merge_follow_adverse
-- What was unwanted after such a visit, or was said by a link that went back.
-- in: practice int, kept int, gone int
UPDATE adverse_event SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND (appointment_id IN (SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $3)
        OR link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3));

-- name: merge_follow_calm
-- How calm somebody was around such a visit.
-- in: practice int, kept int, gone int
UPDATE calm SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND appointment_id IN (SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $3);

-- name: merge_follow_links
-- Links that were made from the client's own pages, and those that a message about such a visit would bring and that nobody has had yet. A link
-- that was sent stays with the record whose address it went to: it opens nothing of the other person.
-- in: practice int, kept int, gone int
UPDATE link SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND (from_link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3)
        OR id IN (SELECT o.link_id FROM outbox o WHERE o.practice_id = $1 AND o.client_id = $2 AND o.state = 'waiting'
            AND o.appointment_id IN (SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $3)));

-- name: merge_follow_outbox
-- Messages that bring such a link or one that went back, and those about such a visit that wait: where they go is looked at again when they are sent.
-- in: practice int, kept int, gone int
UPDATE outbox SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND (link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3)
        OR (state = 'waiting' AND appointment_id IN (SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $3)));

-- name: merge_follow_care
-- Other care that was said by a link that went back.
-- in: practice int, kept int, gone int
UPDATE other_care SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3);

-- name: merge_follow_said
-- That nothing changed, before such a visit or by such a link.
-- in: practice int, kept int, gone int
UPDATE visit_said SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND (appointment_id IN (SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $3)
        OR link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3));

-- name: merge_follow_after_asks
-- That they were asked how it was after such a visit, or by such a link.
-- in: practice int, kept int, gone int
UPDATE after_ask SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND (appointment_id IN (SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $3)
        OR link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3));

-- name: merge_follow_after_said
-- That nothing unusual followed such a visit.
-- in: practice int, kept int, gone int
UPDATE after_said SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND (appointment_id IN (SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $3)
        OR link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3));

-- name: merge_follow_stops
-- That they want no more ratings between the visits of a plan that went back.
-- in: practice int, kept int, gone int
UPDATE weekly_stop SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND plan_id IN (SELECT p.id FROM plan p WHERE p.practice_id = $1 AND p.client_id = $3);

-- name: merge_follow_receipts
-- Receipts for such a visit, of a package that went back, and what was paid back of a receipt that did.
-- in: practice int, kept int, gone int
UPDATE receipt SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND (appointment_id IN (SELECT a.id FROM appointment a WHERE a.practice_id = $1 AND a.client_id = $3)
        OR package_id IN (SELECT k.id FROM package k WHERE k.practice_id = $1 AND k.client_id = $3)
        OR refers_to_id IN (SELECT r.id FROM receipt r WHERE r.practice_id = $1 AND r.client_id = $3));

-- name: merge_follow_intakes
-- Health forms that came by a link that went back.
-- in: practice int, kept int, gone int
UPDATE intake SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3);

-- name: merge_follow_responses
-- Filled-in instruments that came by it, or are about a concern that went back.
-- in: practice int, kept int, gone int
UPDATE response SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND (link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3)
        OR concern_id IN (SELECT c.id FROM concern c WHERE c.practice_id = $1 AND c.client_id = $3));

-- name: merge_follow_corrections
-- What took the place of filled-in instruments that went back. Run until none moves: a correction may have been corrected.
-- in: practice int, kept int, gone int
UPDATE response SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND id IN (SELECT r.replaced_by FROM response r WHERE r.practice_id = $1 AND r.client_id = $3);

-- name: merge_follow_alerts
-- Alerts that such answers, health forms or events raised: who is rung is who answered.
-- in: practice int, kept int, gone int
UPDATE alert SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND (response_id IN (SELECT r.id FROM response r WHERE r.practice_id = $1 AND r.client_id = $3)
        OR about_id IN (SELECT i.id FROM intake i WHERE i.practice_id = $1 AND i.client_id = $3)
        OR about_id IN (SELECT v.id FROM adverse_event v WHERE v.practice_id = $1 AND v.client_id = $3));

-- name: merge_follow_days
-- Diary days that were first said by a link that went back, but for those that came back to the record themselves.
-- in: practice int, kept int, gone int
-- out: day int
SELECT d.day FROM diary_day d
WHERE d.practice_id = $1 AND d.client_id = $2
    AND ((d.version = 1 AND d.link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3))
        OR EXISTS (SELECT 1 FROM diary_before b WHERE b.practice_id = $1 AND b.client_id = $2 AND b.day = d.day AND b.version = 1
            AND b.link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3)))
    AND NOT EXISTS (SELECT 1 FROM diary_day g WHERE g.practice_id = $1 AND g.client_id = $3 AND g.day = d.day)
ORDER BY d.day;

-- name: merge_follow_consents
-- Consents that came by it.
-- in: practice int, kept int, gone int
UPDATE consent SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND link_id IN (SELECT l.id FROM link l WHERE l.practice_id = $1 AND l.client_id = $3);

-- name: merge_follow_findings
-- Findings of such a health form.
-- in: practice int, kept int, gone int
UPDATE finding SET client_id = $3 WHERE practice_id = $1 AND client_id = $2
    AND intake_id IN (SELECT i.id FROM intake i WHERE i.practice_id = $1 AND i.client_id = $3);

-- name: merge_overlaps
-- Appointments of both records at the same time: one person cannot have both.
-- in: practice int, kept int, gone int
-- out: n int
SELECT COUNT(*) FROM taken k
JOIN taken g ON g.practice_id = k.practice_id AND g.resource_id = $3 AND g.from_us < k.until_us AND g.until_us > k.from_us
WHERE k.practice_id = $1 AND k.resource_id = $2;

-- name: merge_insert
-- The memory of a merge.
-- in: practice int, id int, kept int, gone int, at_us int, account int?, moved text
INSERT INTO client_merge (practice_id, id, kept_id, gone_id, at_us, account_id, moved, undone_us)
VALUES ($1, $2, $3, $4, $5, CAST($6 AS BIGINT), $7, NULL);

-- name: merge_by_id
-- One merge.
-- in: practice int, id int
-- out: kept_id int, gone_id int, at_us int, moved text, undone_us int?
SELECT kept_id, gone_id, at_us, moved, undone_us FROM client_merge WHERE practice_id = $1 AND id = $2;

-- name: merge_undone
-- It was undone.
-- in: practice int, id int, now int
UPDATE client_merge SET undone_us = $3 WHERE practice_id = $1 AND id = $2 AND undone_us IS NULL;

-- name: merge_list
-- What was merged into a record, the newest first.
-- in: practice int, kept int
-- out: id int, gone_id int, given text, family text, at_us int, account_name text?, undone_us int?, kept_merged int?
SELECT m.id, m.gone_id, g.given, g.family, m.at_us, a.name AS account_name, m.undone_us, k.merged_into AS kept_merged
FROM client_merge m
JOIN client g ON g.practice_id = m.practice_id AND g.id = m.gone_id
JOIN client k ON k.practice_id = m.practice_id AND k.id = m.kept_id
LEFT JOIN account a ON a.id = m.account_id
WHERE m.practice_id = $1 AND m.kept_id = $2
ORDER BY m.id DESC;
