"""The options of a client."""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass, field
from typing import Callable, Optional, Union
from urllib.parse import urlsplit

from .errors import wrong_option
from .secret import Secret

StrPath = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class PemFiles:
    """A certificate with its intermediates, and its private key."""

    cert_file: StrPath
    key_file: StrPath
    passphrase: Optional[str] = field(default=None, repr=False)
    """Of the private key, if it is encrypted."""


@dataclass(frozen=True)
class Pkcs12File:
    """Certificate and key in one file, such as ``client.p12`` or ``client.pfx``."""

    pfx_file: StrPath
    passphrase: Optional[str] = field(default=None, repr=False)


@dataclass(frozen=True)
class Timing:
    """Clock, chance and waiting, in seconds. Tests replace them."""

    now: Callable[[], float] = time.monotonic
    random: Callable[[], float] = random.random
    sleep: Callable[[float], object] = time.sleep


TOKEN_PATHS = {"avista": "/api/auth/token", "pix": "/oauth/token"}
"""Where each contract requests tokens."""


@dataclass(frozen=True)
class ClientOptions:
    """The options of a client, checked when they are made."""

    url: str
    client_id: str
    client_secret: Secret
    certificate: Union[PemFiles, Pkcs12File]
    contract: str
    ca_file: Optional[StrPath]
    api_url: str
    timeout_seconds: float
    max_wait_seconds: float
    documentation_url: Optional[str]
    on_problem: Callable[[Exception], object]
    timing: Timing

    def __post_init__(self) -> None:
        _check_text("client_id", self.client_id)
        _check_text("client_secret", self.client_secret.reveal())
        _check_address("url", self.url)
        _check_certificate(self.certificate)
        if self.contract not in TOKEN_PATHS:
            raise wrong_option("contract", "must be avista or pix")
        _check_address("api_url", self.api_url)
        if self.documentation_url is not None:
            _check_address("documentation_url", self.documentation_url)
        if not self.timeout_seconds > 0:
            raise wrong_option("timeout_seconds", "must be more than 0")
        if not self.max_wait_seconds >= 0:
            raise wrong_option("max_wait_seconds", "must be 0 or more")


def _check_text(option: str, value: object) -> None:
    if not isinstance(value, str) or value == "":
        raise wrong_option(option, "is missing: pass a string that is not empty")


def _check_address(option: str, value: object) -> None:
    _check_text(option, value)
    try:
        address = urlsplit(str(value))
        usable = address.scheme == "https" and bool(address.hostname) and address.port != 0
    except ValueError:
        usable = False
    # A secret or token in a plain HTTP request can be read on the way.
    if not usable:
        raise wrong_option(option, "must be an address that begins with https://")


def _check_certificate(certificate: object) -> None:
    if isinstance(certificate, Pkcs12File):
        _check_file("certificate.pfx_file", certificate.pfx_file)
    elif isinstance(certificate, PemFiles):
        _check_file("certificate.cert_file", certificate.cert_file)
        _check_file("certificate.key_file", certificate.key_file)
    else:
        raise wrong_option("certificate", "must be PemFiles or Pkcs12File")


def _check_file(option: str, value: object) -> None:
    _check_text(option, os.fspath(value) if isinstance(value, os.PathLike) else value)
