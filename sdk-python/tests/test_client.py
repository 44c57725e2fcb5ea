from __future__ import annotations

import asyncio
from typing import Any, List, Tuple

import pytest

from kestra import AsyncClient, Client, NotFound, Settings
from kestra.api import executions, files, flows, kv, logs, misc

NAMESPACE = "sdk.python"


def test_flows_are_written_and_read_back_byte_for_byte(client: Client) -> None:
    source = "id: written\nnamespace: sdk.python\ntasks: # a comment\n  - {id: a, type: io.kestra.plugin.core.log.Log, message: hi}\n"  # noqa: E501
    saved = client.send(flows.create_flow(source))

    assert saved["revision"] == 1
    assert client.send(flows.get_flow(NAMESPACE, "written", source=True))["source"] == source
    assert client.send(flows.delete_flow(NAMESPACE, "written")) is None
    with pytest.raises(NotFound):
        client.send(flows.get_flow(NAMESPACE, "written"))


def test_filters_are_sent_with_brackets(client: Client) -> None:
    created = client.send(
        executions.create_new_execution(NAMESPACE, "failing", wait=True, labels=["team:data"])
    )

    found = client.send(
        executions.search_all_executions(
            filters={"state": {"IN": ["FAILED", "KILLED"]}, "labels": {"EQUALS": {"team": "data"}}}
        )
    )
    assert [execution["id"] for execution in found["results"]] == [created["id"]]


def test_key_value_pairs(client: Client) -> None:
    client.send(kv.set_key_value(NAMESPACE, "answer", "42", ttl="PT1H"))

    pair = client.send(kv.get_key_value(NAMESPACE, "answer"))
    assert (pair["type"], pair["value"]) == ("NUMBER", 42)
    assert client.send(kv.delete_key_value(NAMESPACE, "answer")) is True


def test_namespace_files_are_bytes(client: Client) -> None:
    client.send(files.create_namespace_file(NAMESPACE, ("a.bin", b"\x00\xff"), path="/a b/a.bin"))

    assert client.send(files.get_file_content(NAMESPACE, path="/a b/a.bin")) == b"\x00\xff"


def test_an_execution_is_followed_until_its_end(client: Client) -> None:
    created = client.send(executions.create_new_execution(NAMESPACE, "hello-world"))

    events = list(client.events(executions.follow_execution(created["id"])))
    marker, last = events[-1]
    assert (marker, last["state"]["current"]) == ("end", "SUCCESS")


def test_a_stream_that_the_server_refuses_is_an_error(server_url: str) -> None:
    with Client(Settings(hostname=server_url, tenant="nowhere")) as client:
        with pytest.raises(NotFound):
            list(client.events(logs.follow_logs_from_execution("any")))


def test_logs_are_followed_with_asyncio(settings: Settings) -> None:
    async def follow() -> List[Tuple[str, Any]]:
        async with AsyncClient(settings) as client:
            created = await client.send(
                executions.create_new_execution(
                    NAMESPACE, "hello-world", inputs={"greeting": "followed"}
                )
            )
            stream = client.events(logs.follow_logs_from_execution(created["id"]))
            return [event async for event in stream]

    events = asyncio.run(follow())
    assert "followed" in [data.get("message") for _, data in events]


def test_the_tenant_goes_into_the_path(server_url: str) -> None:
    with Client(Settings(hostname=f"{server_url}/", tenant="main")) as client:
        assert client.send(misc.get_configuration())["edition"] == "OSS"
        assert client.send(misc.ping()) == "pong"
