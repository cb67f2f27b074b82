"""What may not stand in the code, and where some things may only stand."""

import re
import unittest

from house import HouseTest, TOP, code_only, floor_of, place, sources, strings, tracked

FUNCTIONS = {
    "strcpy": "use slices", "strcat": "use buf", "strncpy": "use slices", "strncat": "use buf", "sprintf": "use buf or str_fmt",
    "vsprintf": "use buf or str_fmt", "strtok": "use str_cut", "gets": "use the readers of base",
    "gmtime": "use civil.h", "localtime": "use zone.h", "ctime": "use civil.h", "asctime": "use civil.h", "mktime": "use civil.h",
    "atoi": "use str_i64", "atol": "use str_i64", "atof": "use str_f64", "strtod": "depends on the locale: use str_f64",
    "rand": "use a seed", "srand": "use a seed", "random": "use a seed", "setlocale": "the process stays in the C locale",
    "system": "no shell", "popen": "no shell", "alloca": "use an arena", "assert": "use CHECK, which stays on",
}
CALL = re.compile(r"(?<![\w.>])(" + "|".join(FUNCTIONS) + r")\s*\(")
# str_f64 itself: it checks the text first, and the process stays in the C locale.
ALLOWED = {("src/base/str.c", "strtod")}
TRANSACTION = re.compile(r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|START TRANSACTION)\b(?!-)")
SQL = re.compile(r"^\s*(SELECT\s|INSERT (OR \w+ )?INTO\s|UPDATE \w+ SET\s|DELETE FROM\s|CREATE (TEMP |UNIQUE )?(TABLE|INDEX|VIEW|TRIGGER)\s|ALTER TABLE\s|DROP TABLE\s|PRAGMA\s|WITH \w+ AS\s|VACUUM\b)")
CLOCK = re.compile(r"(?<![\w.>])(time|clock_gettime|gettimeofday|timespec_get|uv_now|uv_hrtime|getenv|secure_getenv)\s*\(")

# Web and desk make secrets (tokens, keys of forms), which no seed may give.
CHANCE = re.compile(r"(?<![\w.>])(randombytes\w*|getrandom|getentropy|arc4random\w*)\s*\(")


class Banned(HouseTest):
    def test_functions_that_have_a_better_one(self):
        wrong = []
        for path in sources():
            text = code_only(path.read_text())
            for m in CALL.finditer(text):
                if (str(path.relative_to(TOP)), m.group(1)) not in ALLOWED:
                    wrong.append(f"{place(path, text, m.start())}: {m.group(1)}(): {FUNCTIONS[m.group(1)]}")
        self.none(wrong)

    def test_transactions_begin_and_end_only_in_db(self):
        wrong = []
        for path in sources():
            if floor_of(path) == "db" or path.suffix != ".c":
                continue
            text = path.read_text()
            wrong += [f"{place(path, text, at)}: \"{s[:40]}\"" for at, s in strings(text) if TRANSACTION.match(s)]
        self.none(wrong)

    def test_sql_stands_only_in_sql_and_db(self):
        wrong = []
        for path in sources():
            if floor_of(path) == "db":
                continue
            text = path.read_text()
            wrong += [f"{place(path, text, at)}: \"{s[:40]}\"" for at, s in strings(text) if SQL.match(s)]
        self.none(wrong)

    def test_clock_chance_and_environment_are_arguments_below_serve(self):
        wrong = []
        for path in sources():
            text = code_only(path.read_text())
            found = [] if floor_of(path) in ("serve", "cli", "db") else [*CLOCK.finditer(text)]
            if floor_of(path) in ("base", "clinic", "db", "store"):
                found += CHANCE.finditer(text)
            wrong += [f"{place(path, text, m.start())}: {m.group(1)}()" for m in found]
        self.none(wrong)

    def test_nothing_is_left_open(self):
        words = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + r"X|HA" + r"CK)\b")
        wrong = []
        for path in tracked(".c", ".h", ".def", ".py", ".mjs", ".js", ".css", ".sql", ".html", ".sh", ".md", ".build"):
            text = path.read_text()
            wrong += [f"{place(path, text, m.start())}: {m.group(1)}" for m in words.finditer(text)]
        self.none(wrong)


class Pages(HouseTest):
    def test_templates_have_no_inline_script_or_style(self):
        wrong = []
        for path in tracked(".html"):
            if path.relative_to(TOP).parts[0] != "views":
                continue
            text = path.read_text()
            for m in re.finditer(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style\b|<script(?![^>]*\bsrc=)|javascript:", text, re.I):
                wrong.append(f"{place(path, text, m.start())}: {m.group().strip()}")
        self.none(wrong)

    def test_pages_and_styles_name_no_other_server(self):
        wrong = []
        for path in tracked(".html", ".css", ".js"):
            if path.relative_to(TOP).parts[0] not in ("views", "static"):
                continue
            text = path.read_text()
            for m in re.finditer(r"(?:src|href|action|srcset)\s*=\s*[\"']\s*(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import|(?:fetch|import)\(\s*[\"'`]https?:", text):
                if path.suffix == ".html" and re.match(r"href\s*=", m.group()):
                    continue  # a link that a person follows is no request of the page
                wrong.append(f"{place(path, text, m.start())}: {m.group()}")
        self.none(wrong)


if __name__ == "__main__":
    unittest.main()
