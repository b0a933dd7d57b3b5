"""Gets a token with authlib by the method in METHOD: private_key_jwt, or tls_client_auth."""

import os
from pathlib import Path

from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT

endpoint = f"{os.environ['ISSUER']}/oauth/token"
if os.environ["METHOD"] == "private_key_jwt":
    key = Path(os.environ["ASSERTION_KEY"]).read_text()
    method = PrivateKeyJWT(endpoint)
    session = OAuth2Session(os.environ["CLIENT_ID"], key, token_endpoint_auth_method=method)
else:
    session = OAuth2Session(os.environ["CLIENT_ID"], token_endpoint_auth_method="none")
session.cert = (os.environ["CLIENT_CERT"], os.environ["CLIENT_KEY"])
print(session.fetch_token(endpoint, grant_type="client_credentials")["access_token"])
