"""One real server for the whole run, on a free port and with data of its own."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Iterator

import pytest

from kestra import Client, Settings
from kestra.api import flows

ROOT = Path(__file__).parents[2]
FLOWS = Path(__file__).parent / "flows"
SERVER = ["node", "--import", "./test/support/typescript.js", "src/main.ts", "server", "standalone"]


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """`KESTRA_TEST_URL` names a server that runs already; it gets the flows of these tests."""
    running = os.environ.get("KESTRA_TEST_URL")
    if running is not None:
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="kestra-python-") as directory:
        process = subprocess.Popen(
            [*SERVER, "--port", "0", "--data", directory],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield _announced_url(process)
        finally:
            process.terminate()
            process.communicate()


def _announced_url(process: subprocess.Popen[str]) -> str:
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        found = re.search(r"Server Running: (http://[^,\s]+)", line)
        if found:
            return found[1]
    raise RuntimeError(f"the server did not start:\n{''.join(lines)}")


@pytest.fixture(scope="session")
def settings(server_url: str) -> Settings:
    settings = Settings(hostname=server_url)
    with Client(settings) as client:
        for file in sorted(FLOWS.glob("*.yml")):
            client.send(flows.create_flow(file.read_text()))
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    with Client(settings) as client:
        yield client


@pytest.fixture
def hostname(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server with its flows, as the one that the environment names."""
    monkeypatch.setenv("KESTRA_HOSTNAME", settings.hostname)
    return settings.hostname
