"""The tables that the schema steps make, and the statements that follow from them: dump, load, and what moves with a client.

What follows from the schema stands nowhere else. sql/dump.sql says which tables are left out, in one comment line each:

    -- not dumped: client_key form_done signin_try job
    -- credentials: session
    -- made by hand: account
    -- moved by hand: audit concern measure

Without these lines (schemas of tests) nothing is made. A column never goes and never changes its name or place: a dump of an older
step is read with the columns of that step, so that a database is backed up before it is migrated, whatever its age.
"""
import os
import re

from sql_text import Refusal, tokens


class Column:
    def __init__(self, name, kind, nullable, default, since):
        self.name, self.kind, self.nullable, self.default, self.since = name, kind, nullable, default, since

    def __eq__(self, other):
        return (self.name, self.kind, self.nullable) == (other.name, other.kind, other.nullable)


class Table:
    def __init__(self, name, since):
        self.name, self.since, self.columns, self.key, self.parents = name, since, [], [], []
        self.credentials = False
        self.path = ''

    def row_name(self):
        """The column that names one row within a practice: its own id, or what it is the one row of (a visit, a plan); None where there is none."""
        if self.column('id'):
            return 'id'
        return self.key[1] if len(self.key) == 2 and self.key[0] == 'practice_id' and self.key[1] != 'client_id' else None

    def column(self, name):
        return next((c for c in self.columns if c.name == name), None)


def spans(parts):
    """Splits the tokens between two brackets at the commas of that depth."""
    out, depth = [[]], 0
    for kind, text, line in parts:
        depth += {'(': 1, ')': -1}.get(text, 0) if kind == 'other' else 0
        if kind == 'other' and text == ',' and depth == 0:
            out.append([])
        elif kind not in ('comment', 'space'):
            out[-1].append((kind, text, line))
    return [s for s in out if s]


def names_in(part, at):
    """The names in the first brackets behind `at`."""
    texts = [t for _, t, _ in part[at:]]
    begin = texts.index('(')
    return [t for t in texts[begin + 1:texts.index(')')] if t != ',']


def column_of(part, since):
    name, kind = part[0][1], part[1][1][1:]
    upper = [t.upper() for _, t, _ in part]
    default = part[upper.index('DEFAULT') + 1][1] if 'DEFAULT' in upper else None
    nullable = not any(a == 'NOT' and b == 'NULL' for a, b in zip(upper, upper[1:]))
    return Column(name, 'int' if kind == 'id' else kind, nullable, default, since)


def put_parts(table, body, since):
    for part in spans(body):
        word = part[0][1].upper()
        if word == 'PRIMARY':
            table.key = names_in(part, 0)
        elif word == 'FOREIGN' or word not in ('UNIQUE', 'CHECK', 'CONSTRAINT'):
            for i, (_, t, _) in enumerate(part):
                if t.upper() == 'REFERENCES':
                    table.parents.append(part[i + 1][1])
        if word not in ('PRIMARY', 'FOREIGN', 'UNIQUE', 'CHECK', 'CONSTRAINT'):
            table.columns.append(column_of(part, since))
            upper = [t.upper() for _, t, _ in part]
            if 'PRIMARY' in upper:
                table.key = [part[0][1]]


def read_engine(steps, engine):
    """The tables by name, in the order in which they were made, as this engine has them."""
    tables = {}
    for n, texts in steps.items():
        path, text = texts[engine]
        parts = list(tokens(text))
        solid = [(i, t.upper()) for i, (k, t, _) in enumerate(parts) if k not in ('comment', 'space')]
        for at, (i, word) in enumerate(solid):
            after = [w for _, w in solid[at:at + 5]]
            # the names as they are written
            written = [parts[j][1] for j, _ in solid[at:at + 8]]
            if after[:2] == ['CREATE', 'TABLE']:
                begin = solid[at + 3][0]
                depth, end = 0, begin
                while True:
                    depth += {'(': 1, ')': -1}.get(parts[end][1], 0)
                    if depth == 0:
                        break
                    end += 1
                t = Table(written[2], n)
                t.path = path
                put_parts(t, parts[begin + 1:end], n)
                tables[t.name] = t
            elif after[:2] == ['DROP', 'TABLE']:
                gone = tables.get(written[2])
                tables[written[2]] = gone
                gone.dropped = True
            elif after[:2] == ['ALTER', 'TABLE'] and after[3:5] == ['RENAME', 'TO']:
                old, new = written[2], written[5]
                made, was = tables.pop(old), tables.get(new)
                made.name = new
                if was is not None: # rebuilt: what was there before is as old as it was
                    made.since = was.since
                    for c in made.columns:
                        before = was.column(c.name)
                        c.since = before.since if before else c.since
                tables[new] = made
            elif after[:2] == ['ALTER', 'TABLE'] and after[3:5] == ['ALTER', 'COLUMN'] and [w for _, w in solid[at + 6:at + 9]] == ['DROP', 'NOT', 'NULL']:
                tables[written[2]].column(written[5]).nullable = True
            elif after[:2] == ['ALTER', 'TABLE'] and after[3:5] == ['ADD', 'COLUMN']:
                end = next((k for k, w in solid[at:] if w == ';'), len(parts))
                part = [p for p in parts[solid[at + 5][0]:end] if p[0] not in ('comment', 'space')]
                tables[written[2]].columns.append(column_of(part, n))
    for name in [k for k, t in tables.items() if getattr(t, 'dropped', False)]:
        del tables[name]
    return tables


def directives(sql_dir):
    said = {}
    path = os.path.join(sql_dir, 'dump.sql')
    if os.path.exists(path):
        with open(path, encoding='utf-8') as f:
            for m in re.finditer(r'^-- (not dumped|credentials|made by hand|moved by hand): *([a-z_ ]*)$', f.read(), re.M):
                said[m[1]] = m[2].split()
    return path, said


def in_order(tables):
    """Parents before children, otherwise as they were made."""
    out, seen = [], set()

    def visit(t):
        if t.name in seen:
            return
        seen.add(t.name)
        for parent in t.parents:
            if parent in tables:
                visit(tables[parent])
        out.append(t)
    for t in sorted(tables.values(), key=lambda t: t.since):
        visit(t)
    return out


def read_tables(sql_dir, steps, engines):
    path, said = directives(sql_dir)
    if 'not dumped' not in said:
        return []
    each = [read_engine(steps, e) for e in engines]
    first, second = each
    for name in {**first, **second}:
        if name not in first or name not in second or first[name].columns != second[name].columns:
            raise Refusal(path, 1, f'the table {name} has other columns on {engines[0]} than on {engines[1]}')
    for names in said.values():
        for name in names:
            if name not in first:
                raise Refusal(path, 1, f'there is no table {name}')
    for t in first.values():
        t.credentials = t.name in said.get('credentials', [])
        t.by_hand = t.name in said.get('made by hand', [])
        t.moves = t.name not in said.get('moved by hand', []) and bool(t.column('client_id') and t.row_name())
    return [t for t in in_order(first) if t.name not in said['not dumped']]


def forms(table):
    """(step, columns) of each form that the table had, the oldest first."""
    steps = sorted({c.since for c in table.columns})
    return [(n, [c for c in table.columns if c.since <= n]) for n in steps]


def dump_name(table, step):
    newest = max(c.since for c in table.columns)
    return f'dump_{table.name}' if step == newest else f'dump_{table.name}_at_{step:04d}'


def statements_of(t):
    """(name, prose, in, out, text, path)"""
    out = []
    columns = [(c.name, c.kind, c.nullable) for c in t.columns]
    if not t.by_hand:
        limit = 'id' if t.name == 'practice' else 'practice_id'
        if not t.column(limit):
            raise Refusal(t.path, 1, f'{t.name} belongs to no practice: its dump is made by hand, or left out (sql/dump.sql)')
        for step, some in forms(t):
            names = ', '.join(c.name for c in some)
            out.append((dump_name(t, step), f'Rows of {t.name}, as of schema step {step}.', [('low', 'int', False), ('high', 'int', False)],
                        [(c.name, c.kind, c.nullable) for c in some],
                        f'SELECT {names}\nFROM {t.name} WHERE {limit} BETWEEN $1 AND $2\nORDER BY {", ".join(t.key)};', t.path))
        places = ', '.join(f'${i}' for i in range(1, len(columns) + 1))
        out.append((f'load_{t.name}', 'As dumped.', columns, None,
                    f'INSERT INTO {t.name} ({", ".join(c[0] for c in columns)})\nVALUES ({places});', t.path))
    # rows that can be named change hands one by one when two records of one person are merged
    if t.moves:
        row = t.row_name()
        named = 'id' if row == 'id' else f'{row} AS id'
        out.append((f'client_rows_{t.name}', f'Which rows of {t.name} are about a client.', [('practice', 'int', False), ('client', 'int', False)],
                    [('id', 'int', False)], f'SELECT {named} FROM {t.name} WHERE practice_id = $1 AND client_id = $2 ORDER BY {row};', t.path))
        out.append((f'client_move_{t.name}', f'One row of {t.name} changes hands.',
                    [('practice', 'int', False), ('from_client', 'int', False), ('to_client', 'int', False), ('id', 'int', False)], None,
                    f'UPDATE {t.name} SET client_id = $3 WHERE practice_id = $1 AND client_id = $2 AND {row} = $4;', t.path))
    return out


def default_of(c):
    """As JSON, or NULL where an older dump without the column cannot be read."""
    if c.default is not None:
        return c.default[1:-1].replace("''", "'") if c.default.startswith("'") else c.default
    return None


def quoted(text):
    return '0' if text is None else '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def write_tables_c(tables):
    out = ['// Generated by tools/sql_tables.py from sql/schema/.', '#include "db/statement.h"', '']
    rows = []
    for t in tables:
        made = [(n, f'Q_{dump_name(t, n).upper()}') for n, _ in forms(t)]
        out.append(f'static const struct db_table_form {t.name}_forms[] = {{' + ', '.join(f'{{{n}, {q}}}' for n, q in made) + ', {0}};')
        out.append(f'static const char *const {t.name}_defaults[] = {{' + ', '.join(quoted(default_of(c)) for c in t.columns) + '};')
        client = f'Q_CLIENT_ROWS_{t.name.upper()}, Q_CLIENT_MOVE_{t.name.upper()}' if t.moves else 'Q_none, Q_none'
        rows.append(f'    {{"{t.name}", {str(t.credentials).lower()}, {t.name}_forms, Q_LOAD_{t.name.upper()}, {t.name}_defaults, {client}}},')
    out += ['', 'const struct db_table db_tables[] = {'] + rows + ['    {0}, // so that an empty schema compiles', '};',
                                                                   f'const size_t db_table_count = {len(tables)};', '']
    return '\n'.join(out)
