"""Tokens over mutual TLS, calls of APIs with them, renewal of certificate and secret."""

from .api_response import ApiResponse
from .client import PortariaClient
from .errors import ConfigurationError, PortariaConnectionError, PortariaError, ResponseError
from .options import PemFiles, Pkcs12File, Timing
from .self_service import RenewedCertificate, RotatedSecret, SelfService

__all__ = [
    "ApiResponse",
    "ConfigurationError",
    "PemFiles",
    "Pkcs12File",
    "PortariaClient",
    "PortariaConnectionError",
    "PortariaError",
    "RenewedCertificate",
    "ResponseError",
    "RotatedSecret",
    "SelfService",
    "Timing",
]
