"""A whole response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Optional
from urllib.parse import quote

from .errors import ResponseError
from .retry_after import retry_after_seconds_of


class ApiResponse:
    """A whole response, of the gateway or of an API behind it."""

    def __init__(
        self, status: int, headers: Mapping[str, str], content: bytes, documentation_url: Optional[str]
    ) -> None:
        self.status = status
        self.headers = headers
        """The names are compared without case."""
        self.content = content
        self._documentation_url = documentation_url

    def __repr__(self) -> str:
        return f"<ApiResponse {self.status}>"

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """Returns the body as JSON; raises a ``ValueError`` if it is not JSON."""
        return json.loads(self.content)

    def fields(self) -> dict[str, Any]:
        """Returns the fields of a body that is a JSON object, and none of another body."""
        try:
            body = self.json()
        except (ValueError, RecursionError):
            return {}
        return body if isinstance(body, dict) else {}

    def raise_for_status(self) -> ApiResponse:
        """Returns the response; raises a ``ResponseError`` if its status is not one of success."""
        if self.ok:
            return self
        fields = self.fields()
        code = _text(fields.get("code"))
        if code is None and not isinstance(fields.get("message"), str):
            code = _text(fields.get("error"))
        request_id = _text(fields.get("requestId")) or self.headers.get("X-Request-Id")
        raise ResponseError(
            _message_of(self.status, fields, request_id),
            status=self.status,
            code=code,
            request_id=request_id,
            hint=_text(fields.get("hint")),
            documentation=self._documentation_of(fields, code),
            retry_after_seconds=retry_after_seconds_of(self.headers),
        )

    def _documentation_of(self, fields: Mapping[str, Any], code: Optional[str]) -> Optional[str]:
        for name in ("documentation", "error_uri", "type"):
            link = _text(fields.get(name))
            if link is not None and link.startswith("https://"):
                return link
        if self._documentation_url is None or code is None:
            return None
        return f"{self._documentation_url.rstrip('/')}/reference/errors/{quote(code, safe='')}"


def _text(value: object) -> Optional[str]:
    return value if isinstance(value, str) else None


def _message_of(status: int, fields: Mapping[str, Any], request_id: Optional[str]) -> str:
    """A body that is not JSON may be a page of a proxy: it is not repeated."""
    message = fields.get("message")
    if isinstance(message, list):
        words: Optional[str] = "; ".join(map(str, message))
    else:
        told = (_text(fields.get(name)) for name in ("message", "detail", "error_description", "title"))
        words = next((each for each in told if each is not None), None)
    parts = [f"HTTP {status}", *([words] if words else [])]
    errors = fields.get("errors")
    for each in errors if isinstance(errors, list) else []:
        if isinstance(each, dict):
            parts.append(f"{each.get('field')}: {each.get('message')}")
    hint = _text(fields.get("hint"))
    if hint is not None:
        parts.append(hint)
    text = ". ".join(part[:-1] if part.endswith(".") else part for part in parts)
    end = "." if parts[-1].endswith(".") else ""
    return text + end + ("" if request_id is None else f" (request id {request_id})")
