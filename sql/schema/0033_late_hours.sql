-- When a cancellation counts as late is the practice's own agreement with those who come.
ALTER TABLE practice ADD COLUMN late_hours @int NOT NULL DEFAULT 24;  -- a visit cancelled less than so many hours before it begins is cancelled late; 0: none is
