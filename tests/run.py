#!/usr/bin/env python3
"""./test: builds, runs every runner, and says at the end how many tests passed, failed and were skipped.

    ./test            house rules, unit tests (gcc, ASan + UBSan), both engines, HTTP, browser, smokes of ./fuzz and ./bench
    ./test --quick    without browser, ./fuzz and ./bench
    ./test --all      also clang, TSan, clang-tidy, cppcheck and the release build
    ./test NAME…      only these parts (./test --list names them)
    --yes             install missing Debian packages without asking

SQLite and a PostgreSQL started here on a private port, and stopped, are both used wherever a database is.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests" / "lib"))
import postgres  # noqa: E402

SANITIZED = ["-Db_sanitize=address,undefined", "-Doptimization=1"]    # the release build has 2; with sanitizers, 2 compiles half as long again
RELEASE = ["-Doptimization=2", "-Ddebug=false", "-Dbench=true"] # as ./bench has it
MINUTE = 60
THREADED = ("double-booking", "outbox", "pdf-parallel", "previsit")   # HTTP tests that TSan watches: loops, pool, writer, jobs


class Tally:
    """What one runner said."""

    def __init__(self, passed=0, failed=0, skipped=0, why=(), broken=()):
        self.passed, self.failed, self.skipped = passed, failed, skipped
        self.why, self.broken = list(why), list(broken)     # why some were skipped; names of those that failed


def run(words, minutes=15, quiet=False, **more):
    """Runs a command in the top folder; its output is shown, or returned when quiet. A hang counts as a failure."""
    more.setdefault("env", os.environ)
    kept = subprocess.PIPE if quiet else None
    sys.stdout.flush()
    try:
        done = subprocess.run([str(w) for w in words], cwd=TOP, stdin=subprocess.DEVNULL, stdout=kept, text=True,
                              stderr=subprocess.STDOUT if quiet else None, timeout=minutes * MINUTE, **more)
        return done.returncode, done.stdout or ""
    except subprocess.TimeoutExpired as late:
        said = late.stdout or ""
        return 124, (said if isinstance(said, str) else said.decode(errors="replace")) + f"\nstopped after {minutes} minutes"


def last_lines(text, n=40):
    return "\n".join(text.rstrip().splitlines()[-n:])


class BuildFailed(Exception):
    pass


def build(folder, options, targets=(), cc=None):
    """Configures (tools/setup.sh knows how) and builds. SQLite is compiled once, in build-test."""
    options = [*options]
    if folder != "build-test":
        build("build-test", SANITIZED, ["libunknot_sqlite3.a"])
        options.append(f"-Dsqlite_lib={TOP / 'build-test' / 'libunknot_sqlite3.a'}")
    env = {**os.environ, **({"CC": cc} if cc else {})}
    code, said = run(["bash", "-c", '. tools/setup.sh; setup_build "$@"', "setup", folder, *options], quiet=True, env=env)
    if code == 0:
        code, said = run(["ninja", "-C", folder, *targets], quiet=True, minutes=20)
    if code != 0:
        at = max(said.find("FAILED: "), 0)
        raise BuildFailed(f"{folder} does not build:\n" + "\n".join(said[at:].splitlines()[:60]))


# --- runners ----------------------------------------------------------------------------------------------------------

CMOCKA = re.compile(r"\[\s+(PASSED|FAILED|SKIPPED)\s+\] (\d+) test\(s\)")


def meson_tests(folder, env=None, floors=()):
    """cmocka programs through Meson, all or those of some floors; counts the single tests in them."""
    suites = [word for floor in floors or [""] for word in ("--suite", f"unit-{floor}" if floor else "unit")]
    code, said = run(["meson", "test", "-C", folder, *suites, "--print-errorlogs", "--num-processes", "2"],
                     env={**os.environ, **(env or {})}, quiet=True, minutes=20)
    tally = Tally()
    log = TOP / folder / "meson-logs" / "testlog.json"
    records = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() and "No tests defined" not in said else []
    for record in records:
        counts = {"PASSED": 0, "FAILED": 0, "SKIPPED": 0}
        for what, n in CMOCKA.findall((record.get("stdout") or "") + (record.get("stderr") or "")):
            counts[what] += int(n)
        if record["result"] not in ("OK", "SKIP"):
            counts["FAILED"] = max(counts["FAILED"], 1)
        elif record["result"] == "SKIP":
            counts["SKIPPED"] = max(counts["SKIPPED"], 1)
        elif sum(counts.values()) == 0:
            counts["PASSED"] = 1
        if counts["SKIPPED"]:
            tally.why.append(f"{record['name']}: {counts['SKIPPED']} skipped")
        print(f"  {record['result']:8} {record['name']}: {counts['PASSED']} passed"
              + (f", {counts['FAILED']} FAILED" if counts["FAILED"] else ""))
        if counts["FAILED"]:
            tally.broken.append(record["name"])
        tally.passed += counts["PASSED"]
        tally.failed += counts["FAILED"]
        tally.skipped += counts["SKIPPED"]
    if code != 0:
        print(last_lines(said, 120))
        tally.failed = max(tally.failed, 1)
    return tally


def python_tests(folder):
    if not any((TOP / folder).glob("test_*.py")):
        return Tally()
    code, said = run([sys.executable, "-m", "unittest", "discover", "-v", "-s", folder, "-t", folder, "-p", "test_*.py"], quiet=True,
                     env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    print(said.rstrip())
    ran = re.search(r"^Ran (\d+) test", said, re.M)
    words = dict(re.findall(r"(failures|errors|skipped)=(\d+)", said.splitlines()[-1] if said.strip() else ""))
    failed = int(words.get("failures", 0)) + int(words.get("errors", 0))
    skipped = int(words.get("skipped", 0))
    if code != 0:
        failed = max(failed, 1)
    total = int(ran.group(1)) if ran else failed
    return Tally(max(total - failed - skipped, 0), failed, skipped, re.findall(r"^(.*) \.\.\. skipped .*$", said, re.M),
                 re.findall(r"^(?:FAIL|ERROR): (.*)$", said, re.M))


def node_tests(folder, minutes=20, names=("*",), env=None):
    files = sorted(path for name in names for path in (TOP / "tests" / folder).glob(f"{name}.test.mjs"))
    if not files:
        return Tally()
    with tempfile.TemporaryDirectory() as kept:
        tap = pathlib.Path(kept) / "tap"
        code, _ = run(["node", "--test", f"--test-concurrency={os.cpu_count() or 1}", "--test-reporter=spec", "--test-reporter-destination=stdout",
                       "--test-reporter=tap", f"--test-reporter-destination={tap}", *files], minutes=minutes,
                      env={**os.environ, **(env or {})})
        said = tap.read_text() if tap.exists() else ""
    counts = {what: int(n) for what, n in re.findall(r"^# (pass|fail|cancelled|skipped|todo) (\d+)$", said, re.M)}
    failed = counts.get("fail", 0) + counts.get("cancelled", 0)
    if code != 0:
        failed = max(failed, 1)
    why = [f"{name}: {reason or 'skipped'}" for name, reason in re.findall(r"^\s*ok \d+ - (.*?) # SKIP ?(.*)$", said, re.M)]
    broken = [" ".join(f"{name} ({reason})".split())[:300] for name, reason in
              re.findall(r"^\s*not ok \d+ - (.*)\n(?:\s+(?!error:|ok |not ok )\S.*\n)*?\s+error: (.*(?:\n\s+.*){0,3})", said, re.M)]
    return Tally(counts.get("pass", 0), failed, counts.get("skipped", 0) + counts.get("todo", 0), why, broken)


def counting(words, minutes=15, env=None):
    """A script of ours that ends with "N passed, N failed, N skipped"."""
    code, said = run(words, minutes=minutes, quiet=True, env={**os.environ, **(env or {})})
    print(said.rstrip())
    found = re.findall(r"^(\d+) passed, (\d+) failed, (\d+) skipped$", said, re.M)
    tally = Tally(*(int(n) for n in found[-1])) if found else Tally()
    if code != 0:
        tally.failed = max(tally.failed, 1)
    return tally


def one(ok, said=""):
    if said.strip():
        print(last_lines(said, 80))
    return Tally(passed=int(ok), failed=int(not ok))


# --- parts ------------------------------------------------------------------------------------------------------------

def part_house():
    build("build-test", SANITIZED, [f"src/{name}_gen.h" for name in ("messages", "queries", "names", "views", "assets", "source")])
    return python_tests("tests/house")


def part_tools():
    return python_tests("tests/tools")


def part_unit():
    build("build-test", SANITIZED)
    return meson_tests("build-test")


def part_http():
    build("build-test", SANITIZED)
    return node_tests("http")


def part_stats():
    """The statistics against R itself."""
    build("build-test", SANITIZED)
    return node_tests("stats")


def part_browser():
    build("build-test", SANITIZED)
    return node_tests("browser")


def part_fuzz():
    return counting(["./fuzz", "--smoke"])


def part_bench():
    return counting(["./bench", "--smoke"])


def part_clang():
    """The second compiler. What the desk does is run on both engines by the first, and here on SQLite alone: making its tables takes most of the time."""
    build("build-clang", [], cc="clang-19")
    rest = meson_tests("build-clang", floors=("base", "clinic", "db", "store", "web", "serve", "cli"))
    desk = meson_tests("build-clang", {"UNKNOT_TEST_PG": ""}, ("desk",))
    return Tally(rest.passed + desk.passed, rest.failed + desk.failed, rest.skipped, rest.why, [*rest.broken, *desk.broken])


def part_tsan():
    """What has threads: the floors that make them, and the server, with requests that work at the same time."""
    build("build-tsan", ["-Db_sanitize=thread", "-Db_lundef=false"])
    options = {"TSAN_OPTIONS": f"halt_on_error=1 second_deadlock_stack=1 suppressions={TOP}/tests/house/tsan.supp"}
    unit = meson_tests("build-tsan", options, ("db", "serve"))
    served = node_tests("http", names=THREADED, env={**options, "UNKNOT_BIN": str(TOP / "build-tsan" / "unknot")})
    return Tally(unit.passed + served.passed, unit.failed + served.failed, unit.skipped + served.skipped, [*unit.why, *served.why],
                 [*unit.broken, *served.broken])


def sources():
    return sorted(str(p.relative_to(TOP)) for p in (TOP / "src").rglob("*.c"))


def part_tidy():
    build("build-clang", [], cc="clang-19")
    tally = Tally()
    runs = [subprocess.Popen(["clang-tidy-19", "--quiet", "-p", "build-clang", *sources()[i::2]], cwd=TOP, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE) for i in range(2)]
    for one_run in runs:
        said, noise = one_run.communicate(timeout=25 * MINUTE)
        if one_run.returncode != 0:
            print("\n".join(sorted(set(re.findall(r"^.*(?:error|warning): .*$", said, re.M)))) or last_lines(noise))
        tally.passed += int(one_run.returncode == 0)
        tally.failed += int(one_run.returncode != 0)
    return tally


def part_cppcheck():
    build("build-clang", [], cc="clang-19")
    code, said = run(["cppcheck", "--quiet", "--enable=warning,portability,performance", "--inline-suppr", "--std=c11", "-j2",
                      "--suppressions-list=tests/house/cppcheck.txt", "--error-exitcode=1", "-I", "src", "-I", "build-clang/src",
                      "-D_GNU_SOURCE", "-DUNKNOT_VERSION=\"0\"", *sources()], quiet=True)
    return one(code == 0, said)


def part_release():
    """The build that is given to people: builds, answers, and is hardened as its options say."""
    build("build-release", RELEASE)
    tally = Tally()
    checks = {"answers `version`": ["build-release/unknot", "version"]}
    for name, words in checks.items():
        code, said = run(words, quiet=True)
        print(f"  {name}: {'ok' if code == 0 else said}")
        tally.passed += int(code == 0)
        tally.failed += int(code != 0)
    _, said = run(["readelf", "-W", "-h", "-d", "-l", "-s", "build-release/unknot"], quiet=True)
    for name, pattern in {"position independent": r"Type:\s+DYN", "binds at start": r"BIND_NOW|FLAGS_1.*NOW", "read-only relocations": "GNU_RELRO",
                          "stack protector": "__stack_chk_fail", "stack not executable": r"GNU_STACK\s.*RW\s"}.items():
        ok = re.search(pattern, said) is not None
        print(f"  {name}: {'ok' if ok else 'NO'}")
        tally.passed += int(ok)
        tally.failed += int(not ok)
    return tally


PARTS = {
    "house": (part_house, "quick"), "tools": (part_tools, "quick"), "unit": (part_unit, "quick"), "http": (part_http, "quick"), "stats": (part_stats, "quick"),
    "browser": (part_browser, "usual"), "fuzz": (part_fuzz, "usual"), "bench": (part_bench, "usual"),
    "clang": (part_clang, "all"), "tsan": (part_tsan, "all"), "tidy": (part_tidy, "all"), "cppcheck": (part_cppcheck, "all"),
    "release": (part_release, "all"),
}
LEVELS = ["quick", "usual", "all"]


def main():
    parser = argparse.ArgumentParser(prog="./test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--all", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--yes", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--list", action="store_true", help="the parts")
    parser.add_argument("part", nargs="*", metavar="NAME")
    args = parser.parse_args()
    if args.list:
        for name, (_, level) in PARTS.items():
            print(f"{name:10} {'only with --all' if level == 'all' else 'not with --quick' if level == 'usual' else ''}")
        return 0
    if unknown := [p for p in args.part if p not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}; ./test --list names them")
    level = LEVELS.index("all" if args.all else "quick" if args.quick else "usual")
    wanted = args.part or [name for name, (_, at) in PARTS.items() if LEVELS.index(at) <= level]

    os.environ.update(UNKNOT_SOURCE=str(TOP), UNKNOT_BIN=str(TOP / "build-test" / "unknot"),
                      ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1",
                      UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1:abort_on_error=1")
    os.environ.pop("UNKNOT_DB", None)
    os.environ.pop("UNKNOT_DATA", None)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, frame: sys.exit(128 + number)) # so that PostgreSQL is stopped then too
    results = {}
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        if any(p in wanted for p in ("unit", "http", "browser", "clang", "tsan", "bench")):
            os.environ["UNKNOT_TEST_PG"] = stack.enter_context(postgres.running())
        for name in wanted:
            print(f"\n== {name}")
            begun = time.monotonic()
            try:
                tally = PARTS[name][0]()
            except BuildFailed as failed:
                print(failed)
                tally = Tally(failed=1)
            results[name] = (tally, time.monotonic() - begun)

    print("\n== Summary")
    for name, (tally, seconds) in results.items():
        print(f"  {'FAILED' if tally.failed else 'ok':7}{name:10}{tally.passed:6} passed {tally.failed:4} failed {tally.skipped:4} skipped {seconds:7.0f} s")
    for name, (tally, _) in results.items():
        for why in tally.why:
            print(f"  skipped in {name}: {why}")
    for name, (tally, _) in results.items():
        for broken in tally.broken:
            print(f"  failed in {name}: {broken}")
    if not (TOP.parent / "shared").is_dir():
        print("  ../shared is not here: tests that use its data were skipped")
    print(f"  {time.monotonic() - started:.0f} s in all")
    passed, failed, skipped = (sum(getattr(t, what) for t, _ in results.values()) for what in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    if shutil.which("node") is None:
        sys.exit("node is missing: start this as ./test, which installs what is missing")
    sys.exit(main())
