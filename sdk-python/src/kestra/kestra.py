"""What a script that runs in a task tells the server: lines `::{...}::` on its output."""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import datetime, timezone
from typing import Any, Callable, Dict, List, Mapping, Optional, Union

_Tags = Optional[Mapping[str, str]]


class Kestra:
    """
    Outputs, metrics and log lines of a script task.

        Kestra.outputs({"rows": 3})
        Kestra.counter("rows", 3, {"table": "orders"})
        Kestra.logger().warning("one row was empty")
    """

    _logger: Optional[logging.Logger] = None

    @staticmethod
    def format(map_: Mapping[str, Any]) -> str:
        """The line that stands for a message: `::{...}::`."""
        return f"::{json.dumps(map_)}::"

    @staticmethod
    def _send(map_: Mapping[str, Any]) -> None:
        print(Kestra.format(map_), flush=True)

    @staticmethod
    def outputs(map_: Mapping[str, Any]) -> None:
        """Values that later tasks find in `outputs.<task>.vars`."""
        Kestra._send({"outputs": map_})

    @staticmethod
    def assets(map_: Mapping[str, Any]) -> None:
        """One asset with its properties; servers without assets ignore it."""
        Kestra._send({"assets": map_})

    @staticmethod
    def counter(name: str, value: Union[int, float], tags: _Tags = None) -> None:
        """A metric that counts."""
        Kestra._metrics(name, "counter", value, tags)

    @staticmethod
    def gauge(name: str, value: Union[int, float], tags: _Tags = None) -> None:
        """A metric that goes up and down."""
        Kestra._metrics(name, "gauge", value, tags)

    @staticmethod
    def timer(
        name: str, duration: Union[int, float, Callable[[], Any]], tags: _Tags = None
    ) -> None:
        """A metric of time: seconds, or a function to call and to measure."""
        if callable(duration):
            start = time.perf_counter()
            duration()
            duration = time.perf_counter() - start
        Kestra._metrics(name, "timer", duration, tags)

    @staticmethod
    def _metrics(name: str, type_: str, value: Union[int, float], tags: _Tags) -> None:
        metric = {"name": name, "type": type_, "value": value, "tags": dict(tags or {})}
        Kestra._send({"metrics": [metric]})

    @staticmethod
    def logger() -> logging.Logger:
        """A logger whose lines appear in the log of the execution with their level."""
        if Kestra._logger is None:
            Kestra._logger = _new_logger()
        return Kestra._logger

    @staticmethod
    def read(path_: str) -> List[Dict[str, Any]]:
        """The rows of an Ion file, with plain values of Python. Needs `pip install kestra[ion]`."""
        from .ion import read_rows

        return read_rows(path_)


_LEVELS = ((logging.ERROR, "ERROR"), (logging.WARNING, "WARN"), (logging.INFO, "INFO"))


class JsonFormatter(logging.Formatter):
    """A record as a line that the server takes for a line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        time_ = datetime.fromtimestamp(record.created, timezone.utc)
        stamp = time_.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        level = next((name for least, name in _LEVELS if record.levelno >= least), "DEBUG")
        if record.levelno < logging.DEBUG:
            level = "TRACE"
        message = f"{stamp} - {super().format(record)}"
        return Kestra.format({"logs": [{"level": level, "message": message}]})


def _new_logger() -> logging.Logger:
    """Warnings and worse go to the error output, like those of other programs."""
    logger = logging.getLogger("Kestra")
    logger.setLevel(logging.DEBUG)
    out = logging.StreamHandler(sys.stdout)
    out.addFilter(lambda record: record.levelno < logging.WARNING)
    err = logging.StreamHandler(sys.stderr)
    err.setLevel(logging.WARNING)
    for handler in (out, err):
        handler.setFormatter(JsonFormatter())
        logger.addHandler(handler)
    return logger
