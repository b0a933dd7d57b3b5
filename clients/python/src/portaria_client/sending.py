"""Sends one request over the connections of one certificate."""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import threading
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Optional, Union

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import ClosedPoolError, HTTPError

from .call import Call
from .errors import PortariaConnectionError

_KEPT_CONNECTIONS_MAX = 50


def open_session(context: ssl.SSLContext) -> requests.Session:
    """Returns a session over the certificate that the context has. It keeps no cookies and reads no environment."""
    session = requests.Session()
    # The environment could bring other CAs, a proxy, or a password of ~/.netrc in place of the token.
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = "portaria-client-python/0.1.0"
    session.adapters.clear()
    session.mount("https://", _Adapter(context))
    return session


def send_request(session: requests.Session, call: Call, timeout_seconds: float) -> requests.Response:
    """Returns the whole response; raises a ``PortariaConnectionError`` if there is none. Follows no redirect."""
    while True:
        flight = _Flight()
        sent = _send_once(session, call, timeout_seconds, flight)
        if isinstance(sent, requests.Response):
            return sent
        cause = _cause_of(sent)
        # The files changed between the choice of the connection and its use: nothing was sent.
        if isinstance(cause, ClosedPoolError):
            continue
        # The server may close a kept connection in the moment in which a request is sent on it.
        if not flight.reused or flight.late or not call.repeatable:
            break
    late = flight.late or isinstance(cause, (TimeoutError, socket.timeout))
    reason = f"no response within {timeout_seconds:g} seconds" if late else str(cause)
    code = "ETIMEDOUT" if late else _code_of(cause)
    # Not from the error of requests, which has the request with its token.
    raise PortariaConnectionError(f"no response from {call.origin}: {reason}", code=code) from cause


class _Flight:
    """One request on its way: the connection that it is on, and whether its time is over."""

    current = threading.local()

    def __init__(self) -> None:
        self.connection: Optional[_Connection] = None
        self.reused = False
        self.late = False

    def cut(self) -> None:
        """Ends the request: a server that sends a byte now and then would keep it for ever."""
        self.late = True
        connection = self.connection
        if connection is None or connection.flight is not self or connection.sock is None:
            return
        with contextlib.suppress(OSError):
            # SSLSocket.shutdown() would send what comes next without TLS.
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def _send_once(
    session: requests.Session, call: Call, timeout_seconds: float, flight: _Flight
) -> Union[requests.Response, Exception]:
    _Flight.current.flight = flight
    timer = threading.Timer(timeout_seconds, flight.cut)
    timer.daemon = True
    timer.start()
    try:
        return session.request(
            call.method,
            call.url,
            headers=call.headers,
            data=call.body,
            timeout=timeout_seconds,
            allow_redirects=False,
        )
    # urllib3 1 raises a ValueError for an address of numbers.
    except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
        return problem
    finally:
        timer.cancel()
        _Flight.current.flight = None


class _Connection(HTTPSConnection):
    """A connection that knows the request on it, and whether it had one before."""

    flight: Optional[_Flight] = None
    _used = False

    def connect(self) -> None:
        self._used = False
        super().connect()

    def request(self, *args: Any, **kwargs: Any) -> None:
        flight: Optional[_Flight] = getattr(_Flight.current, "flight", None)
        self.flight = flight
        if flight:
            flight.connection = self
            flight.reused = self._used
            if flight.late:
                raise TimeoutError("the time was over before the request was sent")
        self._used = True
        super().request(*args, **kwargs)


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class _Adapter(HTTPAdapter):
    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(pool_maxsize=_KEPT_CONNECTIONS_MAX, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _Pool}

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """Does nothing: requests would add its own CAs to those of the context."""


def _cause_of(problem: BaseException) -> BaseException:
    """Returns the innermost error: requests and urllib3 each wrap it in one of their own."""
    seen = [problem]
    while True:
        last = seen[-1]
        if isinstance(last, ClosedPoolError):
            return last
        inner = [last.__cause__, getattr(last, "reason", None), *last.args, last.__context__]
        known = [each for each in inner if isinstance(each, BaseException) and each not in seen]
        if not known:
            return last
        seen.append(known[0])


def _code_of(cause: BaseException) -> Optional[str]:
    if isinstance(cause, ssl.SSLError):
        return cause.reason or None
    return errno.errorcode.get(cause.errno or 0) if isinstance(cause, OSError) else None
