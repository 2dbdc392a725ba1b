"""A real server in a process of its own, on loopback, and small datasets for it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from gold_reading import gold, readout

import kg.store

TOKEN = "a-token-for-tests"  # noqa: S105 - of a server that lives for one test
DOCUMENT = "china-russia-united-stance"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


@dataclass
class Running:
    address: str
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)

    @property
    def sparql(self) -> str:
        return f"{self.address}sparql"

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.address, headers=headers, timeout=60, trust_env=False)


@contextmanager
def serving(data: Path, *options: str, token: str | None = None, host: str = "localhost") -> Iterator[Running]:
    """Run ``kg serve`` until the block ends."""
    arguments = ["serve", "--data", str(data), "--port", "0", *options, *(["--updates"] if token else [])]
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "kg.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "KG_TOKEN": token or ""},
    )
    assert process.stdout
    assert process.stderr
    errors = process.stderr
    address = process.stdout.readline().strip()
    running = Running(address, process)
    reader = threading.Thread(target=lambda: running.log.extend(errors), daemon=True)
    reader.start()
    try:
        assert address, running.log
        wait_for(running, host)
        yield running
    finally:
        process.terminate()
        process.wait(20)
        reader.join(5)
        process.stdout.close()
        process.stderr.close()


def wait_for(running: Running, host: str) -> None:
    transport = httpx.HTTPTransport(retries=3)
    with httpx.Client(transport=transport, timeout=60, trust_env=False) as client:
        assert client.get(f"{running.address}health", headers={"Host": host}).status_code == 200, running.log


def dataset(folder: Path) -> Path:
    """Make a dataset folder of two documents."""
    with kg.store.open(folder) as store:
        store.add(gold())
        store.add(readout())
    return folder
