"""What schemathesis cannot make up: credentials, tokens, and ids of things that exist.

Half of the requests get them, so that both what succeeds and what is refused is compared with the documents.
"""

import base64
import os

import requests
import schemathesis

DOCUMENT = os.environ["CONFORMANCE_DOCUMENT"]
OWNER = "OPERATOR" if DOCUMENT == "admin" else "CLIENT"
URL = os.environ["PORTARIA_ADMIN_URL" if DOCUMENT == "admin" else "PORTARIA_URL"]
CERTIFICATE = (os.environ[f"PORTARIA_{OWNER}_CERT"], os.environ[f"PORTARIA_{OWNER}_KEY"])
PREFIX = "PORTARIA_OPERATOR_" if DOCUMENT == "admin" else "PORTARIA_"
CLIENT_ID = os.environ[f"{PREFIX}CLIENT_ID"]
CLIENT_SECRET = os.environ[f"{PREFIX}CLIENT_SECRET"]
API = {"admin": "/api/admin", "self-service": "/api/account"}.get(DOCUMENT)


def session():
    made = requests.Session()
    made.trust_env = False
    made.cert = CERTIFICATE
    made.verify = os.environ["PORTARIA_CA_CERT"]
    return made


def get_token():
    answer = session().post(
        f"{URL}/api/auth/token", json={"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}, timeout=15
    )
    answer.raise_for_status()
    return answer.json()["access_token"]


if API:

    @schemathesis.auth(refresh_interval=60)
    class BearerToken:
        def get(self, case, ctx):
            return get_token()

        def set(self, case, data, ctx):
            # It ends the session of its token, which the other requests need.
            if case.operation.path.endswith("/session/end"):
                data = get_token()
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


def things():
    """Ids of things that exist; never those of the caller, who would lock themselves out."""
    found = {"realm": "apiax"}
    if not API:
        return found
    client = session()
    client.headers["Authorization"] = f"Bearer {get_token()}"

    def make(method, path, **body):
        answer = client.request(method, f"{URL}{API}{path}", json=body or None, timeout=15)
        return answer.json() if answer.ok else {}

    if DOCUMENT == "admin":
        account = make("POST", "/accounts", name="Conformance", scopes=["pix:read"])["id"]
        made = make("POST", f"/accounts/{account}/credentials", label="conformance")
        make("POST", f"/accounts/{account}/realm-users", username="conformance@loja.example")
        certificates = make("GET", "/certificates").get("items", [])
        found.update(
            account=account,
            clientId=made["clientId"],
            secretId=made["credential"]["secrets"][0]["id"],
            username="conformance@loja.example",
            fingerprint=next((one["fingerprint"] for one in certificates if account in one["linkedTo"]), "0" * 64),
        )
    else:
        found.update(clientId=CLIENT_ID, fingerprint=make("GET", "/certificates")["items"][0]["fingerprint"])
    return found


THINGS = things()


def every_second(value):
    return len(repr(value)) % 2 == 0


@schemathesis.hook
def map_path_parameters(ctx, path_parameters):
    if not path_parameters:
        return path_parameters
    return {
        name: THINGS[name] if name in THINGS and every_second(value) else value
        for name, value in path_parameters.items()
    }


@schemathesis.hook
def map_body(ctx, body):
    if API or not isinstance(body, dict) or not every_second(body):
        return body
    known = {
        "clientId": CLIENT_ID,
        "clientSecret": CLIENT_SECRET,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "username": os.environ["PORTARIA_REALM_USERNAME"],
        "password": os.environ["PORTARIA_REALM_PASSWORD"],
    }
    if "/realms/" in ctx.operation.path:
        known["client_id"] = "integration-api"
    changed = {name: known.get(name, value) for name, value in body.items()}
    changed.pop("scope", None)
    return changed


@schemathesis.hook
def map_headers(ctx, headers):
    if API or "avxapi" not in ctx.operation.path or not every_second(headers):
        return headers
    pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    return {**(headers or {}), "Authorization": f"Basic {pair}"}
