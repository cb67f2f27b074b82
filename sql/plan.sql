-- Plans, their reviews, and how far they are.

-- name: plan_by_id
-- One plan with the names of its therapist and service.
-- in: practice int, id int
-- out: id int, client int, concern int, template text, goal text, instrument text, recall text, set int?, target real?, therapist int, service int, sessions int, per_week int, every_weeks int, price int, review_sessions int, review_weeks int, stop_rule text, evidence text, state text, agreed int?, ended int?, end_reason text, created int, by int?, version int, therapist_name text, service_name text, service_minutes int
SELECT p.id, p.client_id, p.concern_id, p.template, p.goal, p.instrument, p.recall, p.set_id, p.target, p.account_id AS therapist, p.service_id, p.sessions,
    p.per_week, p.every_weeks, p.price, p.review_sessions, p.review_weeks, p.stop_rule, p.evidence, p.state, p.agreed_us, p.ended_us, p.end_reason,
    p.created_us, p.by_id, p.version, a.name AS therapist_name, s.name AS service_name, s.minutes AS service_minutes
FROM plan p JOIN account a ON a.id = p.account_id JOIN service s ON s.practice_id = p.practice_id AND s.id = p.service_id
WHERE p.practice_id = $1 AND p.id = $2;

-- name: plan_of_client
-- A client's plans: proposed and active ones first, then the newest first.
-- in: practice int, client int
-- out: id int, client int, concern int, template text, goal text, instrument text, recall text, set int?, target real?, therapist int, service int, sessions int, per_week int, every_weeks int, price int, review_sessions int, review_weeks int, stop_rule text, evidence text, state text, agreed int?, ended int?, end_reason text, created int, by int?, version int, therapist_name text, service_name text, service_minutes int
SELECT p.id, p.client_id, p.concern_id, p.template, p.goal, p.instrument, p.recall, p.set_id, p.target, p.account_id AS therapist, p.service_id, p.sessions,
    p.per_week, p.every_weeks, p.price, p.review_sessions, p.review_weeks, p.stop_rule, p.evidence, p.state, p.agreed_us, p.ended_us, p.end_reason,
    p.created_us, p.by_id, p.version, a.name AS therapist_name, s.name AS service_name, s.minutes AS service_minutes
FROM plan p JOIN account a ON a.id = p.account_id JOIN service s ON s.practice_id = p.practice_id AND s.id = p.service_id
WHERE p.practice_id = $1 AND p.client_id = $2
ORDER BY CASE WHEN p.state IN ('proposed', 'active') THEN 0 ELSE 1 END, p.id DESC;

-- name: plan_new
-- A new plan; version 1.
-- in: practice int, id int, client int, concern int, template text, goal text, instrument text, recall text, set int?, target real?, therapist int, service int, sessions int, per_week int, every_weeks int, price int, review_sessions int, review_weeks int, stop_rule text, evidence text, state text, agreed int?, created int, by int?
INSERT INTO plan (practice_id, id, client_id, concern_id, template, goal, instrument, recall, set_id, target, account_id, service_id, sessions,
    per_week, every_weeks, price, review_sessions, review_weeks, stop_rule, evidence, state, agreed_us, ended_us, end_reason, created_us, by_id, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, NULL, '', $23, $24, 1);

-- name: plan_change
-- Changes a plan that is still at the version seen.
-- in: practice int, id int, version int, template text, goal text, instrument text, recall text, set int?, target real?, therapist int, service int, sessions int, per_week int, every_weeks int, price int, review_sessions int, review_weeks int, stop_rule text, evidence text, state text, agreed int?, ended int?, end_reason text
UPDATE plan SET template = $4, goal = $5, instrument = $6, recall = $7, set_id = $8, target = $9, account_id = $10, service_id = $11, sessions = $12,
    per_week = $13, every_weeks = $14, price = $15, review_sessions = $16, review_weeks = $17, stop_rule = $18, evidence = $19, state = $20,
    agreed_us = $21, ended_us = $22, end_reason = $23, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3;

-- name: plan_keep
-- The version that is about to be replaced.
-- in: practice int, id int, version int, at int, by int?, body text
INSERT INTO plan_before (practice_id, plan_id, version, at_us, by_id, body) VALUES ($1, $2, $3, $4, $5, $6);

-- name: plan_versions
-- What a plan was before, the newest first.
-- in: practice int, id int
-- out: version int, at int, by text?, body text
SELECT b.version, b.at_us, a.name AS by, b.body FROM plan_before b LEFT JOIN account a ON a.id = b.by_id
WHERE b.practice_id = $1 AND b.plan_id = $2
ORDER BY b.version DESC;

-- name: plan_review_new
-- A review, with what was on the screen.
-- in: practice int, id int, plan int, client int, after_sessions int, decision text, reason text, shown text, at int, account int
INSERT INTO plan_review (practice_id, id, plan_id, client_id, after_sessions, decision, reason, shown, at_us, account_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: plan_reviews
-- A plan's reviews, the newest first.
-- in: practice int, plan int
-- out: id int, after_sessions int, decision text, reason text, shown text, at int, account int, name text
SELECT r.id, r.after_sessions, r.decision, r.reason, r.shown, r.at_us, r.account_id, a.name
FROM plan_review r JOIN account a ON a.id = r.account_id
WHERE r.practice_id = $1 AND r.plan_id = $2
ORDER BY r.id DESC;

-- name: plan_count
-- What became of a plan's sessions (schema step 0018); of those given: booked minutes, the first and the last day; and the last review.
-- in: practice int, plan int
-- out: given int, no_note int, not_treated int, ahead int, missed int, minutes int, first int?, last int?, reviews int, reviewed int?, reviewed_after int
SELECT COUNT(CASE WHEN became = 'given' THEN 1 END) AS given, COUNT(CASE WHEN became = 'no-note' THEN 1 END) AS no_note,
    COUNT(CASE WHEN became = 'not-treated' THEN 1 END) AS not_treated, COUNT(CASE WHEN became = 'ahead' THEN 1 END) AS ahead,
    COUNT(CASE WHEN became = 'missed' THEN 1 END) AS missed, CAST(COALESCE(SUM(CASE WHEN became = 'given' THEN minutes ELSE 0 END), 0) AS @int) AS minutes,
    MIN(CASE WHEN became = 'given' THEN day END) AS first, MAX(CASE WHEN became = 'given' THEN day END) AS last,
    (SELECT COUNT(*) FROM plan_review r WHERE r.practice_id = $1 AND r.plan_id = $2) AS reviews,
    (SELECT MAX(r.at_us) FROM plan_review r WHERE r.practice_id = $1 AND r.plan_id = $2) AS reviewed,
    COALESCE((SELECT MAX(r.after_sessions) FROM plan_review r WHERE r.practice_id = $1 AND r.plan_id = $2), 0) AS reviewed_after
FROM dose WHERE practice_id = $1 AND plan_id = $2;

-- name: plan_reviews_due
-- Active plans (of one therapist, or of all where 0) with as many sessions given since the last review, or as many weeks gone since it
-- or the first session, as they are to be reviewed after. Counted per active plan, not per client.
-- in: practice int, therapist int, today int
-- out: id int, client int, given text, family text, preferred text, done int
SELECT d.id, d.client_id, c.given, c.family, c.preferred, d.done - d.reviewed_after AS done
FROM (SELECT p.practice_id, p.id, p.client_id, p.review_sessions, p.review_weeks,
        (SELECT COUNT(*) FROM dose a WHERE a.plan_id = p.id AND a.practice_id = p.practice_id AND a.became = 'given') AS done,
        (SELECT MIN(a.day) FROM dose a WHERE a.plan_id = p.id AND a.practice_id = p.practice_id AND a.became = 'given') AS first_day,
        COALESCE((SELECT MAX(r.after_sessions) FROM plan_review r WHERE r.plan_id = p.id AND r.practice_id = p.practice_id), 0) AS reviewed_after,
        (SELECT MAX(r.at_us) FROM plan_review r WHERE r.plan_id = p.id AND r.practice_id = p.practice_id) AS reviewed_us
    FROM plan p
    WHERE p.practice_id = $1 AND p.state = 'active' AND ($2 = 0 OR p.account_id = $2)) d
JOIN client c ON c.practice_id = d.practice_id AND c.id = d.client_id
WHERE d.done - d.reviewed_after >= d.review_sessions
    OR (d.done > 0 AND COALESCE(d.reviewed_us / 86400000000, d.first_day) + 7 * d.review_weeks <= $3)
ORDER BY d.id;

-- name: plan_hands_on
-- Minutes hands on in the signed notes of a plan's sessions.
-- in: practice int, plan int
-- out: minutes int
SELECT CAST(COALESCE(SUM(t.minutes), 0) AS @int) AS minutes
FROM appointment a JOIN note n ON n.practice_id = a.practice_id AND n.appointment_id = a.id
    JOIN treated t ON t.practice_id = n.practice_id AND t.note_id = n.id
WHERE a.practice_id = $1 AND a.plan_id = $2;

-- name: plan_asks
-- What one plan measures.
-- in: practice int, plan int
-- out: plan int, instrument text, every_days int?, between_visits int
SELECT plan_id, instrument, every_days, between_visits FROM plan_ask WHERE practice_id = $1 AND plan_id = $2 ORDER BY position;

-- name: plan_asks_of_client
-- What each plan of a client measures, by plan.
-- in: practice int, client int
-- out: plan int, instrument text, every_days int?, between_visits int
SELECT k.plan_id, k.instrument, k.every_days, k.between_visits
FROM plan p JOIN plan_ask k ON k.practice_id = p.practice_id AND k.plan_id = p.id
WHERE p.practice_id = $1 AND p.client_id = $2 ORDER BY k.plan_id, k.position;

-- name: plan_ask_new
-- One instrument of a plan.
-- in: practice int, plan int, position int, instrument text, every_days int?, between_visits int
INSERT INTO plan_ask (practice_id, plan_id, position, instrument, every_days, between_visits) VALUES ($1, $2, $3, $4, $5, $6);

-- name: plan_asks_clear
-- Before a plan's instruments are written anew; what they were is kept with the plan's version.
-- in: practice int, plan int
DELETE FROM plan_ask WHERE practice_id = $1 AND plan_id = $2;
