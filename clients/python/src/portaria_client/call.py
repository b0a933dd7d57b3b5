"""A call of an API, before it has a token."""

from __future__ import annotations

import json as json_text
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, Union
from urllib.parse import urlsplit

from .errors import wrong_option

# RFC 9110, 9.2.2: to send one of these twice has the effect of sending it once.
_IDEMPOTENT = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}


@dataclass(frozen=True)
class Call:
    """A request without its token."""

    url: str
    method: str
    headers: Mapping[str, str] = field(repr=False)
    body: Optional[bytes] = field(repr=False)
    repeatable: bool
    """Whether the request may be sent again if it is unknown whether it arrived."""

    @property
    def origin(self) -> str:
        return origin_of(self.url)


def make_call(
    url: str,
    *,
    method: str = "GET",
    json: Any = None,
    data: Union[str, bytes, None] = None,
    headers: Optional[Mapping[str, str]] = None,
) -> Call:
    """Returns the call; raises a ``ConfigurationError`` if its parts cannot be sent."""
    own = dict(headers or {})
    names = _checked_names(own)
    body = data.encode() if isinstance(data, str) else data
    if json is not None:
        if data is not None:
            raise wrong_option("data", "must not be beside json: a request has one body")
        body = json_text.dumps(json).encode()
        if "content-type" not in names:
            own["Content-Type"] = "application/json"
    verb = method.upper()
    return Call(url, verb, own, body, verb in _IDEMPOTENT or "idempotency-key" in names)


def origin_of(url: str) -> str:
    """Returns scheme, host and port of an address (RFC 6454)."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in (None, 443) else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def _checked_names(headers: Mapping[str, str]) -> set[str]:
    names = {name.lower() for name in headers}
    if "authorization" in names:
        raise wrong_option("headers", "must not have Authorization: the client sets it")
    for value in headers.values():
        if not isinstance(value, str) or re.search("[\r\n]", value):
            raise wrong_option("headers", "must have texts of one line as values")
    return names
