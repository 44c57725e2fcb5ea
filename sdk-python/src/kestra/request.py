"""What an operation of the API asks for, before anybody sends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from json import dumps
from typing import (
    IO,
    Any,
    Dict,
    Generic,
    Iterator,
    List,
    Literal,
    Mapping,
    Optional,
    Tuple,
    TypeVar,
    Union,
)
from urllib.parse import quote

T = TypeVar("T")

#: Content, or (name, content), or (name, content, media type).
FileInput = Union[
    bytes,
    IO[bytes],
    Tuple[Optional[str], Union[bytes, str, IO[bytes]]],
    Tuple[Optional[str], Union[bytes, str, IO[bytes]], Optional[str]],
]
#: The value of an input: a file, or anything that has a text or a JSON form.
Part = Any


@dataclass(frozen=True)
class Json:
    """A body that is sent as JSON."""

    value: Any


@dataclass(frozen=True)
class Text:
    """A body that is sent as it is."""

    value: str
    media_type: str


@dataclass(frozen=True)
class Form:
    """A multipart form: name and (file name, content, media type) of every part."""

    parts: List[Tuple[str, Any]]


@dataclass(frozen=True)
class Request(Generic[T]):
    """One call of the API whose answer is a `T`; a Client or an AsyncClient sends it."""

    method: str
    path: str
    answer: Literal["json", "text", "bytes", "none"]
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, Optional[str]] = field(default_factory=dict)
    body: Union[Json, Text, Form, None] = None

    def query(self) -> List[Tuple[str, str]]:
        """Pairs in the form that the server reads; parameters that are None are left out."""
        return [pair for name, value in self.params.items() for pair in _pairs(name, value)]

    def content(self) -> Dict[str, Any]:
        """The body as keyword arguments of httpx."""
        if isinstance(self.body, Json):
            return {
                "content": dumps(self.body.value).encode(),
                "headers": {"Content-Type": "application/json"},
            }
        if isinstance(self.body, Text):
            return {
                "content": self.body.value.encode(),
                "headers": {"Content-Type": self.body.media_type},
            }
        if isinstance(self.body, Form) and self.body.parts:
            return {"files": self.body.parts}
        return {}


def route(pattern: str, *values: str) -> str:
    """`route("/flows/{}/{}", "dev", "a b")` is `/flows/dev/a%20b`."""
    return pattern.format(*(quote(value, safe="") for value in values))


def form(inputs: Optional[Mapping[str, Part]]) -> Form:
    """One part per input; inputs that are None are left out."""
    values = (inputs or {}).items()
    return Form([(name, part(name, value)) for name, value in values if value is not None])


def part(name: str, value: Part) -> Any:
    """A part of a form in the shape of httpx."""
    if isinstance(value, tuple):
        return (value[0] or name, *value[1:])
    if isinstance(value, bytes) or hasattr(value, "read"):
        return (name, value)
    return (None, text_of(value))


def text_of(value: Any) -> str:
    """
    The text that the server turns back into the value: ISO-8601 for dates and durations, JSON for
    lists, dicts and booleans. None is empty.
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{value.total_seconds():f}S"
    if isinstance(value, (bool, list, dict)):
        return dumps(value, default=text_of)
    return str(value)


def _pairs(name: str, value: Any) -> Iterator[Tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pairs(f"{name}[{key}]", inner)
    elif isinstance(value, (list, tuple)) and "[" not in name:
        for item in value:
            yield name, text_of(item)
    elif isinstance(value, (list, tuple)):
        yield name, ",".join(text_of(item) for item in value)
    else:
        yield name, text_of(value)
