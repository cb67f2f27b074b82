"""What the generators' tests share: a folder of files, and the rule that a generator named when it refused."""

import io
import pathlib
import sys
import tempfile
import unittest
from contextlib import redirect_stderr

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tools"))

COMMON = '''
msgid "a.plain"
msgstr "Tea & <milk>"

msgid "a.name"
msgstr "Hello {name}"

msgid "a.count"
msgid_plural "a.count"
msgstr[0] "{n} client of {name}"
msgstr[1] "{n} clients of {name}"
'''


class GeneratorTest(unittest.TestCase):
    def setUp(self):
        self.made = tempfile.TemporaryDirectory()
        self.addCleanup(self.made.cleanup)
        self.dir = pathlib.Path(self.made.name)
        for folder in ("messages", "static", "views", "headers", "out"):
            (self.dir / folder).mkdir()

    def put(self, name, text):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run_it(self, main, *args):
        """-> (exit status, what it said)"""
        said = io.StringIO()
        with redirect_stderr(said):
            status = main([str(a) for a in args])
        return status, said.getvalue()
