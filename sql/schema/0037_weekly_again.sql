-- "No more of these" holds for the client and every plan, until the weekly ratings are turned on again with them.
CREATE TABLE weekly_again (
    practice_id @id NOT NULL,               -- of the client
    id @id NOT NULL,                        -- of this row
    client_id @id NOT NULL,                 -- wants to be asked again between visits, …
    at_us @int NOT NULL,                    -- … since then, …
    account_id @id,                         -- … as agreed with this member of the practice …
    ended_us @int,                          -- … until they wanted no more, once more; NULL it holds
    link_id @id,                            -- said by this link
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, id),
    CHECK ((ended_us IS NULL) = (link_id IS NULL))
) @strict;
CREATE INDEX weekly_again_client ON weekly_again (client_id, practice_id);
