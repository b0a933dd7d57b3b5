"""The kept connections over one certificate."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Callable, Optional

import requests

from .identity import IdentityFiles, read_identity, stamp_of
from .options import ClientOptions, PemFiles
from .sending import open_session
from .token_cache import IssuedToken, TokenCache


@dataclass(frozen=True)
class Connection:
    """The kept connections over one certificate, and its token: a token works over its certificate only."""

    session: requests.Session
    tokens: TokenCache
    digest: str


class Connections:
    """Reads the files again when they change on disk."""

    def __init__(
        self, options: ClientOptions, request_token: Callable[[requests.Session], IssuedToken]
    ) -> None:
        self._options = options
        self._request_token = request_token
        self._files = IdentityFiles(options.certificate, options.ca_file)
        # The callback on_problem may use the client.
        self._lock = threading.RLock()
        self._current: Optional[Connection] = None
        self._stamp = ""
        self._rejected_stamp = ""

    def current(self) -> Connection:
        """Returns the connection over what is on disk now."""
        with self._lock:
            known = self._current
            stamp = stamp_of(self._files)
            # Files that could not be used are not read again until they change.
            if known and stamp in (self._stamp, self._rejected_stamp):
                return known
            try:
                found = self._read(known)
            except Exception as problem:
                # Between the two writes of a new pair, certificate and key do not belong together.
                if not known:
                    raise
                self._rejected_stamp = stamp
                self._options.on_problem(problem)
                return known
            self._stamp, self._rejected_stamp = stamp, ""
            return found

    def use(self, certificate: PemFiles) -> None:
        """Uses other files from now on, if they can be used."""
        files = IdentityFiles(certificate, self._options.ca_file)
        read_identity(files)
        with self._lock:
            self._files = files
            self._stamp = ""
            self.current()

    def drop_token(self) -> None:
        """Forgets the token, so that the next one is requested with what has changed."""
        with self._lock:
            if self._current:
                self._current.tokens.drop()

    def close(self) -> None:
        """Closes the connections that no request uses; the others close when their request ends."""
        with self._lock:
            if self._current:
                self._current.session.close()
            self._current = None
            self._stamp = ""

    def _read(self, known: Optional[Connection]) -> Connection:
        identity = read_identity(self._files)
        if known and known.digest == identity.digest:
            return known
        session = open_session(identity.context)
        options = self._options
        tokens = TokenCache(lambda: self._request_token(session), options.timing, options.on_problem)
        self._current = Connection(session, tokens, identity.digest)
        if known:
            known.session.close()
        return self._current
