"""What is written down once and used nowhere: messages, statements, verbs, classes of the style sheet."""

import json
import re

import house

CODE = {p: p.read_text() for p in house.sources()}
WORDS = set(re.findall(r"\w+", "\n".join(CODE.values())))
VIEWS = "\n".join(p.read_text() for p in house.tracked(".html") if p.parent.name == "views")
SCRIPTS = "\n".join(p.read_text() for p in house.tracked(".js", ".mjs") if p.parent.name == "static")


def member(key):
    return re.sub(r"[.-]", "_", key)


def made_by_macros():
    """Patterns of MSG_progress_##key##_you and the like: what stands in a hole is a word of the code."""
    found = set(re.findall(r"MSG_\w*##\w+(?:##\w+)*", "\n".join(CODE.values())))
    return [re.compile("".join(r"(\w+)" if i % 2 else re.escape(part) for i, part in enumerate(x[4:].split("##"))) + "$") for x in found]


def looked_up():
    """Keys that message_find makes: of errors.def, of events in verbs.def, of dosage templates."""
    keys = {"error." + name.lower().replace("_", "-") for name in re.findall(r"^X\((\w+)", CODE[house.TOP / "src/base/errors.def"], re.M)}
    keys |= {"event." + event for event in re.findall(r'^V\([^"]*"([^"]+)"', CODE[house.TOP / "src/desk/verbs.def"], re.M)}
    templates = json.loads((house.TOP / "content/plans/templates.json").read_text())["templates"]
    return keys | {f"template.{t['id']}.{what}" for t in templates for what in ("name", "say", "not")}


class Used(house.HouseTest):
    def test_every_message_is_said(self):
        said = set(re.findall(r"MSG_(\w+)", "\n".join(CODE.values())))
        in_views = set(re.findall(r"\{\{t ([\w.-]+)", VIEWS))
        macros, found, wrong = made_by_macros(), looked_up(), []
        for path in house.tracked(".po"):
            for key in sorted(set(re.findall(r'^msgid "([^"]+)"', path.read_text(), re.M))):
                holes = [m.groups() for m in (x.match(member(key)) for x in macros) if m]
                if not (member(key) in said or key in in_views or key in found or any(set(h) <= WORDS for h in holes)):
                    wrong.append(f"{path.relative_to(house.TOP)}: nobody says {key}")
        self.none(wrong)

    def test_every_statement_is_named(self):
        wrong = []
        for path in house.tracked(".sql"):
            if path.parent != house.TOP / "sql" or path.name == "dump.sql": # those are for tools/sql_tables.py
                continue
            names = set(re.findall(r"^-- name: (\w+)", path.read_text(), re.M))
            wrong += [f"{path.relative_to(house.TOP)}: nobody names {n}" for n in sorted(names) if f"Q_{n.upper()}" not in WORDS]
        self.none(wrong)

    def test_every_verb_is_done(self):
        functions = "\n".join(text for path, text in CODE.items() if path.suffix == ".c")
        verbs = re.findall(r"^V\((\w+)", CODE[house.TOP / "src/desk/verbs.def"], re.M)
        self.none([f"src/desk/verbs.def: nobody does {v}" for v in verbs if v != "NONE" and not re.search(rf"\bVERB_{v}\b", functions)])

    def test_every_capability_is_needed(self):
        caps = re.findall(r"^C\((\w+)", CODE[house.TOP / "src/desk/caps.def"], re.M)
        needed = set(re.findall(r"^V\(\w+,\s*(\w+)", CODE[house.TOP / "src/desk/verbs.def"], re.M))
        self.none([f"src/desk/caps.def: no verb needs {c}" for c in caps if c not in needed])

    def test_a_table_says_everything_once(self):
        wrong = []
        for name, key in {"web/routes.def": r'R\(("\w+",\s*"[^"]+")', "desk/verbs.def": r"V\((\w+)", "desk/caps.def": r"C\((\w+)"}.items():
            seen = {}
            for number, line in enumerate((house.TOP / "src" / name).read_text().splitlines(), 1):
                if m := re.match(key, line):
                    row = re.sub(r"\s+", " ", m.group(1))
                    if row in seen:
                        wrong.append(f"src/{name}:{number}: {row} stands in line {seen[row]} already")
                    seen[row] = number
        self.none(wrong)

    def test_every_class_is_worn(self):
        sheet = re.sub(r"/\*.*?\*/", "", "".join((house.TOP / "static" / f).read_text() for f in ("app.css", "ask.css", "ground.css")), flags=re.S)
        classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r'"[^"]*"|\{[^{}]*\}', "", sheet)))
        worn = VIEWS + SCRIPTS + "\n".join(CODE.values())
        counted = {m + "-" for m in re.findall(r'"([\w-]+)-%zu"', worn)} # "col-%zu"
        self.none([f"static/app.css: nobody wears .{c}" for c in sorted(classes)
                   if not re.search(rf"(?<![\w-]){re.escape(c)}(?![\w-])", worn) and re.sub(r"\d+$", "", c) not in counted])


if __name__ == "__main__":
    house.unittest.main()
