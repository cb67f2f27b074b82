-- Concerns of more kinds, with regions and onset.
ALTER TABLE concern DROP CONSTRAINT concern_kind_check;
ALTER TABLE concern ADD CONSTRAINT concern_kind_check CHECK (kind IN ('pain', 'headache', 'stress', 'sleep', 'function'));
ALTER TABLE concern ADD COLUMN regions @text NOT NULL DEFAULT '[]';     -- canonical JSON: ["shoulder-left", …], codes of clinic/body.h
ALTER TABLE concern ADD COLUMN onset_day @int;                          -- began about then, NULL not known
ALTER TABLE concern ADD COLUMN onset @text NOT NULL DEFAULT '';         -- how it began, in the client's words
ALTER TABLE concern ADD COLUMN history @text NOT NULL DEFAULT '';       -- what was tried, what helps, what makes it worse
