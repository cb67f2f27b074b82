-- Tables of the tests of src/db: every type, every kind of constraint.
CREATE TABLE thing (
    id @id PRIMARY KEY,                     -- the thing
    name @text NOT NULL UNIQUE,             -- one of its kind
    n @int CHECK (n >= 0),                  -- how many
    r @real,                                -- how much
    b @blob,                                -- bytes
    parent @id REFERENCES thing (id)        -- belongs to
) @strict;
CREATE INDEX thing_parent ON thing (parent);
