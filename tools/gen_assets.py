#!/usr/bin/env python3
"""Assets: static/* -> assets_gen.h and assets_gen.c (the table of src/web/asset.h).

  gen_assets.py --out DIR static

Each file is served as /static/<stem>.<first 8 hex digits of its SHA-256>.<ending>, so it may be cached for ever. Where
one asset names another (`import … from "./other.js"` in a module, url(other.svg) in a style sheet) the name is replaced
by the hashed one before its own hash is taken.
"""

import argparse
import gzip
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from gen_messages import Mistake  # noqa: E402

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
PREFIX = "/static/"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*(\.[a-z0-9]+)+\Z")
IMPORT = re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*)(["'])\./([^"']+)\2""")
URL = re.compile(r"""\burl\(\s*(["']?)((?!data:|#|/)[^"')]+)\1\s*\)""")


class Asset:
    def __init__(self, name, type_, body):
        self.name, self.type, self.body = name, type_, body
        stem, ending = name.split(".", 1)
        self.tag = hashlib.sha256(body).hexdigest()[:16]
        self.path = f"{PREFIX}{stem}.{self.tag[:8]}.{ending}"
        squeezed = gzip.compress(body, 9, mtime=0)
        self.gzip = squeezed if len(squeezed) < len(body) * 9 // 10 else b""


def assets(folder):
    """name -> Asset, in the order of the names."""
    done, open_ = {}, []
    names = {f for f in os.listdir(folder) if os.path.isfile(os.path.join(folder, f))}

    def load(name, path, line):
        if name in done:
            return done[name]
        if name not in names:
            raise Mistake(path, line, f"{name} is not in {folder}")
        if name in open_:
            raise Mistake(path, line, f"{name} names itself, round about: {' -> '.join(open_)}")
        here = os.path.join(folder, name)
        ending = os.path.splitext(name)[1]
        if not NAME.match(name) or ending not in TYPES:
            raise Mistake(here, 1, f"a name of a-z 0-9 - and an ending out of {' '.join(sorted(TYPES))}")
        with open(here, "rb") as f:
            body = f.read()
        open_.append(name)
        if ending in (".js", ".css", ".svg"):
            body = link(here, ending, body).encode()
        open_.pop()
        done[name] = Asset(name, TYPES[ending], body)
        return done[name]

    def link(here, ending, body):
        text = body.decode("utf-8")
        if re.search(r"\bhttps?://(?!www\.w3\.org/)", text):
            line = text[: re.search(r"\bhttps?://(?!www\.w3\.org/)", text).start()].count("\n") + 1
            raise Mistake(here, line, "an asset asks nobody else: no address of another host")

        def named(m, name):
            return os.path.basename(load(name, here, text[: m.start()].count("\n") + 1).path)

        if ending == ".js":
            return IMPORT.sub(lambda m: f"{m.group(1)}{m.group(2)}./{named(m, m.group(3))}{m.group(2)}", text)
        if ending == ".css":
            return URL.sub(lambda m: f"url({named(m, m.group(2))})", squeeze_css(text))
        return text

    for name in sorted(names):
        if not name.startswith("."):
            load(name, folder, 1)
    return dict(sorted(done.items()))


def squeeze_css(text):
    """Comments and indentation cost bytes on every first visit; nothing else is touched."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return re.sub(r"\s*\n\s*", "\n", text).strip() + "\n"


def rows(data):
    return ["    " + ",".join(str(b) for b in data[i:i + 32]) + "," for i in range(0, len(data), 32)]


def write_header(out):
    out.write("// Made by tools/gen_assets.py from static: do not edit.\n"
              "#ifndef UNKNOT_ASSETS_GEN_H\n#define UNKNOT_ASSETS_GEN_H\n\n"
              '#include "web/asset.h"\n\n'
              "// Sorted by path.\nextern const struct asset asset_table[];\nextern const size_t asset_table_n;\n\n#endif\n")


def write_table(out, found):
    out.write('// Made by tools/gen_assets.py from static: do not edit.\n#include "assets_gen.h"\n\n')
    ordered = sorted(found.values(), key=lambda a: a.path.encode())
    for i, a in enumerate(ordered):
        for what, data in (("body", a.body), ("gzip", a.gzip)):
            if data:
                out.write(f"static const unsigned char {what}_{i}[] = {{\n" + "\n".join(rows(data)) + "\n};\n")
    out.write("\nconst struct asset asset_table[] = {\n")
    for i, a in enumerate(ordered):
        gz = f"{{(const char *)gzip_{i}, sizeof gzip_{i}}}" if a.gzip else "{NULL, 0}"
        body = f"{{(const char *)body_{i}, sizeof body_{i}}}" if a.body else "{NULL, 0}"
        out.write(f'    {{S_INIT("{a.name}"), S_INIT("{a.path}"), S_INIT("{a.type}"), {body}, {gz}, S_INIT("{a.tag}")}},\n')
    out.write(f"}};\nconst size_t asset_table_n = {len(ordered)};\n")


def main(argv):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", required=True)
    ap.add_argument("folder")
    a = ap.parse_args(argv)
    try:
        found = assets(a.folder)
        if not found:
            raise Mistake(a.folder, 1, "there is nothing here")
    except Mistake as e:
        print(e, file=sys.stderr)
        return 1
    os.makedirs(a.out, exist_ok=True)
    with open(os.path.join(a.out, "assets_gen.h"), "w", encoding="utf-8") as f:
        write_header(f)
    with open(os.path.join(a.out, "assets_gen.c"), "w", encoding="utf-8") as f:
        write_table(f, found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
