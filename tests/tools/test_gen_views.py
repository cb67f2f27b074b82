"""gen_views: what a template may hold, and what comes out for hostile values: compiled with the C compiler and run."""

import os
import shutil
import subprocess
import unittest

from generators import COMMON, GeneratorTest, TOP

import gen_messages
import gen_views

HEADER = '''
#ifndef PAGE_TEST_H
#define PAGE_TEST_H
#include "base/opt.h"
#include "web/view.h"
struct inner { str name; const struct inner *next; };
struct test_view {
    str s, url;
    const char *z;
    bool yes;
    int64_t n;
    uint8_t small;
    size_t size;
    double d;
    day day;
    opt_day maybe;
    client_id client;
    struct inner inner;
    const struct inner *there, *nowhere;
    LIST(struct inner) rows;
    LIST(struct inner) none;
    struct say say;
    enum msg key;
    html_safe raw;
};
#endif
'''

MAIN = r'''
#include <stdio.h>
#include "base/arena.h"
#include "web/area/page_test.h"
#include "views_gen.h"
int main(void)
{
    arena *a = arena_new(1 << 20);
    struct buf b = buf_new(a, 1 << 19);
    static const struct inner rows[] = {{S_INIT("<b>"), NULL}, {S_INIT("\"two'"), &rows[0]}};
    struct test_view v = {
        .s = S("<a href=\"x\">&'"), .url = S("javascript:alert(1)"), .z = "z<", .yes = true, .n = -5, .small = 200, .size = 7, .d = 2.25,
        .day = day_from(2026, 11, 21), .client = {1}, .inner = {S("in"), NULL}, .there = &rows[1],
        .rows = {rows, 2}, .say = SAY1(MSG_a_name, "name", S("<you>")), .key = MSG_a_plain, .raw = {S("<hr>")}};
    view_test(&b, &v, LANG_EN);
    fwrite(b.p, 1, b.n, stdout);
    arena_free(a);
    return b.over;
}
'''


class ViewTest(GeneratorTest):
    def make(self, body, name="test"):
        self.put("messages/a.po", COMMON)
        self.put("static/app.css", "a{}\n")
        self.put("views/icons/dot.svg", '<svg viewBox="0 0 2 2"><path d="M0 0"/></svg>')
        self.put(f"views/{name}.html", f"{{{{view {name} struct {name}_view}}}}\n{body}")
        return self.run_it(gen_views.main, "--out", self.dir / "out", "--messages", self.dir / "messages", "--assets", self.dir / "static",
                           "--headers", self.dir / "headers/web", self.dir / "views")

    def taken(self, body):
        status, said = self.make(body)
        self.assertEqual((status, said), (0, ""), body)


class Refusals(ViewTest):
    def refused(self, body, rule, line=2):
        status, said = self.make(body)
        self.assertEqual(status, 1, f"was not refused: {body}")
        self.assertIn(f"test.html:{line}: ", said)
        self.assertIn(rule, said)

    def test_holes_only_where_they_can_be_escaped(self):
        self.refused("<a class={{s}}></a>", "without quotes")
        self.refused("<a {{s}}>", "inside a tag")
        self.refused('<a x{{s}}="1">', "attribute's name")
        self.refused("<{{s}}>", "in a tag's name")
        self.refused("<a onclick=\"{{s}}\">", "event handler")
        self.refused('<p ONCLICK="1">', "event handler")
        self.refused('<p style="{{s}}">', "style attribute")
        self.refused("<style>{{s}}</style>", "inline <style>")
        self.refused("<script>{{s}}</script>", "inline <script>")
        self.refused('<script src="/x">{{s}}</script>', "in a script")
        self.refused("<!-- {{s}} -->", "no HTML comments")
        self.refused('<iframe srcdoc="{{s}}">', "srcdoc")
        self.refused('<img alt="" srcset="{{s}}">', "no hole in srcset")
        self.refused('<script type="{{s}}" src="/x"></script>', "no hole in type")

    def test_a_branch_cannot_smuggle_a_position(self):
        self.refused('<a {{if yes}}o{{end}}nclick="{{s}}">', "white space must stand")
        self.refused('<a{{if yes}}b{{end}}>', "white space must stand")
        self.refused('<p>{{if yes}}<a href="{{end}}{{s}}"></p>', "different places")
        self.refused('<p>{{if yes}}<b>{{else}}</b>{{end}}</p>', "closes nothing")
        self.refused('{{each r in rows}}<li>{{end}}', "different places")
        self.refused('<a href="{{if yes}}javascript:{{end}}{{s}}"></a>', "different places")

    def test_addresses(self):
        self.refused('<a href="javascript:{{s}}"></a>', "an address begins with")
        self.refused('<a href="javascript:alert()"></a>', "an address begins with")
        self.refused('<a href="//{{s}}"></a>', "an address begins with")
        self.refused('<form action="x"></form>', "an address begins with")
        self.refused('<a href="{{t a.plain}}"></a>', "a message is no address")
        self.refused('<p class="{{asset app.css}}"></p>', "beginning of an address")

    def test_words_come_from_messages(self):
        self.refused("<p>Save</p>", "hard-coded words in text (Save)")
        self.refused("<p>\n\n\u00e9t\u00e9</p>", "hard-coded words", line=4)
        self.refused('<img alt="A cat" src="/x">', "hard-coded words in alt")
        self.refused('<button aria-label="Close"></button>', "hard-coded words in aria-label")
        self.refused('<input type="submit" value="Go">', "hard-coded words in value")
        self.refused('<input value="Go" type="submit">', "hard-coded words in value")
        self.taken('<p>1 + 1 &nbsp;·&times; (5 %)</p><input type="radio" value="left">')

    def test_messages(self):
        self.refused("{{t a.plane}}", "did you mean a.plain")
        self.refused("{{t a.name}}", "a.name needs name")
        self.refused("{{t a.name name=s extra=s}}", "has no hole {extra}")
        self.refused("{{t a.count name=s}}", "a.count needs n")
        self.refused('{{t a.name name="Bob"}}', "digits and signs")
        self.taken('<p>{{t a.count n=n name=s}}{{t a.name name="12"}}</p>')

    def test_blocks(self):
        self.refused("{{if yes}}", "never ended")
        self.refused("{{end}}", "without")
        self.refused("{{else}}", "without")
        self.refused("{{if yes}}{{else}}{{else}}{{end}}", "last branch")
        self.refused("{{if}}{{end}}", "needs a path")
        self.refused("{{if a = b}}{{end}}", "do not understand")
        self.refused('{{if s < "x"}}{{end}}', "== and != only")
        self.refused("{{each row of rows}}{{end}}", "each row in list")
        self.refused("{{each r in rows}}{{each r in none}}{{end}}{{end}}", "taken already")
        self.refused("{{include nobody s}}", "no view nobody")
        self.refused("{{raw raw", "braces")
        self.refused("<p>\n{{what is this}}</p>", "do not understand", line=3)

    def test_html(self):
        self.refused("<p><b></p>", "</p> closes nothing: open is <b>")
        self.refused("<p>", "never closed", line=1)
        self.refused("<p class=x></p>", "quotes")
        self.refused('<p id="1" id="2"></p>', "twice")
        self.refused("1 < 2", "bare <")
        self.refused('<img src="/x">', "needs alt")

    def test_first_line(self):
        self.put("views/other.html", "<p></p>")
        status, said = self.make("<p></p>")
        self.assertEqual(status, 1)
        self.assertIn("other.html:1: the first line", said)

    def test_icons_hold_no_script(self):
        self.put("views/icons/bad.svg", '<svg viewBox="0 0 2 2"><script/></svg>')
        status, said = self.make("")
        self.assertEqual(status, 1)
        self.assertIn("bad.svg:1", said)


@unittest.skipUnless(shutil.which("cc") or shutil.which("gcc"), "no C compiler")
class Output(ViewTest):
    """The generated C, compiled against the real runtime."""

    def say(self, body):
        self.put("headers/web/area/page_test.h", HEADER)
        self.taken(body)
        (self.dir / "all").mkdir(exist_ok=True)
        (self.dir / "all/all.po").write_text((TOP / "content/messages/common.po").read_text()
                                             + (TOP / "content/messages/errors.po").read_text() + COMMON)
        self.assertEqual(self.run_it(gen_messages.main, "--out", self.dir / "out", self.dir / "all"), (0, ""))
        self.put("main.c", MAIN)
        base = [str(TOP / f"src/base/{n}.c") for n in ("arena", "buf", "civil", "err", "format", "id", "message", "number", "str")]
        cc = shutil.which("cc") or shutil.which("gcc")
        done = subprocess.run([cc, "-std=gnu17", "-g", "-w", "-D_GNU_SOURCE", f"-I{self.dir}/headers", f"-I{TOP}/src", f"-I{self.dir}/out",
                               str(self.dir / "main.c"), str(self.dir / "out/views_gen.c"), str(self.dir / "out/messages_gen.c"),
                               str(TOP / "src/web/view.c"), *base, "-lm", "-o", str(self.dir / "prog")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return subprocess.run([str(self.dir / "prog")], capture_output=True, text=True, check=True).stdout

    def test_everything_comes_out_escaped_by_position(self):
        # One program for many cases, as compiling takes most of the time. Each case ends in a line of its own.
        cases = [
            ("{{s}}", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"),
            ('<b title="{{s}}"></b>', '<b title="&lt;a href=&quot;x&quot;&gt;&amp;&#39;"></b>'),
            ("<b title='{{s}}'></b>", "<b title='&lt;a href=&quot;x&quot;&gt;&amp;&#39;'></b>"),
            ('<a href="{{url}}"></a>', '<a href="#"></a>'),
            ('<a href="/c/{{s}}?q={{s}}"></a>', '<a href="/c/%3Ca%20href%3D%22x%22%3E%26%27?q=%3Ca%20href%3D%22x%22%3E%26%27"></a>'),
            ('<a href="{{url}}/{{s}}"></a>', '<a href="#/%3Ca%20href%3D%22x%22%3E%26%27"></a>'),
            ('<a href="tel:{{s}}"></a>', '<a href="tel:"></a>'),
            ("{{z}} {{yes}} {{n}} {{small}} {{size}} {{d}}", "z&lt; true -5 200 7 2.3"),
            ("{{day}}", "21 Nov 2026"),
            ('<time datetime="{{day}}"></time>', '<time datetime="2026-11-21"></time>'),
            ("({{maybe}})", "()"),
            ("{{client}}", "0000000000001"),
            ("{{inner.name}} {{there.name}} {{there.next.name}}", "in &quot;two&#39; &lt;b&gt;"),
            ("{{if nowhere}}1{{else if not s}}2{{else if rows and there}}3{{end}}", "3"),
            ("{{if none or maybe}}1{{else}}2{{end}}", "2"),
            ('{{if inner.name == "in"}}1{{end}}{{if n < 0}}2{{end}}{{if key == MSG_a_plain}}3{{end}}{{if n != small}}4{{end}}', "1234"),
            ("{{each r, i in rows}}{{i}}:{{r.name}};{{end}}", "0:&lt;b&gt;;1:&quot;two&#39;;"),
            ("{{each r in none}}{{r.name}}{{else}}0{{end}}", "0"),
            ("{{t a.plain}}", "Tea &amp; &lt;milk&gt;"),
            ("{{t a.name name=s}}", "Hello &lt;a href=&quot;x&quot;&gt;&amp;&#39;"),
            ("{{t a.count n=rows.n name=n}}", "2 clients of -5"),
            ("{{say say}}/{{say key}}", "Hello &lt;you&gt;/Tea &amp; &lt;milk&gt;"),
            ('<a href="sms:1?body={{t a.plain}}"></a>', '<a href="sms:1?body=Tea%20%26%20%3Cmilk%3E"></a>'),
            ("{{raw raw}}", "<hr>"),
            ("{{icon dot}}", '<svg class="icon" viewBox="0 0 2 2" aria-hidden="true" focusable="false"><path d="M0 0"/></svg>'),
            ("<input{{if yes}} checked{{end}}>", "<input checked>"),
            ('<p class="a{{if yes}} b{{end}}{{if none}} c{{end}}"></p>', '<p class="a b"></p>'),
        ]
        body = "".join(f"<pre>{template}</pre>\n" for template, _ in cases)
        lines = self.say(body).replace("</pre><pre>", "</pre>\n<pre>").split("\n")
        for (template, want), got in zip(cases, lines):
            self.assertEqual(got.removeprefix("<pre>").removesuffix("</pre>"), want, template)
        self.assertEqual(len(lines), len(cases))

    def test_white_space(self):
        out = self.say("<ul>\n  {{each r in rows}}\n  <li>\n    {{r.name}}\n    <b>1</b>\n    2\n  </li>\n  {{end}}\n</ul>\n{{# nothing }}\n")
        self.assertEqual(out, "<ul><li>&lt;b&gt;\n<b>1</b>\n2</li><li>&quot;two&#39;\n<b>1</b>\n2</li></ul>")

    def test_a_wrong_field_names_the_line_of_the_template(self):
        with self.assertRaises(AssertionError) as e:
            self.say("<p>\n{{no_such}}</p>")
        self.assertIn("test.html:3", str(e.exception))
        self.assertIn("no_such", str(e.exception))


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    unittest.main()
