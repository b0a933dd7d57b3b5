"""Manages the certificates and secrets of your own account."""

from __future__ import annotations

import contextlib
import os
import re
import uuid
from dataclasses import dataclass
from typing import Any, Callable, Optional
from urllib.parse import quote

from .api_response import ApiResponse
from .errors import ResponseError, wrong_option
from .identity import IdentityFiles, read_identity
from .options import PemFiles, StrPath
from .signing_request import make_new_key


@dataclass(frozen=True)
class RenewedCertificate:
    """A renewal: ``previous_fingerprint`` is that of the certificate that was in use until now."""

    fingerprint: str
    previous_fingerprint: str


@dataclass(frozen=True)
class RotatedSecret:
    """A rotation: the ids of the secret that was in use until now. It stays valid for the overlap."""

    previous_secret_ids: tuple[str, ...]


@dataclass(frozen=True)
class SelfServiceAccess:
    """What self-service needs of the client."""

    client_id: str
    send: Callable[[str, str, Optional[dict[str, Any]], dict[str, str]], ApiResponse]
    """Sends method, path, body and headers."""
    use_certificate: Callable[[PemFiles], None]
    use_secret: Callable[[str], None]


class SelfService:
    """Manages the certificates and secrets of your own account."""

    def __init__(self, access: SelfServiceAccess) -> None:
        self._access = access

    def account(self) -> Any:
        """Returns your account."""
        return self._send("GET", "").json()

    def renew_certificate(self, *, into: PemFiles) -> RenewedCertificate:
        """Renews the certificate, and saves key and certificate in new files.

        Makes a key, has the gateway's CA sign a certificate for it, and uses both from now on. The previous
        certificate stays valid: unlink it after your program is set up with the new files.
        """
        made = make_new_key(into.passphrase)
        _create("into.key_file", into.key_file, made.key_pem, 0o600)
        try:
            _create("into.cert_file", into.cert_file, b"", 0o644)
        except BaseException:
            os.remove(into.key_file)
            raise
        try:
            return self._renew_into(into, made.csr_pem)
        except BaseException:
            for file in (into.key_file, into.cert_file):
                with contextlib.suppress(FileNotFoundError):
                    os.remove(file)
            raise

    def link_certificate(self, files: PemFiles) -> RenewedCertificate:
        """Links a certificate that another CA signed for the same owner, and uses it with its key from now on.

        The previous certificate stays valid: unlink it after your program is set up with the new files.
        """
        # Before it is linked: a certificate without its key is of no use.
        read_identity(IdentityFiles(files, None))
        previous = self._fingerprint_in_use()
        linked = self._send("POST", "/certificates", {"pem": _certificates_in(files.cert_file)}).fields()
        self._access.use_certificate(files)
        return RenewedCertificate(str(linked.get("fingerprint")), previous)

    def unlink_certificate(self, fingerprint: str) -> None:
        """Unlinks a certificate that is not the one in use."""
        self._send("DELETE", f"/certificates/{quote(fingerprint, safe='')}")

    def rotate_secret(
        self, *, save: Callable[[str], object], overlap_seconds: Optional[int] = None
    ) -> RotatedSecret:
        """Asks for a new secret, gives it to ``save``, and uses it once that has returned.

        The previous secret stays valid for the overlap, which is seven days without ``overlap_seconds``.
        """
        previous = self._secret_ids_in_use()
        body = {} if overlap_seconds is None else {"overlapSeconds": overlap_seconds}
        response = self._send("POST", self._secrets_route, body)
        client_secret = response.fields().get("clientSecret")
        if not isinstance(client_secret, str):
            problem = "the new secret was lost on the way: revoke it and rotate again"
            raise ResponseError(problem, status=response.status)
        save(client_secret)
        self._access.use_secret(client_secret)
        return RotatedSecret(previous)

    def revoke_secret(self, secret_id: str, *, force: bool = False) -> None:
        """Revokes a secret. If it was used in the last hour, that takes ``force``."""
        query = "?force=true" if force else ""
        self._send("DELETE", f"{self._secrets_route}/{quote(secret_id, safe='')}{query}")

    @property
    def _secrets_route(self) -> str:
        return f"/credentials/{quote(self._access.client_id, safe='')}/secrets"

    def _secret_ids_in_use(self) -> tuple[str, ...]:
        """Returns the id of the secret that the token was requested with."""
        credentials = self._send("GET", "/credentials?limit=200").fields().get("items")
        return tuple(
            secret["id"]
            for credential in _objects(credentials)
            if credential.get("clientId") == self._access.client_id
            for secret in _objects(credential.get("secrets"))
            if secret.get("ofThisToken") is True and isinstance(secret.get("id"), str)
        )

    def _renew_into(self, into: PemFiles, csr: str) -> RenewedCertificate:
        previous = self._fingerprint_in_use()
        signed = self._send("POST", "/certificates", {"csr": csr}).fields()
        chain = [signed.get("pem"), signed.get("chain")]
        with open(into.cert_file, "w", encoding="ascii") as file:
            file.write("".join(f"{each.strip()}\n" for each in chain if isinstance(each, str)))
            _flush(file.fileno(), file.flush)
        self._access.use_certificate(into)
        return RenewedCertificate(str(signed.get("fingerprint")), previous)

    def _fingerprint_in_use(self) -> str:
        whoami = self._access.send("GET", "/api/auth/whoami", None, {}).raise_for_status().fields()
        return str(whoami.get("fingerprint"))

    def _send(self, method: str, route: str, body: Optional[dict[str, Any]] = None) -> ApiResponse:
        once = {} if method == "GET" else {"Idempotency-Key": str(uuid.uuid4())}
        return self._access.send(method, f"/api/account{route}", body, once).raise_for_status()


def _objects(items: object) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _certificates_in(file: StrPath) -> str:
    """Returns the certificates of a file, which may have the key in it as well."""
    with open(file, encoding="latin-1") as opened:
        text = opened.read()
    return "\n".join(re.findall("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----", text))


def _create(option: str, file: StrPath, content: bytes, mode: int) -> None:
    """Writes a new file; one that exists may have the only copy of a key in it."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as reason:
        raise wrong_option(option, "already exists: name a new file") from reason
    except OSError as reason:
        problem = "cannot be written: check the folder and its permissions"
        raise wrong_option(option, problem) from reason
    with open(descriptor, "wb") as opened:
        opened.write(content)
        _flush(descriptor, opened.flush)


def _flush(descriptor: int, flush: Callable[[], None]) -> None:
    flush()
    os.fsync(descriptor)
