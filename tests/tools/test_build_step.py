"""tools/build_step.py: what makes ninja run a generator again, and what leaves its output alone."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
GENERATOR = """
import pathlib, sys
out, folder = map(pathlib.Path, sys.argv[1:])
(out / "made.h").write_text("\\n".join(sorted(p.read_text() for p in folder.glob("*.txt"))))
(out / "same.h").write_text("always")
if (folder / "bad.txt").exists():
    sys.exit("bad.txt:1: a mistake")
"""


class BuildStep(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.top = pathlib.Path(kept.name)
        (self.top / "in" / "deep").mkdir(parents=True)
        (self.top / "in" / "a.txt").write_text("a")
        (self.top / "in" / "deep" / "d.txt").write_text("d")
        (self.top / "gen.py").write_text(GENERATOR)
        self.out = self.top / "build" / "out"

    def step(self):
        return subprocess.run([sys.executable, TOP / "tools" / "build_step.py", "--out-dir", self.out, "--depfile", self.top / "dep",
                               "--source-dir", self.top, "in/*.txt", "in/*/*.txt", "--", sys.executable, "gen.py", "{out}", "in"],
                              capture_output=True, text=True)

    def test_files_and_folders_are_watched(self):
        self.assertEqual(self.step().returncode, 0)
        needs = (self.top / "dep").read_text()
        for path in ["in", "in/a.txt", "in/deep", "in/deep/d.txt"]:
            self.assertRegex(needs, rf"(?m)^\s*(?:out/\S+: )?{self.top / path}(?: \\)?$")

    def test_what_did_not_change_keeps_its_time(self):
        self.step()
        for name in ["made.h", "same.h"]:
            os.utime(self.out / name, (1, 1))
        (self.top / "in" / "b.txt").write_text("b")
        self.step()
        self.assertEqual((self.out / "made.h").read_text(), "a\nb")
        self.assertNotEqual((self.out / "made.h").stat().st_mtime, 1)
        self.assertEqual((self.out / "same.h").stat().st_mtime, 1)

    def test_a_mistake_fails_and_leaves_what_was_made_before(self):
        self.step()
        (self.top / "in" / "bad.txt").write_text("x")
        done = self.step()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("bad.txt:1: a mistake", done.stderr)
        self.assertEqual((self.out / "made.h").read_text(), "a")
        self.assertEqual(sorted(p.name for p in self.out.iterdir()), ["made.h", "same.h"])


if __name__ == "__main__":
    unittest.main()
