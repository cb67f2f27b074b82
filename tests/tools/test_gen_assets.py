"""gen_assets: hashed names follow the content, also of what an asset names."""

import gzip
import hashlib

from generators import GeneratorTest

import gen_assets


class GenAssets(GeneratorTest):
    def found(self):
        return gen_assets.assets(str(self.dir / "static"))

    def refused(self, rule):
        status, said = self.run_it(gen_assets.main, "--out", self.dir / "out", self.dir / "static")
        self.assertEqual(status, 1)
        self.assertIn(rule, said)

    def test_name_is_the_hash_of_what_is_served(self):
        self.put("static/app.css", "/* away */\n  a { color: red }\n")
        a = self.found()["app.css"]
        self.assertEqual(a.body, b"a { color: red }\n")
        self.assertEqual(a.path, f"/static/app.{hashlib.sha256(a.body).hexdigest()[:8]}.css")
        self.assertEqual(a.type, "text/css; charset=utf-8")

    def test_a_module_is_named_anew_when_what_it_imports_changes(self):
        self.put("static/app.js", 'import { f } from "./part.js";\nimport("./part.js");\n')
        self.put("static/part.js", "export const f = 1;\n")
        before = self.found()
        self.assertEqual(before["app.js"].body.count(before["part.js"].path.rsplit("/", 1)[1].encode()), 2)
        self.put("static/part.js", "export const f = 2;\n")
        self.assertNotEqual(before["app.js"].path, self.found()["app.js"].path)

    def test_css_names_other_files(self):
        self.put("static/app.css", "a { background: url(mark.svg) }\n")
        self.put("static/mark.svg", "<svg/>")
        found = self.found()
        self.assertIn(f"url({found['mark.svg'].path.rsplit('/', 1)[1]})".encode(), found["app.css"].body)

    def test_gzip_only_where_it_gains(self):
        self.put("static/big.txt", "calm " * 1000)
        self.put("static/small.txt", "x")
        found = self.found()
        self.assertEqual(gzip.decompress(found["big.txt"].gzip), b"calm " * 1000)
        self.assertEqual(found["small.txt"].gzip, b"")

    def test_table_is_sorted_by_path(self):
        for name in ("b.css", "a.css", "c.js"):
            self.put(f"static/{name}", "x{}\n")
        self.assertEqual(self.run_it(gen_assets.main, "--out", self.dir / "out", self.dir / "static"), (0, ""))
        table = (self.dir / "out/assets_gen.c").read_text()
        self.assertLess(table.index("/static/a."), table.index("/static/b."))
        self.assertIn("asset_table_n = 3", table)

    def test_refusals(self):
        self.refused("there is nothing here")
        self.put("static/app.js", 'import "./no.js";\n')
        self.refused("app.js:1: no.js is not in")
        self.put("static/no.js", 'import "./app.js";\n')
        self.refused("names itself")
        self.put("static/no.js", '\nfetch("https://example.org/");\n')
        self.refused("no.js:2: an asset asks nobody else")

    def test_unknown_ending(self):
        self.put("static/evil.html", "x")
        self.refused("evil.html:1")


if __name__ == "__main__":
    import unittest
    unittest.main()
