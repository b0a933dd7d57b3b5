"""The token of one certificate, in memory only."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import Callable, Optional

from .options import Timing
from .secret import Secret

_EARLY_SECONDS = 300
_JITTER_SECONDS_MAX = 30
_PAUSE_AFTER_FAILURE_SECONDS = 10


@dataclass(frozen=True)
class IssuedToken:
    """What a token request returns."""

    token: Secret
    lifetime_seconds: float


@dataclass(frozen=True)
class _HeldToken:
    token: Secret
    renew_at: float
    ends_at: float


class TokenCache:
    """Holds a token and renews it in time. Threads that need one at the same time share one request."""

    def __init__(
        self,
        request: Callable[[], IssuedToken],
        timing: Timing,
        on_problem: Callable[[Exception], object],
    ) -> None:
        self._request = request
        self._timing = timing
        self._on_problem = on_problem
        self._lock = threading.Lock()
        self._held: Optional[_HeldToken] = None
        self._asking: Optional[Future[_HeldToken]] = None
        self._paused_until = 0.0

    def get(self) -> Secret:
        """Returns a token that is valid; requests one if it is time."""
        while True:
            with self._lock:
                held = self._held
                if held and self._timing.now() < self._use_until(held):
                    return held.token
                asking, first = self._asking, self._asking is None
                if asking is None:
                    asking = self._asking = Future()
            try:
                return (self._ask(asking) if first else asking.result()).token
            except CancelledError:
                # The thread that asked was interrupted: another one asks.
                continue
            except Exception as problem:
                if not self._still_valid(held):
                    raise
                if first:
                    self._on_problem(problem)
                assert held is not None
                return held.token

    def drop(self, token: Optional[Secret] = None) -> None:
        """Forgets the token; if one is named, only while it is the one in use."""
        with self._lock:
            if token is not None and (self._held is None or self._held.token is not token):
                return
            self._held = None
            self._asking = None
            self._paused_until = 0.0

    def _use_until(self, held: _HeldToken) -> float:
        return max(held.renew_at, min(self._paused_until, held.ends_at))

    def _still_valid(self, held: Optional[_HeldToken]) -> bool:
        with self._lock:
            if held is None or held is not self._held or self._timing.now() >= held.ends_at:
                return False
            self._paused_until = self._timing.now() + _PAUSE_AFTER_FAILURE_SECONDS
            return True

    def _ask(self, asking: Future[_HeldToken]) -> _HeldToken:
        try:
            held = self._request_one()
        except BaseException as problem:
            self._end(asking, None)
            if isinstance(problem, Exception):
                asking.set_exception(problem)
            else:
                asking.cancel()
            raise
        self._end(asking, held)
        asking.set_result(held)
        return held

    def _end(self, asking: Future[_HeldToken], held: Optional[_HeldToken]) -> None:
        with self._lock:
            # A token whose request began before drop() was requested with what has been replaced since.
            if self._asking is not asking:
                return
            self._asking = None
            if held:
                self._held = held

    def _request_one(self) -> _HeldToken:
        asked_at = self._timing.now()
        issued = self._request()
        lifetime = issued.lifetime_seconds
        renew_after = max(lifetime - _EARLY_SECONDS, lifetime / 2)
        jitter = self._timing.random() * min(_JITTER_SECONDS_MAX, lifetime / 20)
        return _HeldToken(issued.token, asked_at + renew_after - jitter, asked_at + lifetime)
