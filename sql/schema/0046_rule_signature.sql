-- Who answers for the safety rules as they stand in a practice: its own physician or therapist, on paper or in person, recorded by an owner. Rows
-- are only added; what was recorded by mistake is taken back by a row of its own.
CREATE TABLE rule_signature (
    practice_id @id NOT NULL REFERENCES practice (id), -- whose
    id @id NOT NULL,                        -- one signature, or its taking back
    back_of @id,                            -- the signature that this takes back, NULL it is one
    signer @text NOT NULL,                  -- who signed; back: ''
    role @text NOT NULL,                    -- physician or therapist; back: ''
    licence @text NOT NULL,                 -- number or body of their licence; back: ''
    signed_day @int,                        -- the day of the signature; back: NULL
    what @text NOT NULL,                    -- what exactly was signed; back: why it is taken back
    rules @text NOT NULL,                   -- version of the rules that were signed; back: ''
    digest @text NOT NULL,                  -- SHA-256, hex, of all that acts in them (clinic/screen_overlay.h); back: ''
    account_id @id,                         -- recorded by, NULL the command line
    at_us @int NOT NULL,                    -- recorded when
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, back_of) REFERENCES rule_signature (practice_id, id),
    CHECK (role IN ('', 'physician', 'therapist')),
    CHECK (what <> ''),
    CHECK ((back_of IS NULL) = (role <> '' AND signer <> '' AND licence <> '' AND signed_day IS NOT NULL AND rules <> '' AND digest <> ''))
) @strict;
