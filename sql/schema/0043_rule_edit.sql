-- What a practice changed in the safety rules that ship, and its own rules. Rows are only added: the newest of a rule counts, and the one that
-- counted when a finding was made is found by the time.
CREATE TABLE rule_edit (
    practice_id @id NOT NULL REFERENCES practice (id), -- whose
    id @id NOT NULL,                        -- one change
    rule @text NOT NULL,                    -- of ours, or the practice's own: 'own-…'
    what @text NOT NULL,                    -- set: it says what body says; off: ours does not hold; back: ours as it ships, or an own one no more
    body @text NOT NULL,                    -- set, off: as in a file of rules (clinic/screen_overlay.h), with the hash of ours that it was written against; back: ''
    verdict @text NOT NULL,                 -- against ours, or the own one before: new, same, stricter, weaker
    reason @text NOT NULL,                  -- why; never empty of a weaker one
    account_id @id,                         -- by whom, NULL the command line
    at_us @int NOT NULL,                    -- when
    PRIMARY KEY (practice_id, id),
    CHECK (what IN ('set', 'off', 'back')),
    CHECK (verdict IN ('new', 'same', 'stricter', 'weaker')),
    CHECK (verdict <> 'weaker' OR reason <> ''),
    CHECK ((what = 'back') = (body = ''))
) @strict;
CREATE INDEX rule_edit_rule ON rule_edit (rule, practice_id, id);
