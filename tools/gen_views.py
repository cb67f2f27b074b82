#!/usr/bin/env python3
"""Views: views/*.html -> views_gen.h and views_gen.c.

  gen_views.py --out DIR [--messages content/messages] [--assets static] [--headers src/web] views

A template becomes  void view_<name>(struct buf *b, const struct <type> *v, lang l)  over a view struct written by hand in
src/web/**/page*.h. Escaping follows from the position of the hole; a field that does not exist is a C compile error that
names the line of the template. doc/HOWTO.md has the recipe; the syntax:

  {{view NAME struct TYPE}}                 first line; NAME is the file's name
  {{path.to.field}}                         printed by its C type, escaped by its position (text, attribute, URL)
  {{lang}}                                  the language tag, for <html lang>
  {{t some.key n=total name=client.name}}   a message; every hole needs its argument
  {{say field}}                             a message held in the view: struct say or enum msg
  {{if x}} {{else if not a.b}} {{else}} {{end}}   also == != < <= > >= with "text", a number or a CONSTANT; and, or
  {{each row in list}} {{else}} {{end}}     over LIST(T); {{each row, i in list}} counts from 0
  {{include field some.path}}               another view on that value
  {{raw chart}}                             html_safe only
  {{asset app.css}}  {{icon search}}        hashed address; inline drawing from views/icons
  {{# comment}}

Lines that hold nothing but control tags vanish; white space with a line break becomes one line break, or nothing beside a
block element.
"""

import argparse
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gen_assets  # noqa: E402
import gen_messages  # noqa: E402
from gen_messages import Mistake, c_string  # noqa: E402
from html_machine import HtmlMachine, NO_HOLES, URL_LITERAL, LETTER, Where  # noqa: E402

NAME = r"[a-z_][A-Za-z0-9_]*"
PATH = rf"{NAME}(?:\.{NAME})*"
TAG = re.compile(r"\{\{(.*?)\}\}", re.S)
FIRST = re.compile(r"view ([a-z][a-z0-9_]*) struct ([a-z][a-z0-9_]*)\Z")


class Template(HtmlMachine):
    def __init__(self, path, text, world):
        self.path, self.world, self.text = path, world, text
        self.where = Where()
        self.code, self.run, self.run_line = [], [], 1
        self.scopes, self.fresh, self.depth = [], 0, 1
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.loose = self.name.endswith(("_top", "_end"))
        self.struct = None

    # --- output ---------------------------------------------------------------------------------------------------

    def flush(self):
        text = "".join(self.run)
        self.run = []
        while text:
            part, text = text[:400], text[400:]
            self.emit(f"buf_put(b, S({c_string(part)}));")

    def emit(self, statement, line=None):
        if line is not None:
            self.code.append(f'#line {line} "{self.path}"')
        self.code.append("    " * self.depth + statement)

    def put(self, text):
        self.run.append(text)

    def fail(self, line, rule):
        raise Mistake(self.path, line, rule)

    # --- holes ------------------------------------------------------------------------------------------------------

    def hole(self, line, what):
        """Which printer fits here; refuses where nothing may be printed."""
        w = self.where
        if w.state == "text":
            self.settle()
            w.after_block = False
            return "TEXT"
        if w.state == "value":
            name = w.attr.lower()
            w.holes = True
            if name in NO_HOLES and not (name == "type" and w.tag == "input"):
                self.fail(line, f"no {what} in {name}")
            if not w.url:
                return "ATTR"
            if w.url == "start":
                w.url = "part"
                return "URL"
            if w.url == "literal":
                m = URL_LITERAL.match(w.said)
                if not m:
                    self.fail(line, f'"{w.said}": an address begins with / ? # https: mailto: tel: or sms:')
                scheme = m.group(1)
                w.url = {"tel:": "tel", "sms:": "tel", "mailto:": "mailto"}.get(scheme, "part")
                if "?" in w.said:
                    w.url = "part"
            return {"part": "PART", "tel": "TEL", "mailto": "MAIL"}[w.url]
        place = {"tag": "inside a tag", "name": "in an attribute's name", "before-value": "in an attribute without quotes",
                 "open": "in a tag's name", "raw": "in a script", "doctype": "in the doctype"}[w.state]
        self.fail(line, f"no {what} {place}")

    def resolve(self, path, line):
        """-> C expression (an lvalue) of a path."""
        first, *rest = path.split(".")
        expr, pointer = None, None
        for name, kind in reversed(self.scopes):
            if name == first:
                expr, pointer = (f"(*x_{name})", f"x_{name}") if kind == "row" else (f"i_{name}", None)
                break
        if expr is None:
            expr = f"v->{first}"
        for field in rest:
            expr = f"{pointer or f'VIEW_AT({expr})'}->{field}"
            pointer = None
        return expr

    def do_print(self, path, line):
        how = self.hole(line, "hole")
        self.flush()
        self.emit(f"VIEW_{how}(b, l, {self.resolve(path, line)});", line)

    def do_lang(self, line):
        if self.hole(line, "hole") != "ATTR":
            self.fail(line, "{{lang}} belongs in a lang attribute")
        self.flush()
        self.emit("buf_html(b, lang_tag(l));", line)

    def do_say(self, rest, line):
        if not re.fullmatch(PATH, rest):
            self.fail(line, "{{say path}} takes one path")
        how = self.hole(line, "message")
        self.flush()
        expr = f"VIEW_SAY({self.resolve(rest, line)})"
        if how in ("TEXT", "ATTR"):
            self.emit(f"message_html(b, l, {expr});", line)
        elif how == "PART":
            self.emit(f"buf_url_part(b, message_say(b->a, l, {expr}));", line)
        else:
            self.fail(line, "a message is no address")

    def do_t(self, rest, line):
        words = re.findall(r'[^\s"]+="[^"]*"|\S+', rest)
        key, args = (words[0] if words else ""), words[1:]
        m = self.world.messages.get(key)
        if m is None:
            near = self.world.near(key)
            self.fail(line, f"no message {key}" + (f": did you mean {near}?" if near else ""))
        count, filled = None, []
        for word in args:
            name, eq, value = word.partition("=")
            if not eq or not (re.fullmatch(PATH, value) or re.fullmatch(r'"[\d\W_]*"', value)):
                self.fail(line, f"{word}: an argument is name=path or name=\"digits and signs\"")
            if name not in m.holes and not (name == "n" and m.plural):
                self.fail(line, f"{key} has no hole {{{name}}}")
            if name == "n":
                count = self.resolve(value, line) if value[0] != '"' else value.strip('"')
            else:
                text = f"S({c_string(value[1:-1])})" if value[0] == '"' else f"VIEW_STR(b->a, l, {self.resolve(value, line)})"
                filled.append((name, text))
        missing = sorted(set(m.holes) - {n for n, _ in filled} - ({"n"} if count else set()))
        if missing or (m.plural and not count):
            self.fail(line, f"{key} needs {' '.join(missing or ['n'])}")
        how = self.hole(line, "message")
        self.flush()
        fields = [f".key = {m.c_name}"]
        if count:
            fields.append(f".n = (int64_t)({count})")
        if filled:
            fields.append(".arg = {" + ", ".join(f"{{{c_string(n)}, {t}}}" for n, t in filled) + "}")
        say = f"(struct say){{{', '.join(fields)}}}"
        if how in ("TEXT", "ATTR") and not m.holes:
            self.emit(f"VIEW_T(b, l, {m.c_name}, {c_string(gen_messages.html(m.forms[-1]))});", line)
        elif how in ("TEXT", "ATTR"):
            self.emit(f"message_html(b, l, {say});", line)
        elif how == "PART":
            self.emit(f"buf_url_part(b, message_say(b->a, l, {say}));", line)
        else:
            self.fail(line, "a message is no address")

    def do_raw(self, rest, line):
        if not re.fullmatch(PATH, rest):
            self.fail(line, "{{raw path}} takes one path")
        if self.hole(line, "raw") != "TEXT":
            self.fail(line, "{{raw}} stands in text only")
        self.flush()
        self.emit(f"view_raw(b, {self.resolve(rest, line)});", line)

    def do_include(self, rest, line):
        m = re.fullmatch(rf"([a-z][a-z0-9_]*)(?: ({PATH}))?", rest)
        if not m:
            self.fail(line, "{{include view path}} takes a view and at most one path")
        if m.group(1) not in self.world.names:
            self.fail(line, f"no view {m.group(1)}")
        if self.where.state != "text":
            self.fail(line, "{{include}} stands in text only")
        self.settle()
        self.flush()
        what = f"VIEW_AT({self.resolve(m.group(2), line)})" if m.group(2) else "v"
        self.emit(f"view_{m.group(1)}(b, {what}, l);", line)
        self.where.after_block = True

    def do_asset(self, rest, line):
        if rest not in self.world.assets:
            self.fail(line, f"no asset {rest}")
        if self.hole(line, "asset") != "URL":
            self.fail(line, "{{asset}} is the beginning of an address: src=\"{{asset app.js}}\"")
        self.put(self.world.assets[rest].path)

    def do_icon(self, rest, line):
        if rest not in self.world.icons:
            self.fail(line, f"no icon {rest} in views/icons")
        if self.hole(line, "icon") != "TEXT":
            self.fail(line, "{{icon}} stands in text only")
        self.put(self.world.icons[rest])

    # --- conditions ---------------------------------------------------------------------------------------------------

    def condition(self, text, line):
        tokens = re.findall(rf'"[^"]*"|==|!=|<=|>=|<|>|-?\d+(?:\.\d+)?|{PATH}|[A-Z][A-Z0-9_a-z]*|\S', text)
        at = 0

        def peek():
            return tokens[at] if at < len(tokens) else None

        def one():
            nonlocal at
            t = peek()
            if t == "not":
                at += 1
                return f"!{one()}"
            if t is None or not re.fullmatch(PATH, t) or t in ("and", "or"):
                self.fail(line, f"a condition needs a path where {t or 'nothing'} stands")
            at += 1
            left = self.resolve(t, line)
            op = peek()
            if op not in ("==", "!=", "<", "<=", ">", ">="):
                return f"VIEW_TRUE({left})"
            at += 1
            right = peek()
            at += 1
            if right is None:
                self.fail(line, f"{op} compares with nothing")
            if right[0] == '"':
                if op not in ("==", "!="):
                    self.fail(line, "texts are compared with == and != only")
                return f"({'!' if op == '!=' else ''}str_eq({left}, S({c_string(right[1:-1])})))"
            if re.fullmatch(PATH, right) and right not in ("and", "or", "not"):
                right = self.resolve(right, line)
            elif not re.fullmatch(r"-?\d+(\.\d+)?|[A-Z][A-Za-z0-9_]*", right):
                self.fail(line, f"{right}: compare with \"text\", a number, a CONSTANT or a path")
            return f"(({left}) {op} ({right}))"

        def chain(word, c_op, inner):
            nonlocal at
            parts = [inner()]
            while peek() == word:
                at += 1
                parts.append(inner())
            return parts[0] if len(parts) == 1 else "(" + f" {c_op} ".join(parts) + ")"

        out = chain("or", "||", lambda: chain("and", "&&", one))
        if at != len(tokens):
            self.fail(line, f"do not understand the condition from {tokens[at]} on")
        return out

    # --- blocks ---------------------------------------------------------------------------------------------------------

    def parse(self, tokens, i, inside):
        """Runs tokens from i until the block's end; -> (index of the ending tag, its word)."""
        while i < len(tokens):
            kind, body, line = tokens[i]
            if kind == "text":
                self.literal(body, line)
                i += 1
                continue
            word, _, rest = body.partition(" ")
            rest = rest.strip()
            if word in ("else", "end"):
                if not inside:
                    self.fail(line, f"{{{{{word}}}}} without {{{{if}}}} or {{{{each}}}}")
                return i, body
            if word == "if":
                i = self.block_if(tokens, i)
            elif word == "each":
                i = self.block_each(tokens, i)
            elif body.startswith("#"):
                i += 1
            else:
                if word == "view":
                    self.fail(line, "{{view}} stands once, on the first line")
                self.simple(word, rest, body, line)
                i += 1
        if inside:
            self.fail(inside, "this {{if}} or {{each}} is never ended")
        return i, None

    def simple(self, word, rest, body, line):
        handler = {"t": self.do_t, "say": self.do_say, "raw": self.do_raw, "include": self.do_include,
                   "asset": self.do_asset, "icon": self.do_icon}.get(word)
        if handler and rest:
            handler(rest, line)
        elif body == "lang":
            self.do_lang(line)
        elif re.fullmatch(PATH, body):
            self.do_print(body, line)
        else:
            self.fail(line, f"do not understand {{{{{body}}}}}")

    def body(self, tokens, i, start, line):
        self.depth += 1
        i, ending = self.parse(tokens, i, line)
        if self.where.state == "name":
            self.name_ended(line)
        self.settle()
        self.flush()
        self.depth -= 1
        return i, ending

    def block_if(self, tokens, i):
        line = tokens[i][2]
        self.settle_before_block(line)
        self.flush()
        start = self.where
        self.emit(f"if ({self.condition(tokens[i][1][2:].strip(), line)}) {{", line)
        ends, has_else = [], False
        while True:
            self.where = start.copy()
            i, ending = self.body(tokens, i + 1, start, line)
            ends.append(self.where)
            if ending == "end":
                break
            here = tokens[i][2]
            if has_else:
                self.fail(here, "{{else}} is the last branch")
            m = re.fullmatch(r"else(?: if (.+))?", ending)
            if not m:
                self.fail(here, f"do not understand {{{{{ending}}}}}")
            if m.group(1):
                self.emit(f"}} else if ({self.condition(m.group(1), here)}) {{", here)
            else:
                has_else = True
                self.emit("} else {")
        self.emit("}")
        if not has_else:
            ends.append(start)
        self.join(ends, line)
        return i + 1

    def block_each(self, tokens, i):
        line = tokens[i][2]
        m = re.fullmatch(rf"each ({NAME})(?:, ({NAME}))? in ({PATH})", tokens[i][1])
        if not m:
            self.fail(line, "{{each row in list}} or {{each row, i in list}}")
        row, count, path = m.groups()
        for name in filter(None, (row, count)):
            if name in [s for s, _ in self.scopes] or name == "lang":
                self.fail(line, f"the name {name} is taken already")
        self.settle_before_block(line)
        self.flush()
        start, source = self.where, self.resolve(path, line)
        self.fresh += 1
        index = f"i_{count}" if count else f"i{self.fresh}"
        self.emit(f"for (size_t {index} = 0; {index} < {source}.n; {index}++) {{", line)
        self.emit(f"    const __auto_type x_{row} = &{source}.v[{index}];", line)
        self.scopes += [(row, "row")] + ([(count, "count")] if count else [])
        self.where = start.copy()
        i, ending = self.body(tokens, i + 1, start, line)
        del self.scopes[-(2 if count else 1):]
        self.emit("}")
        ends = [start, self.where]
        if ending == "else":
            self.emit(f"if ({source}.n == 0) {{", line)
            self.where = start.copy()
            i, ending = self.body(tokens, i + 1, start, line)
            self.emit("}")
            ends.append(self.where)
        if ending != "end":
            self.fail(tokens[i][2], "{{each}} has at most one {{else}}")
        self.join(ends, line)
        return i + 1

    def settle_before_block(self, line):
        """A branch begins: what could go on into it must be finished here."""
        w = self.where
        if w.state == "text":
            self.settle()
        elif w.state == "open":
            self.tag_named(line)
            w.glued = True
        elif w.state == "name":
            self.name_ended(line)

    def name_ended(self, line):
        w = self.where
        self.attr_name(line)
        w.attrs[w.attr.lower()] = ""
        w.attr, w.state, w.glued = "", "tag", True

    def join(self, ends, line):
        marks = {e.mark() for e in ends}
        if len(marks) != 1:
            self.fail(line, "the branches end in different places of the HTML: each must close what it opens")
        last = ends[0].copy()
        last.after_block = all(e.after_block for e in ends)
        last.glued = any(e.glued for e in ends)
        for e in ends:
            last.attrs.update(e.attrs)
            if len(e.said) > len(last.said):
                last.said = e.said
        self.where = last

    # --- the whole --------------------------------------------------------------------------------------------------------

    def tokens(self, text):
        out, at, line = [], 0, 1
        for m in TAG.finditer(text):
            if m.start() > at:
                out.append(("text", text[at:m.start()], line))
                line += text[at:m.start()].count("\n")
            out.append(("tag", re.sub(r"\s+", " ", m.group(1).strip()), line))
            line += m.group(0).count("\n")
            at = m.end()
        out.append(("text", text[at:], line))
        for _, body, at_line in (t for t in out if t[0] == "text"):
            if "{{" in body or "}}" in body:
                self.fail(at_line + body[:re.search(r"\{\{|\}\}", body).start()].count("\n"), "braces without their partner")
        return out

    def words(self, tokens):
        """Words between tags must come from messages: a walk over the literal pieces, holes cut out."""
        state = "text"
        for kind, body, line in tokens:
            if kind != "text":
                continue
            for m in re.finditer(r"&(?:#\w+|\w+);|\n|.", body):
                c = m.group(0)
                if state == "text" and c == "<":
                    state = "tag"
                elif state == "tag" and c in "\"'":
                    state = c
                elif state == "tag" and c == ">":
                    state = "text"
                elif state == c:
                    state = "tag"
                elif state == "text" and LETTER.match(c):
                    word = re.match(r"[^\s<]*", body[m.start():]).group(0)
                    self.fail(line + body[:m.start()].count("\n"),
                              f"hard-coded words in text ({word}): take them from a message, {{{{t …}}}}")

    def compile(self):
        tokens = self.tokens(self.text)
        if not tokens or tokens[0][0] != "tag" or not FIRST.match(tokens[0][1]):
            self.fail(1, "the first line is {{view NAME struct TYPE}}")
        name, self.struct = FIRST.match(tokens[0][1]).groups()
        if name != self.name:
            self.fail(1, f"the file is called {self.name}, its view {name}")
        self.words(tokens)
        # Lines of control tags alone vanish: the text token before loses its indentation, the one after its line break.
        tokens = lone_lines(tokens)
        self.parse(tokens, 1, None)
        self.settle(drop=True)
        self.flush()
        if self.where.state != "text":
            self.fail(self.text.count("\n"), "ends inside a tag")
        if self.where.open and not self.loose:
            self.fail(self.text.count("\n"), f"<{self.where.open[-1]}> is never closed")
        return self


CONTROL_WORDS = ("if", "else", "each", "end", "include", "view")


def lone_lines(tokens):
    """Drops the white space of lines that hold only control tags; line numbers stay with the tokens."""
    out = [{"kind": k, "body": b, "line": n, "fresh": False} for k, b, n in tokens]  # fresh: begins a line

    def control(i):
        return out[i]["kind"] == "tag" and (out[i]["body"].startswith("#") or out[i]["body"].split(" ")[0] in CONTROL_WORDS)

    def blank(i):
        return out[i]["kind"] == "text" and not out[i]["body"].strip(" \t")

    i = 0
    while i < len(out):
        if not control(i):
            i += 1
            continue
        j = i
        while j + 1 < len(out) and (control(j + 1) or (blank(j + 1) and j + 2 < len(out) and control(j + 2))):
            j += 1
        before, after = (out[i - 1] if i else None), (out[j + 1] if j + 1 < len(out) else None)
        starts = before is None or (before["kind"] == "text" and (
            re.search(r"\n[ \t]*\Z", before["body"]) or (before["fresh"] and not before["body"].strip(" \t"))))
        ends = after is None or (after["kind"] == "text" and re.match(r"[ \t]*\n", after["body"]))
        if starts and ends:
            if before:
                before["body"] = before["body"].rstrip(" \t")
            if after:
                after["body"] = after["body"].split("\n", 1)[1]
                after["line"] += 1
                after["fresh"] = True
        i = j + 1
    return [(t["kind"], t["body"], t["line"]) for t in out if t["kind"] == "tag" or t["body"]]


class World:
    """What templates may name."""

    def __init__(self, messages, assets, icons, names):
        self.messages, self.assets, self.icons, self.names = messages, assets, icons, names

    def near(self, key):
        import difflib
        found = difflib.get_close_matches(key, self.messages, 1)
        return found[0] if found else ""


def read_icons(folder):
    icons = {}
    if not os.path.isdir(folder):
        return icons
    for f in sorted(os.listdir(folder)):
        if not f.endswith(".svg"):
            continue
        path = os.path.join(folder, f)
        with open(path, encoding="utf-8") as fh:
            text = fh.read()
        m = re.fullmatch(r"\s*<svg ([^>]*)>(.*)</svg>\s*", text, re.S)
        if not m or re.search(r"<(script|style|foreignObject|a|image)\b|\son\w+=|\shref=|\sstyle=", text, re.I):
            raise Mistake(path, 1, "an icon is one <svg> of plain shapes")
        inner = re.sub(r">\s+<", "><", m.group(2).strip())
        box = re.search(r'viewBox="([-0-9. ]+)"', m.group(1))
        if not box:
            raise Mistake(path, 1, "an icon needs a viewBox")
        icons[f[:-4]] = f'<svg class="icon" viewBox="{box.group(1)}" aria-hidden="true" focusable="false">{inner}</svg>'
    return icons


def write_header(out, templates):
    out.write("// Made by tools/gen_views.py from views: do not edit.\n#ifndef UNKNOT_VIEWS_GEN_H\n#define UNKNOT_VIEWS_GEN_H\n\n"
              '#include "web/view.h"\n\n')
    for s in sorted({t.struct for t in templates}):
        out.write(f"struct {s};\n")
    out.write("\n")
    for t in templates:
        out.write(f"void view_{t.name}(struct buf *b, const struct {t.struct} *v, lang l);\n")
    out.write("\n#endif\n")


def write_code(out, templates, headers):
    out.write('// Made by tools/gen_views.py from views: do not edit.\n#include "views_gen.h"\n\n#include "web/view_print.h"\n')
    for h in headers:
        out.write(f'#include "{h}"\n')
    for t in templates:
        out.write(f"\nvoid view_{t.name}(struct buf *b, const struct {t.struct} *v, lang l)\n{{\n    (void)v;\n    (void)l;\n")
        out.write("\n".join(t.code) + "\n}\n")


def main(argv):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", required=True)
    ap.add_argument("--messages", default="content/messages")
    ap.add_argument("--assets", default="static")
    ap.add_argument("--headers", default="src/web", help="folder whose page*.h declare the view structs")
    ap.add_argument("folder")
    a = ap.parse_args(argv)
    paths = sorted(os.path.join(a.folder, f) for f in os.listdir(a.folder) if f.endswith(".html"))
    done, failed = [], False
    try:
        names = {os.path.splitext(os.path.basename(p))[0] for p in paths}
        world = World(gen_messages.english(a.messages), gen_assets.assets(a.assets),
                      read_icons(os.path.join(a.folder, "icons")), names)
    except Mistake as e:
        print(e, file=sys.stderr)
        return 1
    for path in paths:
        try:
            with open(path, encoding="utf-8") as f:
                done.append(Template(path, f.read(), world).compile())
        except Mistake as e:
            print(e, file=sys.stderr)
            failed = True
    if failed:
        return 1
    headers = sorted("web/" + os.path.relpath(os.path.join(d, f), a.headers) for d, _, files in os.walk(a.headers) for f in files if re.fullmatch(r"page\w*\.h", f))
    os.makedirs(a.out, exist_ok=True)
    with open(os.path.join(a.out, "views_gen.h"), "w", encoding="utf-8") as f:
        write_header(f, done)
    with open(os.path.join(a.out, "views_gen.c"), "w", encoding="utf-8") as f:
        write_code(f, done, headers)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
