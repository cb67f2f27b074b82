-- A diary day that was first said later than the next day is remembered, not noted down: it is marked, and a correction does not unmark it.
-- Of what is there already nobody knows the zone it was said in: marked is what is late by the earliest clock there is, twelve hours behind UTC.
ALTER TABLE diary_day ADD COLUMN back_filled @int NOT NULL DEFAULT 0;   -- 1: first said later than the next day
UPDATE diary_day SET back_filled = 1 WHERE source IN ('client', 'therapist') AND day + 1 < (COALESCE((SELECT MIN(b.at_us) FROM diary_before b
    WHERE b.practice_id = diary_day.practice_id AND b.client_id = diary_day.client_id AND b.day = diary_day.day), at_us) - 43200000000) / 86400000000;
