"""Validates the metadata with authlib, as RFC 8414 has it, and gets a token with what it says."""

import os

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

issuer = os.environ["ISSUER"]
for name in ("oauth-authorization-server", "openid-configuration"):
    answer = requests.get(f"{issuer}/.well-known/{name}", timeout=10)
    answer.raise_for_status()
    metadata = AuthorizationServerMetadata(answer.json())
    metadata.validate()
session = OAuth2Session(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"], scope="pix:read")
session.cert = (os.environ["CLIENT_CERT"], os.environ["CLIENT_KEY"])
print(session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")["access_token"])
