"""A token of POST /oauth/token, without a client certificate: for a credential that needs none there (policy none).

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
        f"{env['PORTARIA_URL']}/oauth/token",
        json={"clientId": env["PORTARIA_OPEN_CLIENT_ID"], "clientSecret": env["PORTARIA_OPEN_CLIENT_SECRET"]},
        # Only needed where the server's certificate is not one that requests trusts anyway. Never False.
        verify=env.get("PORTARIA_CA_CERT") or True,
        timeout=30,
    )
except KeyError as name:
    fail(f"No token: {name} is not set")
except (requests.RequestException, OSError) as error:
    fail(f"No token: {error}")

if response.status_code == 200:
    print(response.text)
else:
    fail(f"No token: HTTP {response.status_code}", response.text)
