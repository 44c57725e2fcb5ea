"""Sending requests, with and without asyncio."""

from __future__ import annotations

import asyncio
import json
import time
from types import TracebackType
from typing import Any, AsyncIterator, Dict, Iterator, Optional, Tuple, Type, TypeVar, cast

import httpx

from .errors import FailedExponentialBackoff, ServerUnreachable, api_error
from .request import Form, Request
from .settings import Settings

T = TypeVar("T")

#: Seconds between the attempts of a request that a server in trouble refuses.
PAUSES = (1, 2, 4, 8)
#: Status codes of servers that may recover.
RETRIED = frozenset({408, 429, 500, 502, 503, 504})
_NO_LIMIT = httpx.Timeout(None, connect=30)


class Client:
    """
    Sends the requests that the functions of `kestra.api` make.

        with Client() as client:
            execution = client.send(executions.get_execution("4nq2..."))
    """

    def __init__(self, settings: Optional[Settings] = None) -> None:
        """Without settings those of the environment."""
        self.settings = settings or Settings()
        self._http = httpx.Client(timeout=_NO_LIMIT, follow_redirects=True)

    def send(self, request: Request[T]) -> T:
        """
        Sends a request and gives its answer. Raises ApiError, ServerUnreachable,
        FailedExponentialBackoff.
        """
        return _answer(request, self.respond(request))

    def respond(self, request: Request[Any]) -> httpx.Response:
        """The same with the whole answer."""
        response = self._once(request)
        for pause in PAUSES:
            if not _is_worth_another(request, response):
                break
            time.sleep(pause)
            response = self._once(request)
        return _checked(response)

    def events(self, request: Request[Any]) -> Iterator[Tuple[str, Any]]:
        """Marker and data of every event of a stream, until the server ends it."""
        with self._http.stream(**_arguments(request, self.settings)) as response:
            if response.is_error:
                response.read()
            reader = _EventReader()
            for line in _checked(response).iter_lines():
                yield from reader.feed(line)

    def _once(self, request: Request[Any]) -> httpx.Response:
        try:
            return self._http.request(**_arguments(request, self.settings))
        except httpx.TransportError as error:
            raise _unreachable(self.settings, error) from error

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        _kind: Optional[Type[BaseException]],
        _error: Optional[BaseException],
        _trace: Optional[TracebackType],
    ) -> None:
        self.close()


class AsyncClient:
    """
    The same for asyncio.

        async with AsyncClient() as client:
            execution = await client.send(executions.get_execution("4nq2..."))
    """

    def __init__(self, settings: Optional[Settings] = None) -> None:
        """Without settings those of the environment."""
        self.settings = settings or Settings()
        self._http = httpx.AsyncClient(timeout=_NO_LIMIT, follow_redirects=True)

    async def send(self, request: Request[T]) -> T:
        """Like Client.send."""
        return _answer(request, await self.respond(request))

    async def respond(self, request: Request[Any]) -> httpx.Response:
        """Like Client.respond."""
        response = await self._once(request)
        for pause in PAUSES:
            if not _is_worth_another(request, response):
                break
            await asyncio.sleep(pause)
            response = await self._once(request)
        return _checked(response)

    async def events(self, request: Request[Any]) -> AsyncIterator[Tuple[str, Any]]:
        """Like Client.events."""
        async with self._http.stream(**_arguments(request, self.settings)) as response:
            if response.is_error:
                await response.aread()
            reader = _EventReader()
            async for line in _checked(response).aiter_lines():
                for event in reader.feed(line):
                    yield event

    async def _once(self, request: Request[Any]) -> httpx.Response:
        try:
            return await self._http.request(**_arguments(request, self.settings))
        except httpx.TransportError as error:
            raise _unreachable(self.settings, error) from error

    async def close(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self,
        _kind: Optional[Type[BaseException]],
        _error: Optional[BaseException],
        _trace: Optional[TracebackType],
    ) -> None:
        await self.close()


class _EventReader:
    """Lines of a stream of server-sent events as (marker, data)."""

    def __init__(self) -> None:
        self._fields: Dict[str, str] = {}

    def feed(self, line: str) -> Iterator[Tuple[str, Any]]:
        if line == "":
            if "data" in self._fields:
                yield self._fields.get("id", ""), json.loads(self._fields["data"])
            self._fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            self._fields[name] = value.strip()


def _arguments(request: Request[Any], settings: Settings) -> Dict[str, Any]:
    options = settings.options()
    content = request.content()
    own = {name: value for name, value in request.headers.items() if value is not None}
    headers = {**options.pop("headers", {}), **content.pop("headers", {}), **own}
    return {
        "method": request.method,
        "url": settings.url(request.path),
        "params": request.query(),
        "headers": headers,
        **options,
        **content,
    }


def _is_worth_another(request: Request[Any], response: httpx.Response) -> bool:
    return response.status_code in RETRIED and not _is_read_once(request)


def _is_read_once(request: Request[Any]) -> bool:
    """A file that was read to its end cannot be sent again."""
    return isinstance(request.body, Form) and any(
        hasattr(item, "read") for _, part in request.body.parts for item in part
    )


def _checked(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    error = api_error(response.status_code, _body(response))
    if response.status_code in RETRIED:
        raise FailedExponentialBackoff(f"the server cannot answer: {error}", error)
    raise error


def _body(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return response.text


def _unreachable(settings: Settings, error: httpx.TransportError) -> ServerUnreachable:
    return ServerUnreachable(
        f"no server answers at {settings.hostname}: start it, or set KESTRA_HOSTNAME ({error})"
    )


def _answer(request: Request[T], response: httpx.Response) -> T:
    if request.answer == "text":
        return cast(T, response.text)
    if request.answer == "bytes":
        return cast(T, response.content)
    has_json = request.answer == "json" and response.content != b""
    return cast(T, response.json() if has_json else None)
