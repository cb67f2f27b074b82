"""The schema and the statements keep the rules that the writer thread and the tenants rest on."""

import re
import unittest

from house import HouseTest, TOP, blank, place

SCHEMA = sorted((TOP / "sql" / "schema").glob("*.sql"))
STATEMENTS = sorted((TOP / "sql").glob("*.sql"))
# Tables that belong to no single practice; everything else is keyed by practice_id.
GLOBAL = {"practice", "account", "session", "signin_try", "job", "schema_step", "member", "instrument_text"}


def plain(text):
    """Without comments and without the inside of texts; places stay."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", lambda m: blank(m.group()), text)


def tables(text):
    """Yields (name, place in the text, body, its place)."""
    bare = plain(text)
    for m in re.finditer(r"CREATE TABLE\s+(?:IF NOT EXISTS\s+)?(\w+)\s*\(", bare):
        depth, at = 1, m.end()
        while depth and at < len(bare):
            depth += {"(": 1, ")": -1}.get(bare[at], 0)
            at += 1
        yield m.group(1), m.start(), text[m.end():at - 1], m.end()


class Schema(HouseTest):
    def test_there_is_one(self):
        self.assertTrue(SCHEMA)
        self.assertTrue(any(True for p in SCHEMA for _ in tables(p.read_text())))

    def test_nothing_that_would_lose_a_group_commit(self):
        wrong = []
        for path in [*SCHEMA, *STATEMENTS]:
            text = path.read_text()
            bare = plain(text)
            for m in re.finditer(r"\bDEFERRABLE\b|\bINITIALLY\s+DEFERRED\b|RAISE\s*\(\s*ROLLBACK|\bOR\s+ROLLBACK\b|ON\s+CONFLICT\s+ROLLBACK", bare, re.I):
                wrong.append(f"{place(path, text, m.start())}: {m.group()}")
        self.none(wrong)

    def test_statements_begin_and_end_no_transaction(self):
        wrong = []
        for path in STATEMENTS:
            text = path.read_text()
            for m in re.finditer(r"(?:^|;)\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", plain(text), re.M):
                wrong.append(f"{place(path, text, m.start(1))}: {m.group(1)}")
        self.none(wrong)

    def test_every_column_has_a_comment(self):
        wrong = []
        for path in SCHEMA:
            text = path.read_text()
            for name, _, body, at in tables(text):
                seen = 0
                for line in re.finditer(r"^[ \t]*([a-z]\w*)[ \t]+@?\w[^\n]*$", body, re.M):
                    seen += 1
                    if not re.search(r"--\s*\S", line.group()):
                        wrong.append(f"{place(path, text, at + line.start(1))}: {name}.{line.group(1)}")
                if seen == 0:
                    wrong.append(f"{place(path, text, at)}: {name} has no column that this test can read")
        self.none(wrong)

    def test_added_columns_have_a_comment(self):
        wrong = []
        for path in SCHEMA:
            text = path.read_text()
            for m in re.finditer(r"^ALTER TABLE[^\n]*\bADD COLUMN[^\n]*$", text, re.M | re.I):
                if "--" not in m.group():
                    wrong.append(f"{place(path, text, m.start())}: {m.group()}")
        self.none(wrong)

    def test_keys_begin_with_the_practice(self):
        wrong = []
        for path in SCHEMA:
            text = path.read_text()
            for name, start, body, _ in tables(text):
                if name in GLOBAL:
                    continue
                bare = plain(body)
                keys = re.findall(r"\b(?:PRIMARY KEY|UNIQUE)\s*\(\s*(\w+)", bare)
                inline = re.findall(r"^[ \t]*(\w+)[ \t]+@?\w+[^,\n]*\b(?:PRIMARY KEY|UNIQUE)\b(?!\s*\()", bare, re.M)
                for first in [*keys, *inline]:
                    if first != "practice_id":
                        wrong.append(f"{place(path, text, start)}: {name} has a key that begins with {first}")
                if not re.search(r"\bPRIMARY KEY\b", bare):
                    wrong.append(f"{place(path, text, start)}: {name} has no primary key")
            for m in re.finditer(r"CREATE UNIQUE INDEX\s+\w+\s+ON\s+(\w+)\s*\(\s*(\w+)", plain(text)):
                if m.group(1) not in GLOBAL and m.group(2) != "practice_id":
                    wrong.append(f"{place(path, text, m.start())}: unique index on {m.group(1)} begins with {m.group(2)}")
        self.none(wrong)


class Statements(HouseTest):
    def test_every_statement_of_a_clinical_table_is_limited_to_a_practice(self):
        """Except housekeeping by age, named …_sweep, which no actor asks for, and what is run on a copy of the whole, named …_copy."""
        clinical = {n for p in SCHEMA for n, *_ in tables(p.read_text())} - GLOBAL
        wrong = []
        for path in STATEMENTS:
            text = path.read_text()
            for m in re.finditer(r"^-- name: (\S+)[^\n]*\n(.*?)(?=^-- name: |\Z)", text, re.M | re.S):
                body = plain(m.group(2))
                used = set(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)", body))
                if used & clinical and "practice_id" not in body and not m.group(1).endswith(("_sweep", "_copy")):
                    wrong.append(f"{place(path, text, m.start())}: {m.group(1)} touches {', '.join(sorted(used & clinical))} of every practice")
        self.none(wrong)


if __name__ == "__main__":
    unittest.main()
