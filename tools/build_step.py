#!/usr/bin/env python3
"""Runs one generator for the build.

    build_step.py --out-dir DIR --depfile FILE --source-dir DIR PATTERN… -- COMMAND…

Runs COMMAND in the source folder with {out} replaced by a temporary folder, then moves what it made to DIR, leaving
files that did not change alone. The dependency file names each file that matches a pattern and each folder that was
looked into: a folder's time changes when a file appears in it or goes away, so ninja sees that too.
"""

import argparse
import filecmp
import os
import pathlib
import subprocess
import sys
import tempfile


def main() -> int:
    split = sys.argv.index("--")
    parser = argparse.ArgumentParser()
    parser.add_argument("--out-dir", type=pathlib.Path, required=True)
    parser.add_argument("--depfile", type=pathlib.Path, required=True)
    parser.add_argument("--source-dir", type=pathlib.Path, required=True)
    parser.add_argument("patterns", nargs="+")
    args = parser.parse_args(sys.argv[1:split])
    command = sys.argv[split + 1:]
    out_dir = args.out_dir.resolve()
    depfile = args.depfile.resolve()

    files = []
    folders = set()
    for pattern in args.patterns:
        fixed = args.source_dir / pattern.split("*")[0]
        folders.add(fixed if fixed.is_dir() else fixed.parent)
        files += sorted(f for f in args.source_dir.glob(pattern) if f.is_file())
    folders.update(f.parent for f in files)

    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out_dir) as made:
        done = subprocess.run([word.replace("{out}", made) for word in command], cwd=args.source_dir,
                              env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        if done.returncode != 0:
            return done.returncode
        names = sorted(os.listdir(made))
        for name in names:
            new, old = pathlib.Path(made) / name, out_dir / name
            if not (old.exists() and filecmp.cmp(new, old, shallow=False)):
                os.replace(new, old)
    needs = [str(p).replace(" ", "\\ ") for p in [*sorted(folders), *files]]
    depfile.write_text(f"{out_dir.name}/{names[0]}: " + " \\\n  ".join(needs) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
