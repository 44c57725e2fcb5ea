"""A server in trouble: one that a proxy stands before, or that starts."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable, Iterator, List

import pytest

from kestra import Client, FailedExponentialBackoff, Flow, Settings
from kestra import client as client_module
from kestra.api import executions, misc

Serve = Callable[[List[int]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that answers `pong` with each of the given status codes in turn."""
    servers = []

    def start(codes: List[int]) -> str:
        left = iter(codes)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(next(left))
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"pong")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "PAUSES", (0, 0, 0, 0))


def test_a_request_is_repeated_until_the_server_has_recovered(serve: Serve) -> None:
    with Client(Settings(hostname=serve([503, 429, 500, 504, 200]))) as client:
        assert client.send(misc.ping()) == "pong"


def test_five_refusals_are_enough(serve: Serve) -> None:
    with Client(Settings(hostname=serve([503] * 5))) as client:
        with pytest.raises(FailedExponentialBackoff) as caught:
            client.send(misc.ping())
    assert caught.value.last is not None and caught.value.last.status_code == 503


def test_an_open_file_is_sent_once(serve: Serve) -> None:
    with Client(Settings(hostname=serve([503]))) as client, open(__file__, "rb") as file:
        with pytest.raises(FailedExponentialBackoff):
            client.send(executions.create_new_execution("dev", "load", inputs={"document": file}))


def test_flow_asks_where_its_hostname_says(serve: Serve) -> None:
    flow = Flow()
    flow.hostname = serve([200])
    assert flow.check_status("any").text == "pong"
