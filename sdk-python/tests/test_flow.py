from __future__ import annotations

import asyncio
import io
from datetime import date, timedelta
from typing import Any, Dict

import pytest

from kestra import (
    AsyncFlow,
    AuthenticationError,
    Client,
    Conflict,
    ExecutionFailed,
    Flow,
    InvalidRequest,
    NotFound,
    ServerUnreachable,
)
from kestra.api import executions

NAMESPACE = "sdk.python"


def test_execute_waits_and_gives_status_and_log(hostname: str) -> None:
    result = Flow().execute(NAMESPACE, "hello-world", {"greeting": "hello from Python"})

    assert result.status == "SUCCESS"
    assert result.log is not None and "hello from Python" in result.log
    assert result.error is None


def test_execute_without_waiting_says_that_it_was_started(hostname: str, client: Client) -> None:
    result = Flow(wait_for_completion=False).execute(NAMESPACE, "hello-world")

    assert (result.status, result.log) == ("STARTED", None)
    assert client.send(executions.get_execution(result.execution_id))["flowId"] == "hello-world"


def test_execute_with_a_tenant(hostname: str) -> None:
    assert Flow(tenant="main").execute(NAMESPACE, "hello-world").status == "SUCCESS"


def test_labels_from_inputs_leaves_files_out(hostname: str, client: Client) -> None:
    inputs = {"flag": True, "document": ("a.txt", b"text", "text/plain")}
    result = Flow(labels_from_inputs=True).execute(NAMESPACE, "inputs", inputs)

    labels = client.send(executions.get_execution(result.execution_id))["labels"]
    named = {label["key"]: label["value"] for label in labels}
    assert named["flag"] == "true"
    assert "document" not in named


def test_inputs_of_every_kind_arrive_as_what_they_are(hostname: str, client: Client) -> None:
    given = {"flag": False, "numbers": [1, 2], "day": date(2024, 2, 29), "span": timedelta(hours=1)}
    result = Flow().execute(NAMESPACE, "inputs", given)

    inputs = client.send(executions.get_execution(result.execution_id))["inputs"]
    assert inputs["flag"] is False
    assert inputs["numbers"] == [1, 2]
    assert inputs["day"] == "2024-02-29"


@pytest.mark.parametrize(
    "inputs",
    [
        {"document": ("report.txt", b"content of a file", "text/plain")},
        {"document": b"content of a file"},
        {"document": io.BytesIO(b"content of a file")},
        {"files": ("document", io.BytesIO(b"content of a file"), "text/plain")},
    ],
    ids=["tuple", "bytes", "open file", "file named after the input"],
)
def test_a_file_is_an_input(hostname: str, client: Client, inputs: Dict[str, Any]) -> None:
    result = Flow().execute(NAMESPACE, "inputs", inputs)

    execution = client.send(executions.get_execution(result.execution_id))
    assert execution["outputs"] == {"text": "content of a file"}


def test_a_failed_execution_is_a_result_that_can_be_raised(hostname: str) -> None:
    result = Flow().execute(NAMESPACE, "failing")

    assert result.status == "FAILED"
    with pytest.raises(ExecutionFailed, match="this flow always fails"):
        result.raise_for_failure()


def test_check_status_and_get_logs_give_whole_answers(hostname: str) -> None:
    flow = Flow()
    result = flow.execute(NAMESPACE, "hello-world")

    assert flow.check_status(result.execution_id).json()["state"]["current"] == "SUCCESS"
    assert flow.get_logs(result.execution_id).text == result.log


def test_what_the_server_refuses_is_an_error_with_its_words(hostname: str) -> None:
    flow = Flow()
    with pytest.raises(NotFound, match="Requested Flow is not found"):
        flow.execute(NAMESPACE, "nowhere")
    with pytest.raises(Conflict, match="Requested Flow is disabled"):
        flow.execute(NAMESPACE, "disabled")
    with pytest.raises(InvalidRequest, match="day"):
        flow.execute(NAMESPACE, "inputs", {"day": "yesterday"})


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ServerUnreachable, match="http://127.0.0.1:1.*KESTRA_HOSTNAME"):
        Flow(hostname="http://127.0.0.1:1").execute(NAMESPACE, "hello-world")


def test_credentials_come_from_the_environment_or_from_attributes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KESTRA_USER", "me@example.com")
    monkeypatch.setenv("KESTRA_PASSWORD", "secret")
    flow = Flow()
    assert (flow.user, flow.password) == ("me@example.com", "secret")

    flow.api_token = "token"
    assert flow.client.settings.options() == {"headers": {"Authorization": "Bearer token"}}


def test_wrong_credentials_say_what_to_set() -> None:
    from kestra.errors import api_error

    error = api_error(401, {"message": "Unauthorized"})
    assert isinstance(error, AuthenticationError)
    assert "KESTRA_USER" in str(error)


def test_flows_are_executed_at_the_same_time_with_asyncio(hostname: str) -> None:
    async def both() -> Any:
        flow = AsyncFlow()
        return await asyncio.gather(
            flow.execute(NAMESPACE, "hello-world", {"greeting": "one"}),
            flow.execute(NAMESPACE, "hello-world", {"greeting": "two"}),
        )

    results = asyncio.run(both())
    assert [result.status for result in results] == ["SUCCESS", "SUCCESS"]
    assert ["one" in results[0].log, "two" in results[1].log] == [True, True]
