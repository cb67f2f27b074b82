-- Contacts that go by themselves: before a visit, and between visits.

-- name: contact_setting_get
-- When a practice writes before a visit.
-- in: practice int
-- out: hours int, version int
SELECT hours, version FROM contact_setting WHERE practice_id = $1;

-- name: contact_setting_put
-- The first choice, or the next after the version seen.
-- in: practice int, hours int, at int, account int?, version int
INSERT INTO contact_setting (practice_id, hours, at_us, account_id, version) VALUES ($1, $2, $3, $4, $5 + 1)
ON CONFLICT (practice_id) DO UPDATE SET hours = $2, at_us = $3, account_id = $4, version = contact_setting.version + 1
WHERE contact_setting.version = $5;

-- name: contact_visits_due
-- Visits that begin within a span and were not written about at the time that they have now: the client may be written to, nobody at the practice
-- made a link for this time, and no other visit within two days of it was written about or comes first. Which time a link is for says its end
-- (desk/links/links.h): it comes `life` (of an intake: `intake`) after it. A message that was stopped as its visit was over, and one for a visit that was
-- cancelled, brought nothing.
-- in: practice int, from int, to int, near int, sms int, after int, limit int, life int, intake int
-- out: id int, client int, start int
SELECT p.id, p.client_id, p.start_us
FROM appointment p JOIN client c ON c.practice_id = p.practice_id AND c.id = p.client_id
WHERE p.practice_id = $1 AND p.start_us > $2 AND p.start_us <= $3 AND p.state = 'booked' AND p.id > $6
    AND ((c.may_email = 1 AND c.email <> '') OR ($5 = 1 AND c.may_text = 1)) AND c.merged_into IS NULL
    AND NOT EXISTS (SELECT 1 FROM outbox o JOIN link l ON l.practice_id = o.practice_id AND l.id = o.link_id
        WHERE o.practice_id = p.practice_id AND o.appointment_id = p.id AND o.again_id IS NULL AND o.error <> 'visit-over'
            AND ABS(l.expires_us - p.start_us - CASE l.purpose WHEN 'intake' THEN CAST($9 AS @int) ELSE CAST($8 AS @int) END) <= $4)
    AND NOT EXISTS (SELECT 1 FROM link l WHERE l.client_id = p.client_id AND l.practice_id = p.practice_id AND l.appointment_id = p.id AND l.revoked_us IS NULL
        AND l.account_id IS NOT NULL AND ABS(l.expires_us - p.start_us - CASE l.purpose WHEN 'intake' THEN CAST($9 AS @int) ELSE CAST($8 AS @int) END) <= $4)
    AND NOT EXISTS (SELECT 1 FROM appointment q WHERE q.client_id = p.client_id AND q.practice_id = p.practice_id AND q.start_us > $2
        AND q.start_us >= p.start_us - $4 AND q.start_us < p.start_us AND q.state = 'booked')
    AND NOT EXISTS (SELECT 1 FROM outbox o JOIN appointment q ON q.practice_id = o.practice_id AND q.id = o.appointment_id
        JOIN link l ON l.practice_id = o.practice_id AND l.id = o.link_id
        WHERE o.client_id = p.client_id AND o.practice_id = p.practice_id AND o.again_id IS NULL AND o.state IN ('waiting', 'sending', 'sent')
            AND q.state NOT IN ('cancelled', 'late-cancel') AND q.start_us BETWEEN p.start_us - $4 AND p.start_us + $4
            AND ABS(l.expires_us - q.start_us - CASE l.purpose WHEN 'intake' THEN CAST($9 AS @int) ELSE CAST($8 AS @int) END) <= $4)
ORDER BY p.id LIMIT $7;

-- name: contact_weekly_due
-- Active plans that want ratings between visits, of clients who may be written to: not stopped by the client, nothing weekly since `since`, not asked
-- since `from` how it was after a session, and
-- no visit of theirs between `from` and `to`. Counted per active plan, not per client.
-- in: practice int, since int, from int, to int, sms int, after int, limit int
-- out: plan int, client int
SELECT p.id AS plan, p.client_id
FROM plan p JOIN client c ON c.practice_id = p.practice_id AND c.id = p.client_id
WHERE p.practice_id = $1 AND p.state = 'active' AND p.id > $6
    AND EXISTS (SELECT 1 FROM plan_ask k WHERE k.practice_id = p.practice_id AND k.plan_id = p.id AND k.between_visits = 1 AND COALESCE(k.every_days, 0) <> 1)
    AND ((c.may_email = 1 AND c.email <> '') OR ($5 = 1 AND c.may_text = 1)) AND c.merged_into IS NULL
    AND NOT EXISTS (SELECT 1 FROM weekly_stop s WHERE s.client_id = p.client_id AND s.practice_id = p.practice_id
        AND NOT EXISTS (SELECT 1 FROM weekly_again w WHERE w.client_id = s.client_id AND w.practice_id = s.practice_id AND w.ended_us IS NULL AND w.at_us > s.at_us))
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.client_id = p.client_id AND o.practice_id = p.practice_id AND o.kind = 'weekly' AND o.created_us > $2)
    AND NOT EXISTS (SELECT 1 FROM after_ask k WHERE k.client_id = p.client_id AND k.practice_id = p.practice_id AND k.at_us > $3)
    AND NOT EXISTS (SELECT 1 FROM appointment a WHERE a.client_id = p.client_id AND a.practice_id = p.practice_id AND a.start_us BETWEEN $3 AND $4
        AND a.state IN ('booked', 'arrived', 'in-session', 'done'))
ORDER BY p.id LIMIT $7;

-- name: contact_link
-- The newest link of this visit's client that was made for the time before it, and stands.
-- in: practice int, client int, appointment int, now int
-- out: id int, used int?, expires int, opened int?
SELECT id, used_us, expires_us, opened_us FROM link
WHERE client_id = $2 AND practice_id = $1 AND appointment_id = $3 AND purpose = 'visit' AND revoked_us IS NULL AND expires_us > $4
ORDER BY id DESC LIMIT 1;

-- name: visit_said_put
-- Nothing changed in the client's health: the first time stands.
-- in: practice int, appointment int, client int, at int, link int
INSERT INTO visit_said (practice_id, appointment_id, client_id, unchanged_us, link_id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (practice_id, appointment_id) DO NOTHING;

-- name: visit_said_get
-- What was said before a visit, and how many health forms the client sent with it or since: one of staff says nothing of what the client would say.
-- in: practice int, appointment int, client int
-- out: unchanged int, forms int
SELECT v.unchanged_us, (SELECT COUNT(*) FROM intake i WHERE i.client_id = $3 AND i.practice_id = $1 AND i.account_id IS NULL AND i.submitted_us >= v.unchanged_us) AS forms
FROM visit_said v WHERE v.practice_id = $1 AND v.appointment_id = $2 AND v.client_id = $3;

-- name: visit_said_last
-- When this client said last, before any visit, that nothing changed in their health.
-- in: practice int, client int
-- out: at int?
SELECT MAX(unchanged_us) AS at FROM visit_said WHERE client_id = $2 AND practice_id = $1;

-- name: contact_answered
-- What was answered before a visit by a link that was made from its own: questionnaires and ratings.
-- in: practice int, client int, from int
-- out: used int?
SELECT MAX(used_us) AS used FROM link WHERE client_id = $2 AND practice_id = $1 AND from_link_id = $3 AND purpose = 'answers';

-- name: weekly_stop_put
-- No more ratings between visits, for this plan: the first time stands.
-- in: practice int, plan int, client int, at int, link int
INSERT INTO weekly_stop (practice_id, plan_id, client_id, at_us, link_id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (practice_id, plan_id) DO NOTHING;

-- name: weekly_stop_get
-- Since when a client wants no more, where that was not turned on again later.
-- in: practice int, client int
-- out: at int
SELECT COALESCE((SELECT MAX(w.ended_us) FROM weekly_again w WHERE w.client_id = s.client_id AND w.practice_id = s.practice_id), s.at_us) AS at
FROM weekly_stop s
WHERE s.client_id = $2 AND s.practice_id = $1
    AND NOT EXISTS (SELECT 1 FROM weekly_again w WHERE w.client_id = s.client_id AND w.practice_id = s.practice_id AND w.ended_us IS NULL AND w.at_us > s.at_us)
ORDER BY s.at_us DESC LIMIT 1;

-- name: weekly_again_put
-- Turned on again, as agreed with the client.
-- in: practice int, id int, client int, at int, account int?
INSERT INTO weekly_again (practice_id, id, client_id, at_us, account_id, ended_us, link_id) VALUES ($1, $2, $3, $4, $5, NULL, NULL);

-- name: weekly_again_end
-- No more, once more.
-- in: practice int, client int, at int, link int
UPDATE weekly_again SET ended_us = $3, link_id = $4 WHERE client_id = $2 AND practice_id = $1 AND ended_us IS NULL;

