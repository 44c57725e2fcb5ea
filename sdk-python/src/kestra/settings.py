"""Where the server is and who asks."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Dict, Optional

DEFAULT_HOSTNAME = "http://localhost:8080"


def _variable(name: str, default: Optional[str] = None) -> Any:
    return field(default_factory=lambda: os.environ.get(name, default))


@dataclass
class Settings:
    """Every value comes from the environment unless it is given."""

    #: Address of the server; KESTRA_HOSTNAME.
    hostname: str = _variable("KESTRA_HOSTNAME", DEFAULT_HOSTNAME)
    #: KESTRA_USER.
    user: Optional[str] = _variable("KESTRA_USER")
    #: KESTRA_PASSWORD.
    password: Optional[str] = _variable("KESTRA_PASSWORD")
    #: Goes before user and password; KESTRA_API_TOKEN.
    api_token: Optional[str] = _variable("KESTRA_API_TOKEN")
    #: Only for servers that have several; this one has `main`.
    tenant: Optional[str] = None

    def options(self) -> Dict[str, Any]:
        """Authentication as keyword arguments of httpx."""
        if self.api_token is not None:
            return {"headers": {"Authorization": f"Bearer {self.api_token}"}}
        if self.user is not None and self.password is not None:
            return {"auth": (self.user, self.password)}
        return {}

    def url(self, path: str) -> str:
        """Address of a path of the API, with the tenant if there is one."""
        prefix = "/api/v1/"
        if self.tenant is not None and path.startswith(prefix):
            path = f"{prefix}{self.tenant}/{path[len(prefix) :]}"
        return self.hostname.rstrip("/") + path
