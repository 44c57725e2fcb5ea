from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any, List

import pytest

from kestra import Kestra


def messages(text: str) -> List[Any]:
    lines = text.splitlines()
    assert all(line.startswith("::") and line.endswith("::") for line in lines)
    return [json.loads(line[2:-2]) for line in lines]


def test_outputs_and_metrics_are_lines_on_the_output(capsys: pytest.CaptureFixture[str]) -> None:
    Kestra.outputs({"rows": 3, "name": 'a "quoted" name'})
    Kestra.counter("rows", 3, {"table": "orders"})
    Kestra.gauge("load", 0.5)
    Kestra.timer("load", 12)

    tags = {"table": "orders"}
    assert messages(capsys.readouterr().out) == [
        {"outputs": {"rows": 3, "name": 'a "quoted" name'}},
        {"metrics": [{"name": "rows", "type": "counter", "value": 3, "tags": tags}]},
        {"metrics": [{"name": "load", "type": "gauge", "value": 0.5, "tags": {}}]},
        {"metrics": [{"name": "load", "type": "timer", "value": 12, "tags": {}}]},
    ]


def test_a_timer_measures_a_function(capsys: pytest.CaptureFixture[str]) -> None:
    Kestra.timer("work", lambda: time.sleep(0.05))

    [message] = messages(capsys.readouterr().out)
    assert 0.05 <= message["metrics"][0]["value"] < 50  # seconds


def test_lines_of_the_logger_have_their_level() -> None:
    script = (
        "from kestra import Kestra\n"
        "log = Kestra.logger()\n"
        "assert log is Kestra.logger()\n"
        "log.info('fine %s', 1)\n"
        "log.critical('broken')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    [info] = messages(done.stdout)
    [error] = messages(done.stderr)
    assert (info["logs"][0]["level"], error["logs"][0]["level"]) == ("INFO", "ERROR")
    assert info["logs"][0]["message"].endswith(" - fine 1")


def test_a_script_does_not_load_the_http_client() -> None:
    script = (
        "import sys\n"
        "from kestra import Kestra\n"
        "Kestra.outputs({})\n"
        "assert 'httpx' not in sys.modules\n"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


def test_rows_of_an_ion_file_are_plain_values(tmp_path: Path) -> None:
    file = tmp_path / "rows.ion"
    file.write_text(
        '{id: 1, price: 1.5, ok: true, none: null, at: 2024-04-21T13:43:24Z, tags: ["a"]}\n'
        "{id: 2, at: \"LocalDateTime::'2024-04-21T13:43:24.340'\", inner: {x: 1}}\n"
    )

    first, second = Kestra.read(str(file))
    assert first["at"].isoformat() == "2024-04-21T13:43:24+00:00"
    assert {key: first[key] for key in ("id", "price", "ok", "none", "tags")} == {
        "id": 1,
        "price": 1.5,
        "ok": True,
        "none": None,
        "tags": ["a"],
    }
    assert second == {
        "id": 2,
        "at": datetime(2024, 4, 21, 13, 43, 24, 340000),
        "inner": {"x": 1},
    }
