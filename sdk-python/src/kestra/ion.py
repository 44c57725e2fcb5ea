"""Ion files of internal storage as plain Python."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, List, Mapping

try:
    import amazon.ion.simpleion as simpleion
    from amazon.ion.core import IonType
except ImportError as error:
    raise ImportError("reading Ion needs one more package: pip install kestra[ion]") from error


def read_rows(path: str) -> List[Dict[str, Any]]:
    """Every value of the file; each must be a struct."""
    with open(path, "rb") as file:
        rows = simpleion.loads(file.read(), single_value=False)
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    kind = getattr(value, "ion_type", None)
    if value is None or kind is IonType.NULL:
        return None
    if kind is IonType.BOOL:
        return bool(value)
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return datetime.fromisoformat(value.isoformat())
    if isinstance(value, Decimal):
        return float(value)
    return _decoded(value)


def _decoded(value: Any) -> Any:
    for plain in (bytes, int, float, str):
        if isinstance(value, plain):
            bare = plain(value)
            return bare.decode() if isinstance(bare, bytes) else _dated(bare)
    return value


def _dated(value: Any) -> Any:
    """Texts that are dates with a time are dates, with or without the annotation of Java."""
    if not isinstance(value, str):
        return value
    text = re.sub(r"""^LocalDateTime::["']?|["']$""", "", value)
    if len(text) < 19 or text[10] != "T":
        return value
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return value
