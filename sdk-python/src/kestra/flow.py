"""Starting flows and waiting for their end."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Iterator, List, Mapping, Optional

import httpx

from .api import executions, logs
from .api.models import Execution
from .client import AsyncClient, Client
from .errors import ExecutionFailed
from .request import Part, Request, text_of
from .settings import Settings

logger = logging.getLogger(__name__)

SUCCEEDED = ("SUCCESS", "WARNING")
TERMINAL = frozenset({*SUCCEEDED, "FAILED", "KILLED", "CANCELLED", "RETRIED", "SKIPPED"})
_FIRST_POLL = 0.05


@dataclass
class FlowExecution:
    """How an execution ended, or STARTED where nobody waited for its end."""

    execution_id: str
    #: The last state of the execution.
    status: Optional[str] = None
    #: All lines of its log; None unless somebody waited.
    log: Optional[str] = None
    error: Optional[str] = None

    def raise_for_failure(self) -> FlowExecution:
        """Gives itself back, or raises ExecutionFailed unless the execution succeeded."""
        if self.status in (*SUCCEEDED, "STARTED"):
            return self
        raise ExecutionFailed(self.execution_id, str(self.status), self.log or "")


class _Options:
    """What Flow and AsyncFlow share: how to ask, and what of the answers matters."""

    def __init__(
        self,
        wait_for_completion: bool = True,
        poll_interval: float = 1,
        labels_from_inputs: bool = False,
        tenant: Optional[str] = None,
        *,
        hostname: Optional[str] = None,
        user: Optional[str] = None,
        password: Optional[str] = None,
        api_token: Optional[str] = None,
    ) -> None:
        """
        `poll_interval`: seconds between two looks at the execution, at most; the first ones follow
        each other faster. `labels_from_inputs`: the inputs that are no files become labels. What
        is None comes from KESTRA_HOSTNAME, KESTRA_USER, KESTRA_PASSWORD, KESTRA_API_TOKEN; all of
        it may be set as an attribute later, too.
        """
        given = {"hostname": hostname, "user": user, "password": password, "api_token": api_token}
        settings = Settings(tenant=tenant)
        for name, value in given.items():
            if value is not None:
                setattr(settings, name, value)
        self._settings = settings
        self.wait_for_completion = wait_for_completion
        self.poll_interval = poll_interval
        self.labels_from_inputs = labels_from_inputs

    @property
    def hostname(self) -> str:
        return self._settings.hostname

    @hostname.setter
    def hostname(self, hostname: str) -> None:
        self._settings.hostname = hostname

    @property
    def user(self) -> Optional[str]:
        return self._settings.user

    @user.setter
    def user(self, user: Optional[str]) -> None:
        self._settings.user = user

    @property
    def password(self) -> Optional[str]:
        return self._settings.password

    @password.setter
    def password(self, password: Optional[str]) -> None:
        self._settings.password = password

    @property
    def api_token(self) -> Optional[str]:
        return self._settings.api_token

    @api_token.setter
    def api_token(self, api_token: Optional[str]) -> None:
        self._settings.api_token = api_token

    def _creation(
        self, namespace: str, flow: str, inputs: Mapping[str, Part]
    ) -> Request[Execution]:
        labels = _labels(inputs) if self.labels_from_inputs else None
        return executions.create_new_execution(namespace, flow, labels=labels, inputs=inputs)

    def _started(self, created: Execution) -> FlowExecution:
        logger.info(
            "started %s/ui/executions/%s/%s/%s",
            self.hostname,
            created["namespace"],
            created["flowId"],
            created["id"],
        )
        return FlowExecution(created["id"], "STARTED")

    def _pauses(self) -> Iterator[float]:
        """Seconds to wait before each look at an execution."""
        pause = _FIRST_POLL
        while True:
            yield min(pause, self.poll_interval)
            pause *= 2


class Flow(_Options):
    """
    Executes flows.

        result = Flow().execute("dev", "hello-world", {"greeting": "hello"})
        print(result.status, result.log)
    """

    @cached_property
    def client(self) -> Client:
        """Sends any other request of `kestra.api` with the same settings."""
        return Client(self._settings)

    def execute(
        self, namespace: str, flow: str, inputs: Optional[Mapping[str, Part]] = None
    ) -> FlowExecution:
        """
        Starts an execution and, unless `wait_for_completion` is off, waits for its end.

        An input is a text, a value with a JSON form, a date, or for inputs of type FILE bytes, an
        open file or a tuple (name, file or content, media type). The name of a file may be the id
        of the input instead of the key. Raises InvalidRequest for inputs that the flow does not
        take, NotFound, Conflict for a disabled flow, AuthenticationError, ServerUnreachable.
        """
        created = self.client.send(self._creation(namespace, flow, inputs or {}))
        result = self._started(created)
        if not self.wait_for_completion:
            return result
        for pause in self._pauses():
            time.sleep(pause)
            found = self.client.send(executions.get_execution(result.execution_id))
            if found["state"]["current"] in TERMINAL:
                break
        result.status = found["state"]["current"]
        result.log = self.client.send(logs.download_logs_from_execution(result.execution_id))
        return _reported(result, namespace, flow)

    def check_status(self, execution_id: str) -> httpx.Response:
        """The answer whose JSON is the execution."""
        return self.client.respond(executions.get_execution(execution_id))

    def get_logs(self, execution_id: str) -> httpx.Response:
        """The answer whose text is the log of the execution."""
        return self.client.respond(logs.download_logs_from_execution(execution_id))


class AsyncFlow(_Options):
    """
    Executes flows with asyncio.

        result = await AsyncFlow().execute("dev", "hello-world", {"greeting": "hello"})
    """

    async def execute(
        self, namespace: str, flow: str, inputs: Optional[Mapping[str, Part]] = None
    ) -> FlowExecution:
        """Like Flow.execute."""
        async with AsyncClient(self._settings) as client:
            created = await client.send(self._creation(namespace, flow, inputs or {}))
            result = self._started(created)
            if not self.wait_for_completion:
                return result
            for pause in self._pauses():
                await asyncio.sleep(pause)
                found = await client.send(executions.get_execution(result.execution_id))
                if found["state"]["current"] in TERMINAL:
                    break
            log = await client.send(logs.download_logs_from_execution(result.execution_id))
        result.status, result.log = found["state"]["current"], log
        return _reported(result, namespace, flow)


def _labels(inputs: Mapping[str, Part]) -> List[str]:
    """`key:value` of every input that is no file and not empty."""
    texts = {name: text_of(value) for name, value in inputs.items() if not _is_file(value)}
    return [f"{name}:{text}" for name, text in texts.items() if text.strip()]


def _is_file(value: Part) -> bool:
    return isinstance(value, (tuple, bytes)) or hasattr(value, "read")


def _reported(result: FlowExecution, namespace: str, flow: str) -> FlowExecution:
    level = logging.INFO if result.status == "SUCCESS" else logging.WARNING
    if result.status == "FAILED":
        level = logging.ERROR
    logger.log(level, "%s.%s ended with %s\n%s", namespace, flow, result.status, result.log)
    return result
