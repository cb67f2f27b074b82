"""SQL as tokens, and what a refusal of it says. For gen_sql.py and sql_tables.py."""
import re


class Refusal(Exception):
    def __init__(self, path, line, rule):
        super().__init__(f'{path}:{line}: {rule}')


TOKEN = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)"
    r"|(?P<text>'(?:[^']|'')*')"
    r'|(?P<quoted>"(?:[^"]|"")*")'
    r'|(?P<dollar>\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$)'
    r'|(?P<param>\$[0-9]+)'
    r'|(?P<cast>::)'
    r'|(?P<at>@[a-z_]+)'
    r'|(?P<word>[A-Za-z_][A-Za-z0-9_]*)'
    r'|(?P<number>[0-9][0-9.eE]*)'
    r'|(?P<space>\s+)'
    r'|(?P<other>.)', re.S)


def tokens(sql):
    """(kind, text, line from 0) of each token."""
    line = 0
    for m in TOKEN.finditer(sql):
        yield m.lastgroup if m.lastgroup != 'tag' else 'dollar', m.group(), line
        line += m.group().count('\n')
