-- While a fresh PostgreSQL has no statistics, every index that begins with practice_id looks as good as the primary key, also
-- where it would walk the whole practice: for each foreign key checked, for each search. So secondary indexes either hold only
-- the rows they are asked for, or begin with the column that tells rows apart. (10,000 clients: 2 ms each instead of 13 and
-- growing; a search 100 times faster until statistics come.)

DROP INDEX client_recent;
CREATE INDEX client_recent ON client (practice_id, updated_us) WHERE merged_into IS NULL;
DROP INDEX client_external;
CREATE UNIQUE INDEX client_external ON client (practice_id, external) WHERE external IS NOT NULL;
DROP INDEX client_merged;
DROP INDEX client_key_client;
CREATE INDEX client_key_client ON client_key (client_id, practice_id);
DROP INDEX concern_client;
CREATE INDEX concern_client ON concern (client_id, practice_id);
