-- Placing a plan's sessions. Only what the calendar needs of a plan: never its goal, measures or reviews, which the front desk does not see.

-- name: series_plan
-- The dose of a plan: whose, with whom, what, how many and how often, and the agreed price.
-- in: practice int, id int
-- out: client int, therapist int, service int, sessions int, per_week int, every_weeks int, price int, state text, agreed_us int?, created_us int, given text, family text, preferred text, service_name text
SELECT p.client_id, p.account_id AS therapist, p.service_id, p.sessions, p.per_week, p.every_weeks, p.price, p.state, p.agreed_us, p.created_us,
    c.given, c.family, c.preferred, s.name AS service_name
FROM plan p
JOIN client c ON c.practice_id = p.practice_id AND c.id = p.client_id
JOIN service s ON s.practice_id = p.practice_id AND s.id = p.service_id
WHERE p.practice_id = $1 AND p.id = $2;
