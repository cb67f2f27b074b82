-- What a client answered since their last session: what the therapist reads before touching them. Each reads rows of one client.

-- name: news_since
-- When the last session before a visit began; a visit marked as done late hides nothing that was said in between.
-- in: practice int, client int, start int
-- out: since int?
SELECT MAX(start_us) AS since FROM appointment WHERE client_id = $2 AND practice_id = $1 AND state = 'done' AND start_us < $3;

-- name: news_ratings
-- Ratings that count and were entered since, series by series, the oldest first, each with the one before it.
-- in: practice int, client int, since int
-- out: concern int, instrument text, day int, value real, source text, at int, link int?, before_value real?, before_day int?
SELECT news.concern_id, news.instrument, news.day, news.value, news.source, news.at_us, news.link_id, news.before_value, news.before_day
FROM (
    SELECT m.concern_id, m.instrument, m.recall, COALESCE(m.set_id, 0) AS set_id, m.day, m.id, m.value, m.source, m.at_us, m.link_id,
        LAG(m.value) OVER (PARTITION BY m.concern_id, m.instrument, m.recall, COALESCE(m.set_id, 0) ORDER BY m.day, m.id) AS before_value,
        LAG(m.day) OVER (PARTITION BY m.concern_id, m.instrument, m.recall, COALESCE(m.set_id, 0) ORDER BY m.day, m.id) AS before_day
    FROM measure m WHERE m.practice_id = $1 AND m.client_id = $2 AND m.replaced_by IS NULL AND m.withdrawn_us IS NULL
) news
WHERE news.at_us > $3 ORDER BY news.concern_id, news.instrument, news.recall, news.set_id, news.day, news.id;

-- name: news_diary
-- Diary days that were entered or corrected since.
-- in: practice int, client int, since int
-- out: days int, headaches int
SELECT COUNT(*) AS days, COUNT(CASE WHEN headache = 1 THEN 1 END) AS headaches
FROM diary_day WHERE practice_id = $1 AND client_id = $2 AND at_us > $3;

-- name: news_findings
-- Findings that stand, and those that stood then.
-- in: practice int, client int, since int
-- out: rule text, level int, unknown int, body text, at int, ended int?
SELECT rule, level, unknown, body, at_us, ended_us FROM finding
WHERE client_id = $2 AND practice_id = $1 AND (ended_us IS NULL OR ended_us > $3) ORDER BY level, id;

-- name: news_intake
-- The last health form that was sent since.
-- in: practice int, client int, since int
-- out: submitted int?, account int?
SELECT submitted_us, account_id FROM intake WHERE client_id = $2 AND practice_id = $1 AND submitted_us > $3 ORDER BY submitted_us DESC, id DESC LIMIT 1;

-- name: news_links
-- How many links were answered by since; without what was said.
-- in: practice int, client int, since int
-- out: n int
SELECT COUNT(*) AS n FROM link WHERE practice_id = $1 AND client_id = $2 AND purpose = 'answers' AND used_us > $3;
