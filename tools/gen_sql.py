#!/usr/bin/env python3
"""Makes the statement and schema tables of src/db/statement.h from sql/*.sql and sql/schema/*.sql.

    gen_sql.py --out-dir DIR --sql-dir sql

writes queries_gen.h, queries_gen.c, schema_gen.c, tables_gen.c (sql_tables.py). What a statement file holds:

    -- name: client_by_id              or  -- name: client_find @sqlite  and a sibling  @postgres
    -- One client of this practice.
    -- in: practice int, id int        the parameters $1, $2, … in order; a ? behind a type says that NULL may come
    -- out: id int, family text        the columns in order
    SELECT …;

Types: int real text blob. Type words, so that one text fits both engines: @id @int @real @text @blob, and in the
schema @strict and @clustered (rows lie in the order of the primary key: no second look-up a row). Every refusal names file, line and rule.
"""
import argparse
import hashlib
import os
import re
import sys

from sql_tables import read_tables, statements_of, write_tables_c
from sql_text import Refusal, tokens

ENGINES = ('sqlite', 'postgres')
TYPES = {'int': 'DB_INT', 'real': 'DB_REAL', 'text': 'DB_TEXT', 'blob': 'DB_BLOB'}
WORDS = {
    'sqlite': {'id': 'INTEGER', 'int': 'INTEGER', 'real': 'REAL', 'text': 'TEXT', 'blob': 'BLOB', 'strict': 'STRICT',
               'clustered': 'STRICT, WITHOUT ROWID'},
    'postgres': {'id': 'BIGINT', 'int': 'BIGINT', 'real': 'DOUBLE PRECISION', 'text': 'TEXT COLLATE "C"', 'blob': 'BYTEA',
                 'strict': '', 'clustered': ''},
}
PARAMS_MAX = COLUMNS_MAX = 200  # DB_PARAMS_MAX, DB_COLUMNS_MAX in src/db/engine.h
NAME = re.compile(r'[a-z][a-z0-9_]*\Z')


def c_text(s):
    """A C string literal, one source line a line of SQL."""
    def quote(line):
        line = line.replace('\\', '\\\\').replace('"', '\\"').replace('\t', '\\t').replace('??', '?\\?')
        return '"' + ''.join(c if ord(c) < 128 else ''.join(f'\\{b:03o}' for b in c.encode()) for c in line)
    lines = s.split('\n')
    return '\n        '.join(quote(x) + ('\\n"' if i + 1 < len(lines) else '"') for i, x in enumerate(lines))


def expand(sql, engine, path, line0, in_schema):
    """Type words put in; comments kept."""
    out = []
    for kind, text, line in tokens(sql):
        if kind == 'at':
            word = text[1:]
            if word not in WORDS[engine] or (word in ('strict', 'clustered') and not in_schema):
                raise Refusal(path, line0 + line, f'unknown type word {text}')
            # a cast takes no collation
            out.append('TEXT' if word == 'text' and not in_schema else WORDS[engine][word])
        else:
            out.append(text)
    return ''.join(out)


def check_tokens(sql, engines, path, line0, in_schema):
    """What would differ between the engines, or break a group commit, is refused here."""
    words = [(t.upper(), n) for k, t, n in tokens(sql) if k not in ('space', 'comment')]
    shared = len(engines) == 2
    for i, (word, n) in enumerate(words):
        before = words[i - 1][0] if i else ''
        if word in ('DEFERRABLE', 'DEFERRED'):
            raise Refusal(path, line0 + n, 'a deferred constraint fails at COMMIT and would take the whole group with it: banned')
        if word == 'ROLLBACK' and before in ('(', 'OR', 'CONFLICT'):
            raise Refusal(path, line0 + n, 'ROLLBACK inside a statement would take the whole group with it: use ABORT')
        if word in ('BEGIN', 'COMMIT', 'SAVEPOINT', 'VACUUM') and before in ('', ';') or word == 'ROLLBACK' and before in ('', ';'):
            raise Refusal(path, line0 + n, f'{word}: transactions belong to src/db')
        if word == '::' and 'sqlite' in engines:
            raise Refusal(path, line0 + n, ':: is PostgreSQL only: write CAST(… AS …)')
        if shared and word in ('REAL', 'INTEGER', 'INT') and before == 'AS':
            raise Refusal(path, line0 + n, f'{word} has four bytes on PostgreSQL: cast to @{"real" if word == "REAL" else "int"}')
        if shared and word == 'ILIKE':
            raise Refusal(path, line0 + n, 'ILIKE is PostgreSQL only')
        if shared and in_schema and before != 'AS' and word in ('REAL', 'INTEGER', 'INT', 'TEXT', 'BLOB', 'BIGINT', 'BYTEA', 'STRICT'):
            raise Refusal(path, line0 + n, f'{word}: a schema for both engines uses the type words @id @int @real @text @blob @strict')


def check_comments(sql, path):
    """Every column of every table says in a comment what it holds: on its line, or above it."""
    parts = list(tokens(sql))
    i = 0
    while i < len(parts):
        words = [t.upper() for k, t, _ in parts[i:i + 3] if k == 'word']
        i += 1
        if words != ['CREATE', 'TABLE']:
            continue
        while i < len(parts) and parts[i][1] != '(':
            i += 1
        depth, column, line, said, above = 1, None, 0, False, False
        i += 1
        while i < len(parts) and depth:
            kind, t, n = parts[i]
            i += 1
            depth += {'(': 1, ')': -1}.get(t, 0) if kind == 'other' else 0
            if kind == 'comment' and column is None:
                above = True
            elif kind == 'comment':
                said = True
            elif kind not in ('space', 'comment') and column is None:
                column, line, said = t, n, above
            if (kind == 'other' and t == ',' and depth == 1) or depth == 0:
                rest = parts[i:i + 2]
                if rest and rest[0][0] == 'space' and '\n' not in rest[0][1]:
                    rest = rest[1:]
                said = said or bool(rest) and rest[0][0] == 'comment' and depth == 1
                if column and column.upper() not in ('PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN', 'CONSTRAINT') and not said:
                    raise Refusal(path, 1 + line, f'column {column} has no comment that says what it holds')
                if depth and rest and rest[0][0] == 'comment':
                    i = parts.index(rest[0], i) + 1
                column, said, above = None, False, False


def normal(sql):
    """The text without comments and with single spaces: what the hash of a schema step is taken of."""
    out = []
    for kind, text, _ in tokens(sql):
        if kind in ('comment', 'space'):
            if out and out[-1] != ' ':
                out.append(' ')
        else:
            out.append(text)
    return ''.join(out).strip()


# ---- statements

class Statement:
    def __init__(self, name, engine, path, line):
        self.name, self.engine, self.path, self.line = name, engine, path, line
        self.prose, self.ins, self.outs = [], None, None
        self.body_line, self.body = 0, []
        self.made = False       # of the schema: read by position, so its columns need no names


def columns(text, path, line, what):
    out = []
    for part in filter(None, (p.strip() for p in text.split(','))):
        m = re.match(r'([a-z][a-z0-9_]*)\s+(int|real|text|blob)(\?)?\Z', part)
        if not m:
            raise Refusal(path, line, f'{what}: "{part}" is not `name type` (types: int real text blob, ? when it may be NULL)')
        if m[1] in [c[0] for c in out]:
            raise Refusal(path, line, f'{what}: {m[1]} twice')
        out.append((m[1], m[2], bool(m[3])))
    return out


def split_file(path):
    """The statements of one file, unchecked."""
    found, current = [], None
    with open(path, encoding='utf-8') as f:
        lines = f.read().split('\n')
    for n, line in enumerate(lines, 1):
        m = re.match(r'--\s*name:\s*(\S+)\s*(?:@(\S+))?\s*$', line)
        if m:
            if not NAME.match(m[1]):
                raise Refusal(path, n, f'name "{m[1]}": lower case letters, digits and _')
            if m[2] and m[2] not in ENGINES:
                raise Refusal(path, n, f'@{m[2]}: the engines are sqlite and postgres')
            current = Statement(m[1], m[2], path, n)
            found.append(current)
            continue
        if current is None:
            if line.strip() and not line.lstrip().startswith('--'):
                raise Refusal(path, n, 'SQL before the first `-- name:`')
            continue
        m = re.match(r'--\s*(in|out):(.*)$', line)
        if m and not current.body:
            field = 'ins' if m[1] == 'in' else 'outs'
            before = getattr(current, field) or []
            more = columns(m[2] if m[2].strip() != 'none' else '', path, n, m[1])
            for c in more:
                if c[0] in [b[0] for b in before]:
                    raise Refusal(path, n, f'{m[1]}: {c[0]} twice')
            setattr(current, field, before + more)
        elif re.match(r'--', line) and not current.body:
            current.prose.append(line[2:].strip())
        elif line.strip() or current.body:
            if not current.body:
                current.body_line = n
            current.body.append(line)
    return found


def finish(s):
    """Checks one statement's text against its signature."""
    # comments behind the last token belong to what follows in the file
    text = '\n'.join(s.body)
    end = 0
    at = 0
    ended = None
    for kind, t, line in tokens(text):
        at += len(t)
        if kind in ('comment', 'space'):
            continue
        if ended is not None:
            raise Refusal(s.path, s.body_line + line, f'{s.name}: text behind the semicolon (a missing `-- name:`?)')
        if t == ';':
            ended = line
        else:
            end = at
    s.text = text[:end]
    if not s.text.strip():
        raise Refusal(s.path, s.line, f'{s.name}: no SQL')
    engines = (s.engine,) if s.engine else ENGINES
    check_tokens(s.text, engines, s.path, s.body_line, False)
    used, words = set(), []
    for kind, t, line in tokens(s.text):
        if kind == 'param':
            used.add(int(t[1:]))
        elif kind == 'word':
            words.append(t.upper())
        elif t == '?':
            raise Refusal(s.path, s.body_line + line, f'{s.name}: ? is no parameter here, write $1 …')
    count = max(used, default=0)
    gaps = sorted(set(range(1, count + 1)) - used)
    if gaps or 0 in used:
        raise Refusal(s.path, s.body_line, f'{s.name}: gap, ${gaps[0] if gaps else 0} …' if gaps else f'{s.name}: $0')
    if count != len(s.ins or []):
        raise Refusal(s.path, s.line, f'{s.name}: in: names {len(s.ins or [])} parameters, the text has {count}')
    if count > PARAMS_MAX:
        raise Refusal(s.path, s.line, f'{s.name}: more than {PARAMS_MAX} parameters')
    if len(s.outs or []) > COLUMNS_MAX:
        raise Refusal(s.path, s.line, f'{s.name}: more than {COLUMNS_MAX} columns')
    s.write = words[0] not in ('SELECT', 'WITH', 'VALUES') or any(w in ('INSERT', 'UPDATE', 'DELETE') for w in words)
    if not s.outs and not s.write:
        raise Refusal(s.path, s.line, f'{s.name}: a reading statement needs out:')
    if s.write and bool(s.outs) != ('RETURNING' in words):
        raise Refusal(s.path, s.line, f'{s.name}: RETURNING and out: go together')


def read_statements(sql_dir, made=()):
    by_name = {}
    for name, prose, ins, outs, text, path in made:
        s = Statement(name, None, path, 1)
        s.made = True
        s.prose, s.ins, s.outs, s.body_line, s.body = [prose], ins, outs, 1, text.split('\n')
        by_name[name] = [s]
    paths = []
    if os.path.isdir(sql_dir):
        paths = [os.path.join(sql_dir, f) for f in sorted(os.listdir(sql_dir)) if f.endswith('.sql')]
    for path in paths:
        for s in split_file(path):
            group = by_name.setdefault(s.name, [])
            for other in group:
                if other.engine == s.engine or other.engine is None or s.engine is None:
                    raise Refusal(path, s.line, f'duplicate name {s.name}, also at {other.path}:{other.line}')
            group.append(s)
    for name, group in by_name.items():
        first = group[0]
        for s in group[1:]:
            # a sibling need not say the signature again
            s.ins = first.ins if s.ins is None else s.ins
            s.outs = first.outs if s.outs is None else s.outs
            if (s.ins or []) != (first.ins or []) or (s.outs or []) != (first.outs or []):
                raise Refusal(s.path, s.line, f'{name}: in: and out: differ from the sibling at {first.path}:{first.line}')
            s.prose = s.prose or first.prose
        for s in group:
            finish(s)
        if first.engine and len(group) != 2:
            raise Refusal(first.path, first.line, f'{name}: @{first.engine} without its sibling for the other engine')
        if any(s.write != first.write for s in group):
            raise Refusal(first.path, first.line, f'{name}: one sibling reads, the other writes')
    return paths, dict(sorted(by_name.items()))


def write_queries_h(by_name):
    out = ['// Generated by tools/gen_sql.py from sql/*.sql.', '#ifndef UNKNOT_QUERIES_GEN_H', '#define UNKNOT_QUERIES_GEN_H', '',
           'enum query {', '    Q_none,']
    for name, group in by_name.items():
        prose = ' '.join(p for p in group[0].prose if p)
        out.append(f'    Q_{name.upper()},' + (f' // {prose}'.rstrip('\\') if prose else ''))
    out += ['    Q_COUNT', '};', '']
    for name, group in by_name.items():
        if group[0].outs and not group[0].made:
            cols = ', '.join(f'QC_{name.upper()}_{c[0].upper()}' for c in group[0].outs)
            out.append(f'enum {{ {cols} }};')
    return '\n'.join(out + ['', '#endif', ''])


def write_queries_c(by_name):
    out = ['// Generated by tools/gen_sql.py from sql/*.sql.', '#include "db/statement.h"', '']
    rows = []
    for name, group in by_name.items():
        first = group[0]
        refs = {}
        for what, cols in (('in', first.ins or []), ('out', first.outs or [])):
            if cols:
                body = ', '.join(f'{{"{c}", {TYPES[t]}, {"true" if null else "false"}}}' for c, t, null in cols)
                out.append(f'static const struct statement_column {name}_{what}[] = {{{body}}};')
            refs[what] = f'{name}_{what}' if cols else '0'
        text = {}
        for engine in ENGINES:
            s = next(x for x in group if x.engine in (None, engine))
            text[engine] = c_text(expand(s.text, engine, s.path, s.body_line, False))
        same = text['sqlite'] == text['postgres']
        if same:
            out.append(f'#define {name}_sql {chr(92)}\n        ' + text['sqlite'].replace('\n', ' \\\n'))
            sql = f'{name}_sql, {name}_sql'
        else:
            sql = text['sqlite'] + ',\n        ' + text['postgres']
        rows.append(f'    [Q_{name.upper()}] = {{"{name}", {{{sql}}}, {refs["in"]}, {refs["out"]}, {len(first.ins or [])}, '
                    f'{len(first.outs or [])}, {"true" if first.write else "false"}}},')
    out += ['', 'const struct statement db_statements[Q_COUNT] = {', '    [Q_none] = {0},'] + rows
    out += ['};', 'const size_t db_statement_count = Q_COUNT;', '']
    return '\n'.join(out)


# ---- schema

def read_steps(schema_dir):
    paths, steps = [], {}
    for f in sorted(os.listdir(schema_dir)) if os.path.isdir(schema_dir) else []:
        if not f.endswith('.sql'):
            continue
        path = os.path.join(schema_dir, f)
        paths.append(path)
        m = re.match(r'([0-9]{4})_([a-z][a-z0-9_]*)(?:\.(sqlite|postgres))?\.sql\Z', f)
        if not m:
            raise Refusal(path, 1, 'a step is called NNNN_name.sql, NNNN_name.sqlite.sql or NNNN_name.postgres.sql')
        n, name, engine = int(m[1]), m[2], m[3]
        with open(path, encoding='utf-8') as handle:
            text = handle.read().rstrip()
        engines = (engine,) if engine else ENGINES
        check_tokens(text, engines, path, 1, True)
        check_comments(text, path)
        step = steps.setdefault(n, {'name': name, 'path': path, 'sql': {}, 'raw': {}})
        if step['name'] != name:
            raise Refusal(path, 1, f'step {n} is also called {step["name"]}')
        for e in engines:
            if e in step['sql']:
                raise Refusal(path, 1, f'step {n} has two texts for {e}')
            step['sql'][e] = expand(text, e, path, 1, True)
            step['raw'][e] = (path, text)
    for want, n in enumerate(sorted(steps), 1):
        if n != want:
            raise Refusal(steps[n]['path'], 1, f'gap: step {want:04d} is missing')
        for e in ENGINES:
            if e not in steps[n]['sql']:
                raise Refusal(steps[n]['path'], 1, f'step {n} has no text for {e}')
    return paths, steps


def write_schema_c(steps):
    out = ['// Generated by tools/gen_sql.py from sql/schema/.', '#include "db/statement.h"', '', 'const struct schema_step db_schema_steps[] = {']
    for n in sorted(steps):
        s = steps[n]
        hashes = ', '.join('"' + hashlib.sha256(normal(s['sql'][e]).encode()).hexdigest() + '"' for e in ENGINES)
        texts = ',\n        '.join(c_text(s['sql'][e]) for e in ENGINES)
        out.append(f'    {{{n}, "{s["name"]}", {{{texts}}},\n     {{{hashes}}}}},')
    out += ['    {0}, // so that an empty folder compiles', '};', f'const size_t db_schema_step_count = {len(steps)};', '']
    return '\n'.join(out)


def put(path, text):
    """Written only when it changed, so that nothing is compiled for nothing."""
    try:
        with open(path, encoding='utf-8') as f:
            if f.read() == text:
                return
    except OSError:
        pass
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument('--out-dir', required=True)
    args.add_argument('--sql-dir', default='sql')
    args.add_argument('--depfile', help='file for the build system: what was read')
    a = args.parse_args()
    try:
        step_paths, steps = read_steps(os.path.join(a.sql_dir, 'schema'))
        tables = read_tables(a.sql_dir, {n: steps[n]['raw'] for n in sorted(steps)}, ENGINES)
        query_paths, by_name = read_statements(a.sql_dir, [s for t in tables for s in statements_of(t)])
        files = {'queries_gen.h': write_queries_h(by_name), 'queries_gen.c': write_queries_c(by_name), 'schema_gen.c': write_schema_c(steps),
                 'tables_gen.c': write_tables_c(tables)}
    except Refusal as e:
        sys.exit(str(e))
    os.makedirs(a.out_dir, exist_ok=True)
    for name, text in files.items():
        put(os.path.join(a.out_dir, name), text)
    if a.depfile:
        targets = ' '.join(os.path.join(a.out_dir, n) for n in files)
        put(a.depfile, targets + ': ' + ' '.join(query_paths + step_paths) + '\n')


if __name__ == '__main__':
    main()
