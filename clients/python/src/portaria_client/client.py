"""The client."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Callable, Optional, Union
from urllib.parse import urljoin, urlsplit

import requests

from .api_response import ApiResponse
from .call import Call, make_call, origin_of
from .connections import Connection, Connections
from .errors import ResponseError, wrong_option
from .options import TOKEN_PATHS, ClientOptions, PemFiles, Pkcs12File, StrPath, Timing
from .retry_after import send_patiently
from .secret import Secret
from .self_service import SelfService, SelfServiceAccess
from .sending import send_request
from .token_cache import IssuedToken

_log = logging.getLogger("portaria_client")


def _log_problem(problem: Exception) -> None:
    _log.warning("%s", problem)


class PortariaClient:
    """Gets tokens over mutual TLS, calls APIs with them, and manages your own account.

    Make one and keep it: threads may share it. In a ``with`` statement it is closed at the end.

    :param url: The address for mutual TLS, such as ``https://auth.example.com``.
    :param certificate: ``PemFiles`` or a ``Pkcs12File``.
    :param contract: That of the credential that tokens are requested with: ``avista`` or ``pix``.
    :param ca_file: The CA of the server's certificate in PEM, if it is a private one.
    :param api_url: The address of the API, if it is not below ``url``.
    :param timeout_seconds: The time limit of one request.
    :param max_wait_seconds: The longest time that one call waits for ``Retry-After`` in total.
    :param documentation_url: The address of the documentation, for links in errors.
    :param on_problem: Gets failures that the client lives with for now: a renewal that failed, files that do
        not belong together. Without it, they are warnings of the logger ``portaria_client``.
    """

    def __init__(
        self,
        *,
        url: str,
        client_id: str,
        client_secret: str,
        certificate: Union[PemFiles, Pkcs12File],
        contract: str = "avista",
        ca_file: Optional[StrPath] = None,
        api_url: Optional[str] = None,
        timeout_seconds: float = 30,
        max_wait_seconds: float = 60,
        documentation_url: Optional[str] = None,
        on_problem: Callable[[Exception], object] = _log_problem,
        timing: Timing = Timing(),
    ) -> None:
        self._client_secret = Secret(client_secret)
        self._options = ClientOptions(
            url=url,
            client_id=client_id,
            client_secret=self._client_secret,
            certificate=certificate,
            contract=contract,
            ca_file=ca_file,
            api_url=url if api_url is None else api_url,
            timeout_seconds=timeout_seconds,
            max_wait_seconds=max_wait_seconds,
            documentation_url=documentation_url,
            on_problem=on_problem,
            timing=timing,
        )
        self._connections = Connections(self._options, self._request_token)
        self.self_service = SelfService(
            SelfServiceAccess(
                client_id, self._send_as_account, self._connections.use, self._use_secret
            )
        )

    def __repr__(self) -> str:
        return f"<PortariaClient {self._options.client_id} at {self._options.url}>"

    def __enter__(self) -> PortariaClient:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        problem: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def token(self) -> str:
        """Returns a token that is valid, for a program that sends it itself, over the same certificate."""
        return self._connections.current().tokens.get().reveal()

    def call(
        self,
        target: str,
        *,
        method: str = "GET",
        json: Any = None,
        data: Union[str, bytes, None] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> ApiResponse:
        """Calls an API with the token, over the certificate that the token is bound to.

        :param target: A path, or an address below ``url`` or ``api_url``.
        :param json: The body, which is sent as JSON.
        :param data: The body, which is sent as it is.
        :returns: The response of the API, whatever its status is.
        """
        url = self._address_of(target)
        return self._call(make_call(url, method=method, json=json, data=data, headers=headers))

    def close(self) -> None:
        """Closes the kept connections and forgets the token."""
        self._connections.close()

    def _address_of(self, target: str) -> str:
        """A token that is sent to another host is a token that its owner has."""
        options = self._options
        try:
            # As requests reads the address, which is what counts.
            address = requests.Request("GET", urljoin(options.api_url, target)).prepare().url or ""
            known = {origin_of(options.url), origin_of(options.api_url)}
            usable = origin_of(address) in known and "@" not in urlsplit(address).netloc
        except (ValueError, requests.RequestException):
            usable = False
        if not usable:
            problem = f"must be below {options.api_url}: pass its origin as api_url if it is your API"
            raise wrong_option("target", problem)
        return address

    def _call(self, call: Call) -> ApiResponse:
        connection = self._connections.current()
        token = connection.tokens.get()
        response = self._send_with(connection, token, call)
        if response.status != 401:
            return response
        connection.tokens.drop(token)
        renewed = self._connections.current()
        return self._send_with(renewed, renewed.tokens.get(), call)

    def _send_with(self, connection: Connection, token: Secret, call: Call) -> ApiResponse:
        headers = {**call.headers, "Authorization": f"Bearer {token.reveal()}"}
        # The gateway answers 429 before the API sees the call; a 503 may come from the API.
        return self._send(
            connection.session,
            replace(call, headers=headers),
            lambda status: status == 429 or call.repeatable,
        )

    def _send_as_account(
        self, method: str, path: str, body: Optional[dict[str, Any]], headers: dict[str, str]
    ) -> ApiResponse:
        url = urljoin(self._options.url, path)
        return self._call(make_call(url, method=method, json=body, headers=headers))

    def _use_secret(self, client_secret: str) -> None:
        self._client_secret = Secret(client_secret)
        self._connections.drop_token()

    def _request_token(self, session: requests.Session) -> IssuedToken:
        options = self._options
        body = {"clientId": options.client_id, "clientSecret": self._client_secret.reveal()}
        call = make_call(urljoin(options.url, TOKEN_PATHS[options.contract]), method="POST", json=body)
        # A token request that arrives twice does no harm.
        call = replace(call, repeatable=True)
        response = self._send(session, call, lambda status: True).raise_for_status()
        fields = response.fields()
        token, lifetime = fields.get("access_token"), fields.get("expires_in")
        if isinstance(token, str) and re.fullmatch("[!-~]+", token) and isinstance(lifetime, (int, float)):
            return IssuedToken(Secret(token), lifetime)
        problem = f"HTTP {response.status}: the response has no token. Check the option url."
        raise ResponseError(problem, status=response.status)

    def _send(
        self, session: requests.Session, call: Call, may_repeat: Callable[[int], bool]
    ) -> ApiResponse:
        options = self._options

        def send() -> ApiResponse:
            sent = send_request(session, call, options.timeout_seconds)
            return ApiResponse(sent.status_code, sent.headers, sent.content, options.documentation_url)

        return send_patiently(
            send,
            timing=options.timing,
            max_wait_seconds=options.max_wait_seconds,
            may_repeat=may_repeat,
        )
