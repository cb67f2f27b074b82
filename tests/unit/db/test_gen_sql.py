"""tools/gen_sql.py names file, line and rule for what it refuses, and takes what it should."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

GEN = pathlib.Path(sys.argv.pop(1)).resolve()
HEAD = "-- name: a\n-- out: x int\n"


def generate(files):
    with tempfile.TemporaryDirectory() as folder:
        sql = pathlib.Path(folder, "sql")
        (sql / "schema").mkdir(parents=True)
        for name, text in files.items():
            (sql / name).write_text(text)
        out = pathlib.Path(folder, "out")
        run = subprocess.run([sys.executable, GEN, "--out-dir", out, "--sql-dir", sql], capture_output=True, text=True)
        made = {p.name: p.read_text() for p in out.iterdir()} if run.returncode == 0 else {}
        return run.stderr.replace(str(sql) + "/", ""), made


class Refused(unittest.TestCase):
    def refuse(self, files, *says):
        words, made = generate(files if isinstance(files, dict) else {"f.sql": files})
        self.assertEqual(made, {}, "it was taken")
        for s in says:
            self.assertIn(s, words)

    def test_statements(self):
        cases = [
            (HEAD + "SELECT 1;\n" + HEAD + "SELECT 2;\n", "f.sql:4", "duplicate name a"),
            ("-- name: a\n-- in: x int\n-- out: x int\nSELECT $2;", "f.sql:4", "gap, $1"),
            ("-- name: a\n-- in: x int, y int\n-- out: x int\nSELECT $1;", "f.sql:1", "names 2 parameters, the text has 1"),
            (HEAD + "SELECT $1;", "f.sql:1", "names 0 parameters, the text has 1"),
            ("-- name: a\n-- out: x integer\nSELECT 1;", "f.sql:2", "is not `name type`"),
            ("-- name: a\n-- out: x int, x int\nSELECT 1;", "f.sql:2", "x twice"),
            ("-- name: A\n-- out: x int\nSELECT 1;", "f.sql:1", "lower case"),
            ("-- name: a @mysql\nSELECT 1;", "f.sql:1", "the engines are"),
            ("-- name: a @sqlite\n-- out: x int\nSELECT 1;", "f.sql:1", "without its sibling"),
            ("-- name: a @sqlite\n-- out: x int\nSELECT 1;\n-- name: a @postgres\n-- out: y int\nSELECT 1;", "f.sql:4", "differ from the sibling"),
            (HEAD, "f.sql:1", "no SQL"),
            ("SELECT 1;\n", "f.sql:1", "before the first"),
            (HEAD + "SELECT 1;\nSELECT 2;", "f.sql:4", "behind the semicolon"),
            ("-- name: a\nSELECT 1;", "f.sql:1", "needs out:"),
            ("-- name: a\n-- out: x int\nUPDATE t SET x = 1;", "f.sql:1", "RETURNING"),
            ("-- name: a\nUPDATE t SET x = 1 RETURNING x;", "f.sql:1", "RETURNING"),
            (HEAD + "SELECT ?;", "f.sql:3", "no parameter"),
            ("-- name: a\n-- in: x int\n-- out: x int\nSELECT $1::bigint;", "f.sql:4", "PostgreSQL only"),
            (HEAD + "SELECT\n CAST(1 AS REAL);", "f.sql:4", "four bytes"),
            (HEAD + "SELECT CAST(1 AS INTEGER);", "f.sql:3", "four bytes"),
            (HEAD + "SELECT CAST(1 AS @money);", "f.sql:3", "unknown type word"),
            ("-- name: a\nINSERT OR ROLLBACK INTO t (x) VALUES (1);", "f.sql:2", "ABORT"),
            ("-- name: a\nBEGIN;", "f.sql:2", "transactions belong"),
        ]
        for text, *says in cases:
            with self.subTest(text):
                self.refuse(text, *says)

    def test_schema(self):
        self.refuse({"schema/0002_a.sql": "SELECT 1;"}, "step 0001 is missing")
        self.refuse({"schema/1_a.sql": ""}, "schema/1_a.sql:1", "NNNN_name")
        self.refuse({"schema/0001_a.sqlite.sql": "SELECT 1;"}, "no text for postgres")
        self.refuse({"schema/0001_a.sql": "SELECT 1;", "schema/0001_b.sql": ""}, "step 1 is also called a")
        self.refuse({"schema/0001_a.sql": "CREATE TABLE a (\nx INTEGER);"}, "schema/0001_a.sql:2", "type words")
        self.refuse({"schema/0001_a.sql": "CREATE TABLE a (x @id REFERENCES a (x)\nDEFERRABLE);"}, "schema/0001_a.sql:2", "banned")
        self.refuse({"schema/0001_a.sql": "-- The a.\nCREATE TABLE a (\n  x @id, -- it\n  y @text CHECK (y IN ('-- no', '(')),\n  CHECK (x > 0)\n);"},
                    "schema/0001_a.sql:4", "column y has no comment")
        self.refuse({"schema/0001_a.sql": "CREATE TABLE a (\n  x @id, -- it\n  y @text\n) @strict; -- the end"}, "column y has no comment")
        self.refuse({"schema/0001_a.sqlite.sql": "CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT RAISE(ROLLBACK, 'x'); END;",
                     "schema/0001_a.postgres.sql": "SELECT 1;"}, "schema/0001_a.sqlite.sql:1", "ABORT")


class Taken(unittest.TestCase):
    def take(self, files):
        words, made = generate(files)
        self.assertEqual(words, "")
        return made

    def test_nothing(self):
        made = self.take({})
        self.assertIn("Q_COUNT", made["queries_gen.h"])
        self.assertIn("db_schema_step_count = 0", made["schema_gen.c"])

    def test_texts_are_not_read_as_sql(self):
        made = self.take({"f.sql": "-- name: a\n-- in: x int\n-- out: y text\nSELECT '$9 -- ; @x' AS \"y\" -- $7;\nWHERE $1 = 1; -- tail\n"})
        self.assertIn("Q_A,", made["queries_gen.h"])
        self.assertIn("enum { QC_A_Y };", made["queries_gen.h"])

    def test_type_words(self):
        made = self.take({"schema/0001_a.sql": "CREATE TABLE a (i @id, /* a */ t @text, /* b */ r @real, /* c */ b @blob /* d */) @strict;"})
        self.assertIn("CREATE TABLE a (i INTEGER, /* a */ t TEXT, /* b */ r REAL, /* c */ b BLOB /* d */) STRICT;", made["schema_gen.c"])
        self.assertIn('CREATE TABLE a (i BIGINT, /* a */ t TEXT COLLATE \\"C\\", /* b */ r DOUBLE PRECISION, /* c */ b BYTEA /* d */) ;', made["schema_gen.c"])

    def test_hash_is_of_the_words_only(self):
        def hashes(text):
            return [line for line in self.take({"schema/0001_a.sql": text})["schema_gen.c"].split("\n") if line.startswith("     {")]
        first = hashes("CREATE TABLE a (x @id, -- one\n  y @text -- two\n);")
        self.assertEqual(first, hashes("-- better said\nCREATE TABLE a (x @id, -- the x\n   y @text -- the y\n);\n"))
        self.assertNotEqual(first, hashes("CREATE TABLE a (x @id, -- one\n  z @text -- two\n);"))
        self.assertNotEqual(hashes("CREATE TABLE a (-- x\nx @text DEFAULT 'a b');"), hashes("CREATE TABLE a (-- x\nx @text DEFAULT 'a  b');"))

    def test_reads_and_writes(self):
        made = self.take({"f.sql": "-- name: r\n-- out: x int\nWITH c AS (SELECT 1 AS x) SELECT x FROM c;\n"
                                   "-- name: w\nWITH c AS (SELECT 1 AS x) INSERT INTO t SELECT x FROM c;\n"})
        self.assertRegex(made["queries_gen.c"], r'\[Q_R\].*0, 1, false\},')
        self.assertRegex(made["queries_gen.c"], r'\[Q_W\].*0, 0, true\},')

    def test_tables(self):
        """What follows from the schema: forms by step, defaults, parents first; a rebuilt table is as old as it was."""
        first = ("CREATE TABLE practice (id @id NOT NULL PRIMARY KEY -- x\n);\nCREATE TABLE b (practice_id @id NOT NULL, -- x\n id @id NOT NULL, -- x\n"
                 " client_id @id NOT NULL, -- x\n PRIMARY KEY (practice_id, id));\nCREATE TABLE left_out (x @int -- x\n);")
        lite = ("CREATE TABLE c (practice_id @id NOT NULL, -- x\n id @id NOT NULL, -- x\n client_id @id NOT NULL, -- x\n t @text NOT NULL DEFAULT 'it''s', -- x\n"
                " PRIMARY KEY (practice_id, id));\nDROP TABLE b;\nALTER TABLE c RENAME TO b;")
        pg = "ALTER TABLE b ADD COLUMN t @text NOT NULL DEFAULT 'it''s'; -- x"
        files = {"dump.sql": "-- not dumped: left_out\n", "schema/0001_a.sql": first, "schema/0002_b.sqlite.sql": lite, "schema/0002_b.postgres.sql": pg}
        made = self.take(files)
        self.assertIn('b_forms[] = {{1, Q_DUMP_B_AT_0001}, {2, Q_DUMP_B}, {0}}', made["tables_gen.c"])
        self.assertIn('b_defaults[] = {0, 0, 0, "it\'s"}', made["tables_gen.c"])
        self.assertIn('{"b", false, b_forms, Q_LOAD_B, b_defaults, Q_CLIENT_ROWS_B, Q_CLIENT_MOVE_B}', made["tables_gen.c"])
        self.assertNotIn("left_out", made["tables_gen.c"])
        self.assertNotIn("left_out", made["queries_gen.c"])
        words, _ = generate({**files, "schema/0002_b.postgres.sql": pg.replace("NOT NULL DEFAULT 'it''s'", "")})
        self.assertIn("the table b has other columns on sqlite than on postgres", words)
        words, _ = generate({**files, "dump.sql": "-- not dumped: nothing_here\n"})
        self.assertIn("there is no table nothing_here", words)


unittest.main()
