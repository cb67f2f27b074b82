-- Nobody and nothing is in two appointments at once. A row lasts half a day at most (0006), so only what began in the half day before can reach into it.
CREATE TRIGGER taken_no_overlap BEFORE INSERT ON taken BEGIN
    SELECT RAISE(ABORT, 'taken: overlap') WHERE EXISTS (SELECT 1 FROM taken t WHERE t.practice_id = NEW.practice_id
        AND t.resource_id = NEW.resource_id AND t.place = NEW.place
        AND t.from_us > NEW.from_us - 43200000000 AND t.from_us < NEW.until_us AND t.until_us > NEW.from_us);
END;
CREATE TRIGGER taken_is_replaced BEFORE UPDATE ON taken BEGIN SELECT RAISE(ABORT, 'taken: delete and insert'); END;
