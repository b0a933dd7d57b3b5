"""A token over mutual TLS: the certificate and its private key are proved in the TLS handshake.

Needs requests (pip install requests). Prints the answer; when there is no token, says why and ends with 1.
"""

import os
import sys

import requests

env = os.environ


def fail(*lines):
    print(*lines, sep="\n", file=sys.stderr)
    sys.exit(1)


try:
    response = requests.post(
        f"{env['PORTARIA_URL']}/api/auth/token",
        json={"clientId": env["PORTARIA_CLIENT_ID"], "clientSecret": env["PORTARIA_CLIENT_SECRET"]},
        cert=(env["PORTARIA_CLIENT_CERT"], env["PORTARIA_CLIENT_KEY"]),
        # Only needed where the server's certificate is not one that requests trusts anyway. Never False.
        verify=env.get("PORTARIA_CA_CERT") or True,
        timeout=30,
    )
    answer = response.json()
except KeyError as name:
    fail(f"No token: {name} is not set")
except (requests.RequestException, OSError) as error:
    fail(f"No token: {error}")

if response.status_code == 201:
    print(response.text)
else:
    message = answer["message"]
    fail(
        f"No token: HTTP {response.status_code}",
        f"message: {message if isinstance(message, str) else '; '.join(message)}",
        *([f"hint: {answer['hint']}"] if "hint" in answer else []),
        f"requestId: {answer['requestId']}",
    )
