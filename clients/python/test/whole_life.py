"""What a merchant's program does with the client in its life, against the product; prints what came of it as JSON."""

import json
import os

from portaria_client import PemFiles, PortariaClient, ResponseError

env = os.environ
options = {
    "url": env["PORTARIA_URL"],
    "client_id": env["PORTARIA_CLIENT_ID"],
    "ca_file": env["PORTARIA_CA_CERT"],
}
secret = env["PORTARIA_CLIENT_SECRET"]
first = PemFiles(env["PORTARIA_CLIENT_CERT"], env["PORTARIA_CLIENT_KEY"])
other = PemFiles(env["OTHER_CLIENT_CERT"], env["OTHER_CLIENT_KEY"])
into = PemFiles(env["NEW_CLIENT_CERT"], env["NEW_CLIENT_KEY"])
saved = []
found = {}

with PortariaClient(**options, client_secret=secret, certificate=first) as client:
    found["token"] = client.token()
    linked = client.self_service.link_certificate(other)
    renewed = client.self_service.renew_certificate(into=into)
    client.self_service.unlink_certificate(renewed.previous_fingerprint)
    found["fingerprints"] = [linked.previous_fingerprint, renewed.previous_fingerprint, renewed.fingerprint]
    found["tokenOfNewCertificate"] = client.token()
    rotated = client.self_service.rotate_secret(save=saved.append)
    found["previousSecretIds"] = rotated.previous_secret_ids
    for secret_id in rotated.previous_secret_ids:
        client.self_service.revoke_secret(secret_id, force=True)
    found["account"] = client.self_service.account()

with PortariaClient(**options, client_secret=secret, certificate=into) as previous:
    try:
        previous.token()
    except ResponseError as problem:
        found["failure"] = {"status": problem.status, "requestId": problem.request_id}

with PortariaClient(**options, client_secret=saved[0], certificate=into) as current:
    found["tokenOfNewSecret"] = current.token()

with PortariaClient(**options, client_secret=saved[0], certificate=into, contract="pix") as of_pix:
    found["tokenOfPix"] = of_pix.token()

print(json.dumps(found))
