"""A new key and the signing request for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from .errors import wrong_option


@dataclass(frozen=True)
class NewKey:
    """A private key and the signing request for it, both in PEM."""

    key_pem: bytes = field(repr=False)
    csr_pem: str


def make_new_key(passphrase: Optional[str]) -> NewKey:
    """Makes a P-256 key and a signing request. The gateway takes only the public key of it."""
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID
    except ImportError as reason:
        raise wrong_option("into", "needs the package cryptography: install it") from reason
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "renewal")])
    csr = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    encryption: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase
        else serialization.NoEncryption()
    )
    pem = serialization.Encoding.PEM
    key_pem = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, encryption)
    return NewKey(key_pem, csr.public_bytes(pem).decode())
