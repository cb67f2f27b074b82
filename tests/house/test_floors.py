"""The floors: a file includes headers only from its own folder and from the floors that doc/ARCHITECTURE.md names for it."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from house import FLOORS, TOP, HouseTest, floor_of, place, sources, tracked, without_comments

MAY_INCLUDE = {
    "base": set(),
    "clinic": {"base"},
    "db": {"base"},
    "store": {"db", "clinic", "base"},
    "desk": {"store", "clinic", "base"},
    "web": {"desk", "clinic", "base"},
    "serve": {"web", "desk", "db", "base"},
    "cli": set(FLOORS),
}
# One include each, with its reason.
EXCEPTIONS = {
    ("desk/desk.h", "db/db.h"): "a call of a verb carries the connection that it runs on",
    ("web/people/page_duplicates.c", "store/client_fields.def"): "the fields of a record are one table, which the page of a merge shows row by row",
}
GENERATED = {"messages_gen.h": "base", "queries_gen.h": "db", "views_gen.h": "web", "assets_gen.h": "web", "names_gen.h": "desk",
             "source_gen.h": "web"}
LINES = 800


def includes(path):
    text = without_comments(path.read_text())
    for m in re.finditer(r'^\s*#\s*include\s+"([^"]+)"', text, re.M):
        yield place(path, text, m.start()), m.group(1)


class Floors(HouseTest):
    def test_every_include_stays_on_its_floors(self):
        wrong = []
        for path in sources():
            floor = floor_of(path)
            name = str(path.relative_to(TOP / "src"))
            for where, wanted in includes(path):
                if (path.parent / wanted).exists() and "/" not in wanted:
                    continue
                target = GENERATED.get(wanted, wanted.split("/")[0] if "/" in wanted else None)
                if target not in FLOORS:
                    wrong.append(f"{where}: \"{wanted}\" is in no floor; write it as \"floor/name.h\"")
                elif target != floor and target not in MAY_INCLUDE[floor] and (name, wanted) not in EXCEPTIONS:
                    wrong.append(f"{where}: {floor} may not include \"{wanted}\"")
        self.none(wrong)

    def test_exceptions_are_still_used(self):
        unused = [f"{n} -> {w}" for n, w in EXCEPTIONS if not any(w == wanted for _, wanted in includes(TOP / "src" / n))]
        self.assertEqual(unused, [])

    def test_files_stay_readable(self):
        long = []
        for path in tracked(".c", ".h", ".def", ".py", ".mjs", ".js", ".css", ".sql", ".html", ".po", ".build"):
            lines = path.read_bytes().count(b"\n")
            if lines > LINES:
                long.append(f"{path.relative_to(TOP)}: {lines} lines, over {LINES}")
        self.none(long)

    def test_a_c_file_includes_its_own_header_first(self):
        wrong = []
        for path in sources():
            own = path.with_suffix(".h")
            if path.suffix == ".c" and own.exists():
                first = next((wanted for _, wanted in includes(path)), "")
                if pathlib.Path(first).name != own.name:
                    wrong.append(f"{path.relative_to(TOP)}: begins with \"{first}\"")
        self.none(wrong)

    def test_every_header_compiles_alone(self):
        made = TOP / "build-test" / "src"
        if not all((made / name).exists() for name in GENERATED):
            self.skipTest("the generated headers are not built")
        wrong = []
        for path in sources():
            if path.suffix != ".h":
                continue
            done = subprocess.run([os.environ.get("CC", "cc"), "-std=gnu17", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                                   "-Wno-unused-function", "-Wno-missing-field-initializers", "-I", "src", "-I", made,
                                   "-isystem", "node_modules/better-sqlite3/deps/sqlite3", "-x", "c", "-"],
                                  input=f'#include "{path.relative_to(TOP / "src")}"\n', cwd=TOP, capture_output=True, text=True)
            if done.returncode != 0:
                wrong.append(done.stderr.strip()[:600])
        self.none(wrong)


class Packages(HouseTest):
    def test_the_lock_file_names_no_download_address(self):
        self.assertNotIn('"resolved"', (TOP / "package-lock.json").read_text())

    def test_versions_are_exact(self):
        for line in (TOP / "package.json").read_text().splitlines():
            self.assertNotRegex(line, r'"[\^~><*]')

    def test_scripts_are_sound_shell(self):
        if shutil.which("bash") is None:
            self.skipTest("no bash")
        for name in ["run", "test", "fuzz", "bench", ".ci/run", "tools/setup.sh"]:
            done = subprocess.run(["bash", "-n", name], cwd=TOP, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            if not name.endswith(".sh"):
                self.assertTrue(os.access(TOP / name, os.X_OK), f"{name} has no run bit")


if __name__ == "__main__":
    unittest.main()
