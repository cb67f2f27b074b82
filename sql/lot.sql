-- First days of treatment that were drawn by lot.

-- name: lot_new
-- The draw of a concern; a second one is refused by its key.
-- in: practice int, concern int, plan int, first int, last int, step int, until int, seed int, drawn int, at int, account int
INSERT INTO start_lot (practice_id, concern_id, plan_id, first_day, last_day, step_days, until_day, seed, drawn_day, at_us, account_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: lots_of_client
-- What was drawn for a client's concerns, those that are closed too.
-- in: practice int, client int
-- out: concern int, kind text, plan int, first int, last int, step int, until int, drawn int, at int, account_name text
SELECT l.concern_id, c.kind, l.plan_id, l.first_day, l.last_day, l.step_days, l.until_day, l.drawn_day, l.at_us, a.name AS account_name
FROM concern c JOIN start_lot l ON l.practice_id = c.practice_id AND l.concern_id = c.id JOIN account a ON a.id = l.account_id
WHERE c.practice_id = $1 AND c.client_id = $2 ORDER BY l.concern_id;
