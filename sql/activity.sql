-- Personal activities (PSFS): sets that are fixed once chosen.

-- name: activity_sets
-- A client's sets with their activities: the newest set first, activities in order.
-- in: practice int, client int
-- out: id int, concern int, at int, ended int?, words text
SELECT s.id, s.concern_id, s.at_us, s.ended_us, a.words
FROM activity_set s JOIN activity a ON a.practice_id = s.practice_id AND a.set_id = s.id
WHERE s.practice_id = $1 AND s.client_id = $2
ORDER BY s.id DESC, a.position;

-- name: activity_set_end
-- The set of a concern that counts, ended by another one.
-- in: practice int, concern int, at int
UPDATE activity_set SET ended_us = $3 WHERE practice_id = $1 AND concern_id = $2 AND ended_us IS NULL;

-- name: activity_set_new
-- A set that counts from now on.
-- in: practice int, id int, client int, concern int, at int, by int?
INSERT INTO activity_set (practice_id, id, client_id, concern_id, at_us, by_id, ended_us) VALUES ($1, $2, $3, $4, $5, $6, NULL);

-- name: activity_new
-- One activity of a set.
-- in: practice int, set int, position int, words text
INSERT INTO activity (practice_id, set_id, position, words) VALUES ($1, $2, $3, $4);
