-- Links by which a client answers without a password.

-- name: link_new
-- A link that stands until it expires or is taken back.
-- in: practice int, id int, client int, concern int?, shared_phone int, created int, account int?, expires int, purpose text, appointment int?, from int?, ratings int, kiosk int
INSERT INTO link (practice_id, id, client_id, concern_id, shared_phone, confirmed_us, created_us, account_id, expires_us, used_us, revoked_us,
    purpose, appointment_id, from_link_id, ratings, kiosk)
VALUES ($1, $2, $3, $4, $5, NULL, $6, $7, $8, NULL, NULL, $9, $10, $11, $12, $13);

-- name: link_by_id
-- One link. One that was made from the client's own pages ends with them.
-- in: practice int, id int
-- out: id int, client int, concern int?, shared_phone int, confirmed int?, created int, account int?, expires int, used int?, revoked int?, purpose text, appointment int?, from int?, ratings int, kiosk int, opened int?
SELECT l.id, l.client_id, l.concern_id, l.shared_phone, l.confirmed_us, l.created_us, l.account_id, l.expires_us, l.used_us,
    COALESCE(l.revoked_us, h.revoked_us) AS revoked, l.purpose, l.appointment_id, l.from_link_id, l.ratings, l.kiosk, l.opened_us
FROM link l LEFT JOIN link h ON h.practice_id = l.practice_id AND h.id = l.from_link_id
WHERE l.practice_id = $1 AND l.id = $2;

-- name: link_of_client
-- A client's links, the newest first.
-- in: practice int, client int, limit int
-- out: id int, client int, concern int?, shared_phone int, confirmed int?, created int, account int?, expires int, used int?, revoked int?, purpose text, appointment int?, from int?, ratings int, kiosk int, opened int?
SELECT l.id, l.client_id, l.concern_id, l.shared_phone, l.confirmed_us, l.created_us, l.account_id, l.expires_us, l.used_us,
    COALESCE(l.revoked_us, h.revoked_us) AS revoked, l.purpose, l.appointment_id, l.from_link_id, l.ratings, l.kiosk, l.opened_us
FROM link l LEFT JOIN link h ON h.practice_id = l.practice_id AND h.id = l.from_link_id
WHERE l.practice_id = $1 AND l.client_id = $2 ORDER BY l.id DESC LIMIT $3;

-- name: link_onward
-- The newest link of a purpose that was made from the client's own pages.
-- in: practice int, client int, from int, purpose text
-- out: id int, client int, concern int?, shared_phone int, confirmed int?, created int, account int?, expires int, used int?, revoked int?, purpose text, appointment int?, from int?, ratings int, kiosk int, opened int?
SELECT id, client_id, concern_id, shared_phone, confirmed_us, created_us, account_id, expires_us, used_us, revoked_us, purpose, appointment_id, from_link_id, ratings, kiosk, opened_us
FROM link WHERE practice_id = $1 AND client_id = $2 AND from_link_id = $3 AND purpose = $4 ORDER BY id DESC LIMIT 1;

-- name: link_shared
-- What staff said last of a client's phone: where they could, which is neither of the client's own pages nor of the practice's tablet.
-- in: practice int, client int
-- out: shared_phone int
SELECT shared_phone FROM link
WHERE practice_id = $1 AND client_id = $2 AND account_id IS NOT NULL AND from_link_id IS NULL AND kiosk = 0 AND purpose <> 'home' ORDER BY id DESC LIMIT 1;

-- name: link_open
-- What a request by link needs, in one look: the link, whether its client stands, and the practice.
-- in: practice int, id int
-- out: id int, client int, concern int?, shared_phone int, confirmed int?, created int, account int?, expires int, used int?, revoked int?, purpose text, appointment int?, from int?, ratings int, kiosk int, opened int?, given text, preferred text, born int?, merged_into int?, practice_name text, phone text, crisis_line text, zone text
SELECT l.id, l.client_id, l.concern_id, l.shared_phone, l.confirmed_us, l.created_us, l.account_id, l.expires_us, l.used_us,
    COALESCE(l.revoked_us, h.revoked_us) AS revoked, l.purpose, l.appointment_id, l.from_link_id, l.ratings, l.kiosk, l.opened_us, c.given, c.preferred, c.born, c.merged_into, p.name, p.phone, p.crisis_line, p.zone
FROM link l
JOIN client c ON c.practice_id = l.practice_id AND c.id = l.client_id
JOIN practice p ON p.id = l.practice_id
LEFT JOIN link h ON h.practice_id = l.practice_id AND h.id = l.from_link_id
WHERE l.practice_id = $1 AND l.id = $2;

-- name: link_ask_new
-- One of the instruments that a link asks for.
-- in: practice int, link int, position int, instrument text, concern int?
INSERT INTO link_ask (practice_id, link_id, position, instrument, concern_id) VALUES ($1, $2, $3, $4, $5);

-- name: link_asks
-- What a link asks for, in order.
-- in: practice int, link int
-- out: instrument text, concern int?
SELECT instrument, concern_id FROM link_ask WHERE practice_id = $1 AND link_id = $2 ORDER BY position;

-- name: link_asks_of_client
-- What each of a client's links asks for, the newest link first.
-- in: practice int, client int
-- out: link int, instrument text, concern int?
SELECT l.id AS link, k.instrument, k.concern_id FROM link l JOIN link_ask k ON k.practice_id = l.practice_id AND k.link_id = l.id
WHERE l.practice_id = $1 AND l.client_id = $2 ORDER BY l.id DESC, k.position;

-- name: link_confirmed
-- The birth date was given rightly.
-- in: practice int, id int, at int
UPDATE link SET confirmed_us = $3 WHERE practice_id = $1 AND id = $2 AND confirmed_us IS NULL;

-- name: link_asked_instead
-- What was begun by a client's links that they do not ask for: asked in the place of something else.
-- in: practice int, client int
-- out: link int, instrument text, concern int?
SELECT DISTINCT r.link_id, r.instrument, r.concern_id FROM response r
WHERE r.client_id = $2 AND r.practice_id = $1 AND r.link_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM link_ask k
    WHERE k.practice_id = r.practice_id AND k.link_id = r.link_id AND k.instrument = r.instrument)
ORDER BY r.link_id, r.instrument;

-- name: link_opened
-- Its page was shown; the first time stands.
-- in: practice int, id int, at int
UPDATE link SET opened_us = $3 WHERE practice_id = $1 AND id = $2 AND opened_us IS NULL;

-- name: link_used
-- An answer was taken.
-- in: practice int, id int, at int
UPDATE link SET used_us = $3 WHERE practice_id = $1 AND id = $2;

-- name: link_revoked
-- Taken back; the first time stands.
-- in: practice int, id int, at int
UPDATE link SET revoked_us = $3 WHERE practice_id = $1 AND id = $2 AND revoked_us IS NULL;

-- name: link_wrong
-- One more wrong birth date; the last one that is borne takes the link back.
-- in: practice int, id int, at int, most int
UPDATE link SET wrong = wrong + 1, revoked_us = CASE WHEN wrong + 1 >= $4 AND revoked_us IS NULL THEN $3 ELSE revoked_us END
WHERE practice_id = $1 AND id = $2;

-- name: link_visit
-- When the visit starts that a link is made for.
-- in: practice int, id int, client int
-- out: start int
SELECT start_us FROM appointment WHERE practice_id = $1 AND id = $2 AND client_id = $3;

-- name: link_asks_out
-- What links of a client ask at this moment: each that stands, but those on the practice's own tablet, the link that is looked from and what was
-- made from it. Of a link to answers only what was not answered by it. A row without an instrument is a link that asks ratings alone.
-- in: practice int, client int, now int, from int
-- out: purpose text, ratings int, used int?, instrument text?, concern int?
SELECT l.purpose, l.ratings, l.used_us, k.instrument, k.concern_id
FROM link l LEFT JOIN link h ON h.practice_id = l.practice_id AND h.id = l.from_link_id
LEFT JOIN link_ask k ON k.practice_id = l.practice_id AND k.link_id = l.id
WHERE l.practice_id = $1 AND l.client_id = $2 AND l.expires_us > $3 AND l.revoked_us IS NULL AND h.revoked_us IS NULL AND l.kiosk = 0
    AND l.purpose IN ('answers', 'diary') AND l.id <> $4 AND (l.from_link_id IS NULL OR l.from_link_id <> $4)
    AND (k.instrument IS NULL OR l.purpose = 'diary' OR NOT EXISTS (SELECT 1 FROM response r WHERE r.client_id = l.client_id AND r.practice_id = l.practice_id
        AND r.link_id = l.id AND r.instrument = k.instrument AND COALESCE(r.concern_id, 0) = COALESCE(k.concern_id, 0) AND r.submitted_us IS NOT NULL));
