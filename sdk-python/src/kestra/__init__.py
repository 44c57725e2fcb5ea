"""
Client of a Kestra server.

`Flow` executes flows, `Kestra` is for scripts that run in a task, `Client` and `AsyncClient` send
any request of `kestra.api`. Names are loaded when they are first used: a script that only sends
outputs does not pay for an HTTP client.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .errors import (
        ApiError,
        AuthenticationError,
        Conflict,
        ExecutionFailed,
        FailedExponentialBackoff,
        InvalidRequest,
        KestraError,
        NotFound,
        ServerUnreachable,
    )
    from .flow import AsyncFlow, Flow, FlowExecution
    from .kestra import Kestra
    from .settings import Settings

_HOMES = {
    "client": ("AsyncClient", "Client"),
    "errors": (
        "ApiError",
        "AuthenticationError",
        "Conflict",
        "ExecutionFailed",
        "FailedExponentialBackoff",
        "InvalidRequest",
        "KestraError",
        "NotFound",
        "ServerUnreachable",
    ),
    "flow": ("AsyncFlow", "Flow", "FlowExecution"),
    "kestra": ("Kestra",),
    "settings": ("Settings",),
}

__all__ = [
    "ApiError",
    "AsyncClient",
    "AsyncFlow",
    "AuthenticationError",
    "Client",
    "Conflict",
    "ExecutionFailed",
    "FailedExponentialBackoff",
    "Flow",
    "FlowExecution",
    "InvalidRequest",
    "Kestra",
    "KestraError",
    "NotFound",
    "ServerUnreachable",
    "Settings",
]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
