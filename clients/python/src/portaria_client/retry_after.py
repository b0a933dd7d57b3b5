"""Waits for ``Retry-After`` (RFC 9110, 10.2.3)."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Callable, Optional

from .options import Timing

if TYPE_CHECKING:
    from .api_response import ApiResponse

_ATTEMPTS_MAX = 5


def retry_after_seconds_of(headers: Mapping[str, str]) -> Optional[float]:
    """Returns the seconds of ``Retry-After``, which is a number or a date; ``None`` without one."""
    wanted = headers.get("Retry-After")
    if wanted is None:
        return None
    if re.fullmatch("[0-9]+", wanted):
        return float(wanted)
    until = _seconds_of(wanted)
    if until is None:
        return None
    # The machine's clock may be wrong: the date is compared with that of the same response.
    sent = _seconds_of(headers.get("Date", ""))
    return max(0.0, until - (time.time() if sent is None else sent))


def _seconds_of(date: str) -> Optional[float]:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def send_patiently(
    send: Callable[[], ApiResponse],
    *,
    timing: Timing,
    max_wait_seconds: float,
    may_repeat: Callable[[int], bool],
) -> ApiResponse:
    """Sends a request, and again after each 429 and 503, within the limits; returns the last response."""
    waited = 0.0
    for attempt in range(1, _ATTEMPTS_MAX + 1):
        response = send()
        status = response.status
        if status not in (429, 503) or not may_repeat(status) or attempt == _ATTEMPTS_MAX:
            break
        wanted = retry_after_seconds_of(response.headers)
        seconds = 2.0 ** (attempt - 1) if wanted is None else wanted
        if waited + seconds > max_wait_seconds:
            break
        waited += seconds
        # Clients that were told the same second must not come back in the same moment.
        timing.sleep(seconds + 0.25 * timing.random())
    return response
