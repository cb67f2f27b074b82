"""A PostgreSQL of our own: private folder, private port, loopback, gone with the tests that wanted it."""

import contextlib
import ctypes
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def bin_dir() -> pathlib.Path | None:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _die_with_parent():
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
    os.setpgid(0, 0)  # a Ctrl-C at the terminal is for us; we stop the server in our own time


@contextlib.contextmanager
def running():
    """Yields the postgresql:// address of an administrator (database "postgres"). PostgreSQL refuses to run as root, so
    root lends the folder to the user postgres, who comes with the package."""
    tools = bin_dir()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="unknot-pg-"))
    who = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data, port, server = folder / "data", free_port(), None
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    try:
        subprocess.run([tools / "initdb", "-D", data, "-U", "unknot", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
                       check=True, stdout=subprocess.DEVNULL, cwd=folder, env=environment, **who)
        with open(folder / "log", "wb") as log:
            # fsync off: what is tested here is SQL and transactions, not the disk of the machine that tests.
            server = subprocess.Popen([tools / "postgres", "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1",
                                       "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=100",
                                       "-c", "max_prepared_transactions=0"],
                                      stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, env=environment,
                                      preexec_fn=_die_with_parent, **who)
        for _ in range(600):
            ready = subprocess.run([tools / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], env=environment)
            if ready.returncode == 0:
                break
            if server.poll() is not None:
                raise RuntimeError("PostgreSQL stopped at once:\n" + (folder / "log").read_text()[-2000:])
            time.sleep(0.1)
        else:
            raise RuntimeError("PostgreSQL did not answer:\n" + (folder / "log").read_text()[-2000:])
        yield f"postgresql://unknot@127.0.0.1:{port}/postgres"
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # fast shutdown
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGQUIT)
                server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
