"""The errors of this package."""

from __future__ import annotations

from typing import Optional


class PortariaError(Exception):
    """Every error of this package. A detail that is not known is ``None``."""

    def __init__(
        self,
        message: str,
        *,
        status: Optional[int] = None,
        code: Optional[str] = None,
        request_id: Optional[str] = None,
        hint: Optional[str] = None,
        documentation: Optional[str] = None,
        retry_after_seconds: Optional[float] = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        """The status of the response."""
        self.code = code
        """A stable word that your program may compare."""
        self.request_id = request_id
        """Quote it when you ask the operator for help."""
        self.hint = hint
        """How to correct the mistake, if it is known."""
        self.documentation = documentation
        """The address of a page about this error."""
        self.retry_after_seconds = retry_after_seconds
        """How long the gateway asks you to wait."""


class ConfigurationError(PortariaError):
    """An option or a file is wrong; nothing was sent. ``option`` names it."""

    def __init__(self, message: str, *, option: str = "") -> None:
        super().__init__(message)
        self.option = option


class PortariaConnectionError(PortariaError):
    """There is no response. ``code`` is that of the system or of OpenSSL, such as ``ECONNREFUSED``."""


class ResponseError(PortariaError):
    """The response is an error."""


def wrong_option(option: str, problem: str) -> ConfigurationError:
    """Returns the error that says what is wrong with an option."""
    return ConfigurationError(f"{option} {problem}.", option=option)
