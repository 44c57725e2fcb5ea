"""The programs of examples/clients do what their README says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Dict, List

import pytest
from conftest import ROOT

from kestra import Client, Flow, Settings
from kestra.api import executions, flows, metrics

EXAMPLES = ROOT / "examples" / "clients"


@pytest.fixture(scope="module")
def environment(server_url: str) -> Dict[str, str]:
    run(["sh", "curl/hello.sh"], {**os.environ, "KESTRA_HOSTNAME": server_url})
    return {**os.environ, "KESTRA_HOSTNAME": server_url}


def run(command: List[str], environment: Dict[str, str], folder: Path = EXAMPLES) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_curl_starts_a_flow_and_prints_its_log(environment: Dict[str, str]) -> None:
    assert "hello from curl" in run(["sh", "curl/hello.sh"], environment)


def test_python_waits_for_the_end_and_prints_the_log(environment: Dict[str, str]) -> None:
    output = run([sys.executable, "python/hello.py"], environment)

    assert output.startswith("SUCCESS\n")
    assert "hello from Python" in output


def test_python_executes_at_the_same_time(environment: Dict[str, str]) -> None:
    output = run([sys.executable, "python/at_once.py"], environment)

    assert output == "Ada SUCCESS\nGrace SUCCESS\nEdsger SUCCESS\n"


def test_python_searches_and_follows(environment: Dict[str, str]) -> None:
    first, *_, last = run([sys.executable, "python/search.py"], environment).splitlines()

    assert "hello-world" in first
    assert last == "end SUCCESS"


def test_typescript_waits_for_the_end_and_prints_the_log(environment: Dict[str, str]) -> None:
    loader = "./test/support/typescript.js"
    command = ["node", "--import", loader, "examples/clients/typescript/hello.ts"]
    output = run(command, environment, ROOT)

    assert output == "SUCCESS\nINFO hello from TypeScript\n"


def test_a_script_sends_outputs_and_metrics(server_url: str) -> None:
    settings = Settings(hostname=server_url)
    source = (EXAMPLES / "python" / "script-outputs.yml").read_text()
    with Client(settings) as client:
        client.send(flows.create_flow(source))
        result = Flow(hostname=server_url).execute("dev", "script-outputs")
        execution = client.send(executions.get_execution(result.execution_id))
        counted = client.send(metrics.search_metrics_of_execution(result.execution_id))

    assert result.status == "SUCCESS", result.log
    assert result.log is not None and "read 3 rows" in result.log
    assert execution["outputs"] == {"sum": 16}
    assert [(metric["name"], metric["value"]) for metric in counted["results"]] == [("rows", 3)]


def test_every_example_is_run() -> None:
    text = Path(__file__).read_text()
    files = [file for file in EXAMPLES.glob("*/*") if file.is_file()]

    assert [file.name for file in files if file.name not in text] == []
