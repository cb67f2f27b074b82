-- A link asks for filled-in instruments, beside ratings and the diary or instead of them, and their answers are kept while they are given:
-- a response that is not sent yet belongs to the browser that began it.
ALTER TABLE link ADD COLUMN ratings @int NOT NULL DEFAULT 1;            -- 1: ratings and the diary are asked too
ALTER TABLE link ADD COLUMN kiosk @int NOT NULL DEFAULT 0;              -- 1: answered on the practice's own tablet
CREATE TABLE link_ask (
    practice_id @id NOT NULL,               -- of the link
    link_id @id NOT NULL,                   -- which asks
    position @int NOT NULL,                 -- 1 is asked first
    instrument @text NOT NULL,              -- code: 'pgic'
    concern_id @id,                         -- about which concern, NULL the person as a whole
    PRIMARY KEY (practice_id, link_id, position),
    FOREIGN KEY (practice_id, link_id) REFERENCES link (practice_id, id) ON DELETE CASCADE
) @clustered;
ALTER TABLE response ADD COLUMN device @blob;                           -- BLAKE2b-256 of the browser's token: by link, answers are shown to that browser only
ALTER TABLE response ADD COLUMN version @int NOT NULL DEFAULT 1;        -- one more with each save, and with sending
CREATE INDEX response_draft ON response (begun_us) WHERE submitted_us IS NULL;
