"""A Virtuoso of its own on loopback, where one is installed: a real server of another make."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

MOST_ROWS = 10_000
SETTINGS = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = v-temp.db
TransactionFile = v-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True)
class Virtuoso:
    """Its addresses; the name and password are the ones that it starts with."""

    sparql: str
    graph_store: str
    user: str = "dba"
    password: str = "dba"  # noqa: S105 - its default, on loopback, for one test


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def virtuoso(folder: Path) -> Iterator[Virtuoso]:
    """Start one, and end it with the block; skip the test, with the reason, where there is none."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("no Virtuoso: apt-get install virtuoso-opensource")
    sql, http = free_port(), free_port()
    (folder / "v.ini").write_text(SETTINGS.format(sql=sql, http=http, rows=MOST_ROWS))
    command = [program, "+foreground", "+configfile", "v.ini"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{http}/sparql", process)
        # Its endpoint is open to updates from now on, as a server behind a firewall may be.
        grant = 'GRANT SPARQL_UPDATE TO "SPARQL";'
        command = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={grant}"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        yield Virtuoso(f"http://127.0.0.1:{http}/sparql", f"http://127.0.0.1:{http}/sparql-graph-crud-auth")
    finally:
        process.kill()
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=5, trust_env=False).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError("Virtuoso does not start")
