"""What can go wrong. Every error of this package is a KestraError."""

from __future__ import annotations

from typing import Any, Optional


class KestraError(Exception):
    """Base of the errors of this package."""


class ServerUnreachable(KestraError, ConnectionError):
    """Nothing answers at the address of the server."""


class ApiError(KestraError):
    """The server refused a request."""

    def __init__(self, status_code: int, message: str, body: Any = None) -> None:
        super().__init__(f"{message} (HTTP {status_code})")
        self.status_code = status_code
        #: The text of the server.
        self.message = message
        #: The JSON of the answer, or its text.
        self.body = body


class AuthenticationError(ApiError):
    """The server wants a user and a password or a token, or other ones (status 401)."""


class NotFound(ApiError):
    """What the request speaks of does not exist (status 404)."""


class InvalidRequest(ApiError):
    """The server understood the request and finds it wrong, e.g. an input (status 400 or 422)."""


class Conflict(ApiError):
    """The state of the thing forbids the request, e.g. the flow is disabled (status 409)."""


class FailedExponentialBackoff(KestraError):
    """The server stayed unable to answer, whatever number of times it was asked."""

    def __init__(self, message: str, last: Optional[ApiError] = None) -> None:
        super().__init__(message)
        #: The last answer.
        self.last = last


class ExecutionFailed(KestraError):
    """An execution ended in another state than SUCCESS or WARNING."""

    def __init__(self, execution_id: str, status: str, log: str) -> None:
        super().__init__(f"execution {execution_id} ended with {status}\n{log}")
        self.execution_id = execution_id
        self.status = status
        self.log = log


_CLASSES = {
    400: InvalidRequest,
    401: AuthenticationError,
    404: NotFound,
    409: Conflict,
    422: InvalidRequest,
}


def api_error(status_code: int, body: Any) -> ApiError:
    """The error for an answer that is none of success."""
    message = body.get("message") if isinstance(body, dict) else None
    if status_code == 401:
        message = (
            "the server wants other credentials: set KESTRA_USER and KESTRA_PASSWORD, or "
            "KESTRA_API_TOKEN"
        )
    text = message or str(body or "no explanation")
    return _CLASSES.get(status_code, ApiError)(status_code, text, body)
