-- The outcomes of a practice, without anybody in them.

-- name: summary_clients
-- Everybody with a concern whose treatment has begun, in order.
-- in: practice int
-- out: client int
SELECT DISTINCT client_id FROM concern WHERE practice_id = $1 AND start_day IS NOT NULL ORDER BY client_id;
