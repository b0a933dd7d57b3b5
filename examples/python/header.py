"""A token with the certificate in the header X-SSL-Client-Cert, for credentials that are allowed to.

The private key is not used: prefer mutual TLS wherever you can.
Needs requests (pip install requests). Prints the answer; when there is no token, says why and ends with 1.
"""

import os
import re
import sys
from pathlib import Path
from urllib.parse import quote

import requests

env = os.environ


def fail(*lines):
    print(*lines, sep="\n", file=sys.stderr)
    sys.exit(1)


def certificate_in(file):
    """The client certificate alone: a file may hold its chain behind it, and remarks around it."""
    found = re.search(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----", Path(file).read_text())
    return found.group() if found else fail(f"No token: there is no certificate in {file}")


try:
    response = requests.post(
        f"{env['PORTARIA_HEADER_URL']}/api/auth/token",
        json={"clientId": env["PORTARIA_CLIENT_ID"], "clientSecret": env["PORTARIA_CLIENT_SECRET"]},
        # quote is percent-encoding as RFC 3986 has it: a space is %20.
        # Wrong: quote_plus and urlencode, which turn a space into "+".
        headers={"X-SSL-Client-Cert": quote(certificate_in(env["PORTARIA_CLIENT_CERT"]), safe="")},
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
