#!/usr/bin/env python3
"""Messages: content/messages/<area>.po -> messages_gen.h and messages_gen.c (the table of src/base/message_table.h).

  gen_messages.py --out DIR [--errors src/base/errors.def] content/messages

English only for now: msgstr[0] is said of one, msgstr[1] of any other number. The pseudo-locale is made of English when
a text is said (src/base/message.c).
"""

import argparse
import os
import re
import sys

KEY = re.compile(r"[a-z][a-z0-9]*([.-][a-z0-9]+)+\Z")
HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
MAX_HOLES = 8
PLURAL_FORMS = 2


class Mistake(Exception):
    """A broken rule at a place: shown as file:line: rule."""

    def __init__(self, path, line, rule):
        super().__init__(f"{path}:{line}: {rule}")


class Message:
    def __init__(self, path, line, key, plural, forms):
        self.path, self.line, self.key, self.plural, self.forms = path, line, key, plural, forms
        self.holes = sorted({h for f in forms for h in HOLE.findall(f)})

    @property
    def c_name(self):
        return "MSG_" + c_ident(self.key)


def c_ident(key):
    return re.sub(r"[.-]", "_", key)


# --- reading ----------------------------------------------------------------------------------------------------------

ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"\s*\Z')
WORD = re.compile(r"(msgid_plural|msgid|msgstr(?:\[(\d)\])?)\s+(.*)\Z", re.S)


def unquote(path, line, text):
    m = STRING.match(text.strip())
    if not m:
        raise Mistake(path, line, 'a text must stand in double quotes on one line: "…"')

    def one(e):
        if e.group(1) not in ESCAPES:
            raise Mistake(path, line, f"unknown escape \\{e.group(1)}")
        return ESCAPES[e.group(1)]

    return re.sub(r"\\(.)", one, m.group(1))


def entries(path, text):
    """Raw entries: dicts of msgid, msgid_plural, msgstr (list), line."""
    entry, last = None, None
    for line, raw in enumerate(text.split("\n"), 1):
        row = raw.strip()
        if row.startswith("#~"):
            raise Mistake(path, line, "delete obsolete entries (#~) rather than keep them")
        if not row or row.startswith("#"):
            continue
        if row.startswith('"'):
            if last is None:
                raise Mistake(path, line, "a text without msgid or msgstr before it")
            where, index = last
            if where == "msgstr":
                entry["msgstr"][index] += unquote(path, line, row)
            else:
                entry[where] += unquote(path, line, row)
            continue
        m = WORD.match(row)
        if not m:
            raise Mistake(path, line, "expected msgid, msgid_plural, msgstr, msgstr[n] or a comment")
        word, index, value = m.group(1), m.group(2), unquote(path, line, m.group(3))
        if word == "msgid":
            if entry:
                yield entry
            entry, last = {"line": line, "msgid": value, "msgstr": []}, ("msgid", 0)
        elif entry is None:
            raise Mistake(path, line, f"{word} without a msgid before it")
        elif word == "msgid_plural":
            entry["msgid_plural"], last = value, ("msgid_plural", 0)
        else:
            if int(index or 0) != len(entry["msgstr"]):
                raise Mistake(path, line, f"{word} is out of order")
            if (index is not None) != ("msgid_plural" in entry):
                raise Mistake(path, line, "msgstr[n] goes with msgid_plural, plain msgstr without")
            entry["msgstr"].append(value)
            last = ("msgstr", len(entry["msgstr"]) - 1)
    if entry:
        yield entry


def read_po(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    out = []
    for e in entries(path, text):
        key, line, forms = e["msgid"], e["line"], e["msgstr"]
        if key == "" and line < 20:
            continue  # the usual header of a .po file
        if not KEY.match(key):
            raise Mistake(path, line, f'key "{key}": lower-case words joined by . or -, with an area first')
        plural = "msgid_plural" in e
        if plural and e["msgid_plural"] != key:
            raise Mistake(path, line, f"msgid_plural must repeat the key {key}")
        if not forms:
            raise Mistake(path, line, f"{key} has no msgstr")
        if plural and len(forms) != PLURAL_FORMS:
            raise Mistake(path, line, f"{key} has {len(forms)} plural forms, English has {PLURAL_FORMS}")
        for form in forms:
            if not form.strip():
                raise Mistake(path, line, f"{key} is empty")
            if form != form.strip():
                raise Mistake(path, line, f"{key} begins or ends with white space")
            if re.search(r"[{}]", HOLE.sub("", form)):
                raise Mistake(path, line, f"{key}: braces stand only around a hole's name, {{like_this}}")
        m = Message(path, line, key, plural, forms)
        if len([h for h in m.holes if h != "when"]) > MAX_HOLES:
            raise Mistake(path, line, f"{key} has more than {MAX_HOLES} holes")
        if plural and "n" not in m.holes:
            raise Mistake(path, line, f"{key} is plural but no form shows {{n}}")
        out.append(m)
    return out


def po_files(folder):
    return sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.endswith(".po"))


def merge(messages):
    by_key, by_c = {}, {}
    for m in messages:
        if m.key in by_key:
            first = by_key[m.key]
            raise Mistake(m.path, m.line, f"{m.key} is here twice: first at {first.path}:{first.line}")
        if m.c_name in by_c:
            raise Mistake(m.path, m.line, f"{m.key} and {by_c[m.c_name].key} make the same C name {m.c_name}")
        by_key[m.key] = by_c[m.c_name] = m
    return by_key


def english(folder):
    """The messages every other generator checks against: key -> Message, in the order of their keys."""
    found = []
    for path in po_files(folder):
        found += read_po(path)
    return dict(sorted(merge(found).items()))


# --- writing ------------------------------------------------------------------------------------------------------------


def c_string(text):
    out, after_hex = [], False
    for byte in text.encode("utf-8"):
        c = chr(byte)
        if c in '"\\':
            out.append("\\" + c)
        elif c == "\n":
            out.append("\\n")
        elif c == "?":
            out.append("\\?")
        elif 32 <= byte < 127:
            out.append(('""' if after_hex and c in "0123456789abcdefABCDEF" else "") + c)
        else:
            out.append(f"\\x{byte:02x}")
            after_hex = True
            continue
        after_hex = False
    return '"' + "".join(out) + '"'


def html(text):
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(char, entity)
    return text


def write_header(out, base):
    rows = ["// Made by tools/gen_messages.py from content/messages: do not edit.", "#ifndef UNKNOT_MESSAGES_GEN_H",
            "#define UNKNOT_MESSAGES_GEN_H", "", "enum msg {", "    MSG_none = 0,"]
    rows += [f"    {m.c_name}," for m in base.values()]
    rows += ["    MSG_COUNT,", "    // error.* again by the names of src/base/errors.def"]
    for m in base.values():
        if m.key.startswith("error."):
            rows.append(f"    MSG_error_{c_ident(m.key[6:]).upper()} = {m.c_name},")
    rows += ["};", "", "#endif", ""]
    out.write("\n".join(rows))


def write_table(out, base):
    out.write("// Made by tools/gen_messages.py from content/messages: do not edit.\n")
    out.write('#include "base/message_table.h"\n\n')
    out.write("const struct message_text message_table[MESSAGE_LANGS][MSG_COUNT] = {{\n")
    out.write('    [MSG_none] = {S_INIT(""), S_INIT(""), S_INIT(""), false},\n')
    for m in base.values():
        one = m.forms[0] if m.plural else ""
        out.write(f"    [{m.c_name}] = {{S_INIT({c_string(m.key)}), S_INIT({c_string(one)}), "
                  f"S_INIT({c_string(m.forms[-1])}), {'true' if m.plural else 'false'}}},\n")
    out.write("}};\n")


def check_errors(path, base, folder):
    """Every row of errors.def has its message error.<name>."""
    with open(path, encoding="utf-8") as f:
        for line, row in enumerate(f, 1):
            m = re.match(r"X\((\w+),", row)
            key = m and "error." + m.group(1).lower().replace("_", "-")
            if key and key not in base:
                raise Mistake(path, line, f"{m.group(1)} has no message {key} in {folder}/errors.po")


def main(argv):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", required=True)
    ap.add_argument("--errors", help="src/base/errors.def: each row must have its message")
    ap.add_argument("folder")
    a = ap.parse_args(argv)
    try:
        base = english(a.folder)
        if a.errors:
            check_errors(a.errors, base, a.folder)
    except Mistake as e:
        print(e, file=sys.stderr)
        return 1
    os.makedirs(a.out, exist_ok=True)
    header, table = os.path.join(a.out, "messages_gen.h"), os.path.join(a.out, "messages_gen.c")
    with open(header, "w", encoding="utf-8") as f:
        write_header(f, base)
    with open(table, "w", encoding="utf-8") as f:
        write_table(f, base)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
