-- Who issued a licence: a number says little without it.
ALTER TABLE member ADD COLUMN licence_body @text NOT NULL DEFAULT '';  -- issuing body, '' where not given
