"""Calls an API with a token, both over mutual TLS: python3 mutual_tls.py /cob/abc123 /cob/abc124

Requests one token for all calls, renews it five minutes before it expires, and waits after 429 and 503.
Without a path, prints the token. If something fails, says why and ends with 1. Needs requests.
"""

import os
import sys
import threading
import time

import requests

ATTEMPTS = 5
WAIT_SECONDS = 60  # in total, for one request

env = os.environ


class Failure(Exception):
    """The gateway or the API refused the request."""


class Client:
    def __init__(self):
        self._session = requests.Session()
        self._certificate = (env["PORTARIA_CLIENT_CERT"], env["PORTARIA_CLIENT_KEY"])
        # Only if this machine does not trust the CA of the server's certificate. Never False.
        self._verify = env.get("PORTARIA_CA_CERT") or True
        self._lock = threading.Lock()
        self._token = None
        self._renew_at = 0.0

    def _send(self, method, path, **options):
        """Waits for Retry-After after 429 and 503, then sends the request again."""
        waited = 0
        for attempt in range(1, ATTEMPTS + 1):
            response = self._session.request(
                method,
                env["PORTARIA_URL"] + path,
                cert=self._certificate,
                # Here and not in the session: there, REQUESTS_CA_BUNDLE of the machine would override it.
                verify=self._verify,
                timeout=30,
                **options,
            )
            if response.status_code not in (429, 503):
                break
            after = response.headers.get("Retry-After", "1")
            seconds = int(after) if after.isdecimal() else 1
            waited += seconds
            if attempt == ATTEMPTS or waited > WAIT_SECONDS:
                break
            time.sleep(seconds)
        return response

    def token(self):
        """Threads that need a token at the same time share one request."""
        with self._lock:
            asked_at = time.monotonic()
            if self._token is None or asked_at >= self._renew_at:
                body = {"clientId": env["PORTARIA_CLIENT_ID"], "clientSecret": env["PORTARIA_CLIENT_SECRET"]}
                response = self._send("POST", "/api/auth/token", json=body)
                if response.status_code != 201:
                    raise Failure(f"No token: HTTP {response.status_code}\n{response.text}")
                answer = response.json()
                lifetime = answer["expires_in"]
                self._renew_at = asked_at + max(lifetime - 300, lifetime / 2)
                self._token = answer["access_token"]
            return self._token

    def get(self, path):
        """GET over the certificate that the token is bound to. After a 401, once more with a new token."""
        token = self.token()
        response = self._send("GET", path, headers={"Authorization": f"Bearer {token}"})
        if response.status_code == 401:
            with self._lock:
                if self._token == token:
                    self._token = None
            response = self._send("GET", path, headers={"Authorization": f"Bearer {self.token()}"})
        if not response.ok:
            raise Failure(f"GET {path}: HTTP {response.status_code}\n{response.text}")
        return response.text


def main(paths):
    try:
        client = Client()
        if not paths:
            print(client.token())
        for path in paths:
            print(client.get(path))
    except KeyError as name:
        sys.exit(f"{name} is not set")
    except (Failure, requests.RequestException, OSError) as error:
        sys.exit(str(error))


main(sys.argv[1:])
