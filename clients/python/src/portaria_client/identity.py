"""Reads certificate, key and the server's CA, and checks that they can be used together."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import ssl
import tempfile
from dataclasses import dataclass
from typing import Optional, Union

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from .errors import ConfigurationError, wrong_option
from .options import PemFiles, Pkcs12File, StrPath


@dataclass(frozen=True)
class IdentityFiles:
    """Where certificate, key and the server's CA are."""

    certificate: Union[PemFiles, Pkcs12File]
    ca_file: Optional[StrPath]

    def named(self) -> list[tuple[str, StrPath]]:
        """Returns each file with the option that names it."""
        certificate = self.certificate
        files: list[tuple[str, StrPath]] = (
            [("certificate.pfx_file", certificate.pfx_file)]
            if isinstance(certificate, Pkcs12File)
            else [
                ("certificate.cert_file", certificate.cert_file),
                ("certificate.key_file", certificate.key_file),
            ]
        )
        return files if self.ca_file is None else [*files, ("ca_file", self.ca_file)]


@dataclass(frozen=True)
class Identity:
    """What the files have in them, ready for a connection."""

    digest: str
    """Changes with the content of any of the files."""
    context: ssl.SSLContext


def stamp_of(files: IdentityFiles) -> str:
    """Returns a text that changes when a file is written or replaced, and in a forked process."""
    stamps = [str(os.getpid())]
    for _, file in files.named():
        try:
            found = os.stat(file)
        except OSError:
            return "missing"
        parts = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)
        stamps.append(":".join(map(str, parts)))
    return " ".join(stamps)


def read_identity(files: IdentityFiles) -> Identity:
    """Reads the files; raises a ``ConfigurationError`` if they cannot be used together."""
    # Two processes must not send over one TLS connection: a forked one gets connections of its own.
    digest = hashlib.sha256(str(os.getpid()).encode())
    contents = {}
    for option, file in files.named():
        contents[option] = content = _read(option, file)
        digest.update(f"{option} {len(content)}\n".encode() + content)
    context = _open_context(files.ca_file)
    certificate = files.certificate
    if isinstance(certificate, Pkcs12File):
        _load_pkcs12(context, contents["certificate.pfx_file"], certificate.passphrase)
    else:
        _load_pem(context, certificate)
    return Identity(digest.hexdigest(), context)


def _read(option: str, file: StrPath) -> bytes:
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as reason:
        name = errno.errorcode.get(reason.errno or 0, "unknown reason")
        problem = f"cannot be read ({name}): check the path and its permissions"
        raise wrong_option(option, problem) from reason


def _open_context(ca_file: Optional[StrPath]) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=os.fspath(ca_file or DEFAULT_CA_BUNDLE_PATH))
    except ssl.SSLError as reason:
        raise wrong_option("ca_file", "has no certificate in PEM") from reason
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _load_pem(context: ssl.SSLContext, files: PemFiles) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=os.fspath(files.cert_file))
    except ssl.SSLError as reason:
        raise wrong_option("certificate.cert_file", "has no certificate in PEM") from reason
    try:
        # Without a password, OpenSSL would ask for one on the terminal.
        context.load_cert_chain(files.cert_file, files.key_file, password=files.passphrase or "")
    except (ssl.SSLError, OSError, ValueError) as reason:
        raise _wrong_pair(getattr(reason, "reason", None) or "") from reason


def _wrong_pair(reason: str) -> ConfigurationError:
    if reason == "KEY_VALUES_MISMATCH":
        problem = "is not the key of certificate.cert_file: pass the files of one pair"
        return wrong_option("certificate.key_file", problem)
    if reason.endswith(("_TOO_SMALL", "_TOO_WEAK")):
        return wrong_option("certificate.cert_file", f"is too weak for TLS ({reason}): renew it")
    problem = "has no private key in PEM, or the passphrase is wrong"
    return wrong_option("certificate.key_file", problem)


def _load_pkcs12(context: ssl.SSLContext, content: bytes, passphrase: Optional[str]) -> None:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.serialization import pkcs12
    except ImportError as reason:
        problem = "needs the package cryptography: install it, or convert the file to PEM"
        raise wrong_option("certificate.pfx_file", problem) from reason
    try:
        password = passphrase.encode() if passphrase else None
        key, certificate, chain = pkcs12.load_key_and_certificates(content, password)
    except ValueError as reason:
        problem = "is not a PKCS#12 file, or the passphrase is wrong"
        raise wrong_option("certificate.pfx_file", problem) from reason
    if key is None or certificate is None:
        raise wrong_option("certificate.pfx_file", "has no certificate with its private key")
    # The ssl module reads files alone: the key gets into this one encrypted.
    password_of_file = secrets.token_hex(32)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password_of_file.encode()),
    )
    for each in (certificate, *chain):
        pem += each.public_bytes(serialization.Encoding.PEM)
    with tempfile.TemporaryDirectory(prefix="portaria-") as folder:
        file = os.path.join(folder, "client.pem")
        with open(file, "wb") as opened:
            opened.write(pem)
        context.load_cert_chain(file, password=password_of_file)
