-- PostgreSQL gathers its own as rows come; a database that is migrated begins with what it has.
ANALYZE;
