-- Receipts with gap-free numbers, refunds, packages of visits, and letters.

CREATE TABLE receipt (
    practice_id @id NOT NULL REFERENCES practice (id),  -- issued by
    id @id NOT NULL,                        -- the receipt
    number @int NOT NULL,                   -- 1, 2, … without gaps within a practice
    kind @text NOT NULL,                    -- receipt, refund
    refers_to_id @id,                       -- refund: of this receipt
    client_id @id NOT NULL,                 -- for
    appointment_id @id,                     -- for this session, NULL a package or something else
    package_id @id,                         -- sale of this package, NULL otherwise
    issued_day @int NOT NULL,               -- civil day in the practice's zone
    fee @int NOT NULL,                      -- what is paid, tax contained, minor units; negative on a refund
    tax_bp @int NOT NULL,                   -- rate of the tax contained, hundredths of a percent
    tax @int NOT NULL,                      -- tax contained, minor units; the sign of fee
    currency @text NOT NULL,                -- ISO 4217
    paid_by @text NOT NULL,                 -- cash, card, transfer, other
    body @text NOT NULL,                    -- canonical JSON: everything printed, as it was (names, addresses, registration number, lines)
    reason @text NOT NULL,                  -- refund: why; '' otherwise
    issued_us @int NOT NULL,                -- when
    account_id @id,                         -- by
    PRIMARY KEY (practice_id, id),
    UNIQUE (practice_id, number),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (number >= 1),
    CHECK (kind IN ('receipt', 'refund')),
    CHECK (paid_by IN ('cash', 'card', 'transfer', 'other')),
    CHECK ((kind = 'receipt' AND fee >= 0) OR (kind = 'refund' AND fee <= 0 AND refers_to_id IS NOT NULL))
) @strict;
CREATE INDEX receipt_client ON receipt (client_id, practice_id);
CREATE INDEX receipt_day ON receipt (practice_id, issued_day);
CREATE INDEX receipt_appointment ON receipt (appointment_id, practice_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX receipt_refers ON receipt (refers_to_id, practice_id) WHERE refers_to_id IS NOT NULL;

CREATE TABLE receipt_number (
    practice_id @id NOT NULL REFERENCES practice (id),  -- counts for
    last @int NOT NULL,                     -- the number given last, in the transaction that writes the receipt: no gap, and two at once wait
    PRIMARY KEY (practice_id),
    CHECK (last >= 1)
) @clustered;

CREATE TABLE package (
    practice_id @id NOT NULL REFERENCES practice (id),  -- sold by
    id @id NOT NULL,                        -- visits paid ahead
    client_id @id NOT NULL,                 -- for
    service_id @id NOT NULL,                -- of this service
    visits @int NOT NULL,                   -- bought
    price @int NOT NULL,                    -- paid for all, minor units
    bought_day @int NOT NULL,               -- when
    expires_day @int,                       -- last day, NULL without an end
    ended_us @int,                          -- refunded or given up, NULL while it counts
    version @int NOT NULL,                  -- row version
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    FOREIGN KEY (practice_id, service_id) REFERENCES service (practice_id, id),
    CHECK (visits BETWEEN 1 AND 100),
    CHECK (price >= 0)
) @strict;
CREATE INDEX package_client ON package (client_id, practice_id);

CREATE TABLE package_use (
    practice_id @id NOT NULL,               -- of the package
    package_id @id NOT NULL,                -- which
    appointment_id @id NOT NULL,            -- a visit paid with it
    at_us @int NOT NULL,                    -- when booked off
    account_id @id,                         -- by
    PRIMARY KEY (practice_id, appointment_id),
    FOREIGN KEY (practice_id, package_id) REFERENCES package (practice_id, id),
    FOREIGN KEY (practice_id, appointment_id) REFERENCES appointment (practice_id, id)
) @clustered;
CREATE INDEX package_use_package ON package_use (package_id, practice_id);

CREATE TABLE letter (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- a letter to the physician
    client_id @id NOT NULL,                 -- about
    concern_id @id NOT NULL,                -- about what
    plan_id @id,                            -- about which plan, NULL none
    addressee @text NOT NULL,               -- name and address lines
    paragraph @text NOT NULL,               -- the therapist's own
    body @text NOT NULL,                    -- canonical JSON: everything else that is printed, as it was when it was finished
    consent_id @id,                         -- the consent (kind letter) it is sent under, NULL while a draft
    created_us @int NOT NULL,               -- when begun
    finished_us @int,                       -- signed and fixed, NULL while a draft
    licence @text NOT NULL,                 -- licence number at finishing, '' while a draft
    signer @text NOT NULL,                  -- name at finishing, '' while a draft
    account_id @id NOT NULL,                -- who writes it
    shared @int NOT NULL,                   -- 1: the client sees it on their own page
    version @int NOT NULL,                  -- one more with each save
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK (shared IN (0, 1))
) @strict;
CREATE INDEX letter_client ON letter (client_id, practice_id);
