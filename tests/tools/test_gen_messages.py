"""gen_messages: what a .po file may hold, and that each mistake is named with its file and line."""

from generators import COMMON, GeneratorTest

import gen_messages


class GenMessages(GeneratorTest):
    def make(self, text, *more):
        self.put("messages/a.po", text)
        return self.run_it(gen_messages.main, "--out", self.dir / "out", *more, self.dir / "messages")

    def refused(self, text, line, rule):
        status, said = self.make(text)
        self.assertEqual(status, 1, "was not refused")
        self.assertIn(f"a.po:{line}: ", said)
        self.assertIn(rule, said)

    def test_table_and_enum(self):
        status, said = self.make(COMMON + '\nmsgid "error.not-found"\nmsgstr ""\n"No\\n"\n"thing \\"here\\" é0"\n')
        self.assertEqual((status, said), (0, ""))
        header = (self.dir / "out/messages_gen.h").read_text()
        self.assertIn("MSG_none = 0,\n    MSG_a_count,\n    MSG_a_name,\n    MSG_a_plain,\n    MSG_error_not_found,\n    MSG_COUNT,", header)
        self.assertIn("MSG_error_NOT_FOUND = MSG_error_not_found,", header)
        table = (self.dir / "out/messages_gen.c").read_text()
        self.assertIn('S_INIT("{n} client of {name}"), S_INIT("{n} clients of {name}"), true', table)
        # A hexadecimal escape must not swallow the digit behind it.
        self.assertIn(r'"No\nthing \"here\" \xc3\xa9""0"', table)

    def test_same_bytes_each_time(self):
        self.make(COMMON)
        first = (self.dir / "out/messages_gen.c").read_bytes()
        self.make(COMMON)
        self.assertEqual(first, (self.dir / "out/messages_gen.c").read_bytes())

    def test_duplicates(self):
        self.refused('msgid "a.b"\nmsgstr "x"\n\nmsgid "a.b"\nmsgstr "y"\n', 4, "twice")
        self.refused('msgid "a.b-c"\nmsgstr "x"\n\nmsgid "a.b.c"\nmsgstr "y"\n', 4, "same C name")

    def test_duplicate_across_files(self):
        self.put("messages/b.po", 'msgid "a.plain"\nmsgstr "again"\n')
        status, said = self.make(COMMON)
        self.assertEqual(status, 1)
        self.assertIn("b.po:1: a.plain is here twice", said)

    def test_plurals(self):
        self.refused('msgid "a.b"\nmsgid_plural "a.c"\nmsgstr[0] "{n}"\nmsgstr[1] "{n}"\n', 1, "repeat the key")
        self.refused('msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "{n}"\n', 1, "1 plural forms")
        self.refused('msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "one"\nmsgstr[1] "many"\n', 1, "no form shows {n}")
        self.refused('msgid "a.b"\nmsgstr[0] "one"\n', 2, "goes with msgid_plural")
        self.refused('msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[1] "one"\n', 3, "out of order")

    def test_texts(self):
        self.refused('msgid "a.b"\nmsgstr ""\n', 1, "empty")
        self.refused('msgid "a.b"\nmsgstr " x"\n', 1, "white space")
        self.refused('msgid "a.b"\nmsgstr "{"\n', 1, "braces")
        self.refused('msgid "a.b"\nmsgstr "{Name}"\n', 1, "braces")
        self.refused('msgid "a.b"\nmsgstr "x\n', 2, "double quotes")
        self.refused('msgid "a.b"\nmsgstr "\\q"\n', 2, "unknown escape")
        self.refused('msgid "A.b"\nmsgstr "x"\n', 1, "lower-case")
        self.refused('msgid "alone"\nmsgstr "x"\n', 1, "area first")
        self.refused('msgid "a.b"\n', 1, "no msgstr")
        self.refused('what\n', 1, "expected msgid")
        self.refused('#~ msgid "a.b"\n', 1, "obsolete")
        holes = " ".join(f"{{h{i}}}" for i in range(9))
        self.refused(f'msgid "a.b"\nmsgstr "{holes}"\n', 1, "more than 8 holes")

    def test_every_error_has_its_message(self):
        table = self.put("errors.def", '// rows\nX(NOT_FOUND, 404, "not-found", "x")\n')
        status, said = self.make(COMMON, "--errors", table)
        self.assertEqual(status, 1)
        self.assertIn("errors.def:2: NOT_FOUND has no message error.not-found", said)


if __name__ == "__main__":
    import unittest
    unittest.main()
