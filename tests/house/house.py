"""What the house tests share: the tracked files, and C text without its comments or strings."""

import pathlib
import re
import subprocess
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
FLOORS = ["base", "clinic", "db", "store", "desk", "web", "serve", "cli"]


class HouseTest(unittest.TestCase):
    def none(self, wrong):
        """Each of `wrong` is one place and what is wrong there."""
        if wrong:
            self.fail("\n" + "\n".join(wrong))


def tracked(*endings):
    """Files under version control (in a checkout without git: all files outside build folders) that end so."""
    done = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=TOP, capture_output=True, text=True)
    if done.returncode == 0:
        names = [TOP / n for n in done.stdout.split("\0") if n]
    else:
        names = [p for p in TOP.rglob("*") if not re.match(r"(build|node_modules|data|\.)", p.relative_to(TOP).parts[0])]
    return sorted(p for p in names if p.is_file() and p.name.endswith(endings or ("",)))


def sources():
    return [p for p in tracked(".c", ".h", ".def") if p.relative_to(TOP).parts[0] == "src"]


def floor_of(path):
    return path.relative_to(TOP).parts[1]


def place(path, text, at):
    return f"{path.relative_to(TOP)}:{text.count(chr(10), 0, at) + 1}"


PIECES = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """C text with comments blanked; places stay."""
    return PIECES.sub(lambda m: blank(m.group()) if m.group()[0] == "/" else m.group(), text)


def code_only(text):
    """C text with comments and the inside of strings blanked; places stay."""
    return PIECES.sub(lambda m: blank(m.group()) if m.group()[0] == "/" else m.group()[0] + blank(m.group()[1:-1]) + m.group()[-1], text)


def strings(text):
    """The string literals of C text as (place, content), neighbours joined as the compiler does."""
    found, end = [], None
    plain = without_comments(text)
    for m in re.finditer(r'"((?:\\.|[^"\\\n])*)"', plain):
        if end is not None and plain[end:m.start()].strip() == "":
            found[-1] = (found[-1][0], found[-1][1] + m.group(1))
        else:
            found.append((m.start(), m.group(1)))
        end = m.end()
    return found
