import json
import os
import stat
import threading
import time
from typing import Any, NoReturn

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from support import CLIENT_ID, CLIENT_SECRET, TOKEN_PATH, ManualTiming, ScriptedTest

from portaria_client import ConfigurationError, PemFiles

CERTIFICATES = "/api/account/certificates"
SECRETS = f"/api/account/credentials/{CLIENT_ID}/secrets"
SIGNS = {"path": CERTIFICATES, "status": 201, "sign": True}
ROTATED = {"path": SECRETS, "status": 201, "body": {"clientSecret": "ptr_the-next-secret"}}
ITEMS = [
    {"clientId": "account-1-ffffffff", "secrets": [{"id": "9", "ofThisToken": False}]},
    {
        "clientId": CLIENT_ID,
        "secrets": [{"id": "11", "ofThisToken": True}, {"id": "12", "ofThisToken": False}],
    },
]
CREDENTIALS = {"path": "/api/account/credentials", "body": {"items": ITEMS}}


def content_of(file: Any) -> bytes:
    with open(file, "rb") as opened:
        return opened.read()


class SelfServiceTest(ScriptedTest):
    def new_files(self, **more: Any) -> PemFiles:
        folder = self.copy_of_files()
        return PemFiles(os.path.join(folder, "next.pem"), os.path.join(folder, "next.key"), **more)

    def test_b60_a_renewal_saves_a_key_and_the_signed_certificate_with_its_chain(self) -> None:
        into = self.new_files()
        self.server.queue(SIGNS)
        renewed = self.client().self_service.renew_certificate(into=into)
        saved = content_of(into.cert_file)
        self.assertEqual(saved.count(b"BEGIN CERTIFICATE"), 2)
        certificate = x509.load_pem_x509_certificate(saved)
        key = load_pem_private_key(content_of(into.key_file), None)
        self.assertEqual(certificate.public_key(), key.public_key())
        self.assertEqual(certificate.fingerprint(hashes.SHA256()).hex(), renewed.fingerprint)

    def test_b60_with_a_passphrase_the_new_key_is_encrypted(self) -> None:
        into = self.new_files(passphrase="a passphrase")
        self.server.queue(SIGNS)
        client = self.client()
        client.self_service.renew_certificate(into=into)
        self.assertIn(b"ENCRYPTED PRIVATE KEY", content_of(into.key_file))
        self.assertEqual(client.call("/cob/1").status, 200)

    def test_b61_the_key_file_is_readable_by_its_owner_only_and_the_key_is_never_sent(self) -> None:
        into = self.new_files()
        self.server.queue(SIGNS)
        self.client().self_service.renew_certificate(into=into)
        self.assertEqual(stat.S_IMODE(os.stat(into.key_file).st_mode), 0o600)
        received = json.dumps(self.server.requests())
        self.assertIn("CERTIFICATE REQUEST", received)
        self.assertNotIn("PRIVATE KEY", received)

    def test_b69_a_certificate_of_another_ca_is_linked_then_used_with_its_key_and_a_new_token(self) -> None:
        folder = self.copy_of_files()
        key_file = os.path.join(folder, "renewed.key")
        pem = content_of(os.path.join(folder, "renewed.pem"))
        files = PemFiles(os.path.join(folder, "both.pem"), key_file)
        with open(files.cert_file, "wb") as both:
            both.write(pem + content_of(key_file))
        client = self.client()
        wrong = PemFiles(files.cert_file, os.path.join(folder, "client.key"))
        problem = self.failure_of(client.self_service.link_certificate, wrong)
        self.assertIsInstance(problem, ConfigurationError)
        self.assertEqual(self.server.requests(), [])
        self.server.queue({"path": CERTIFICATES, "status": 201, "body": {"fingerprint": "ab12"}})
        linked = client.self_service.link_certificate(files)
        self.assertEqual(linked.fingerprint, "ab12")
        [sent] = self.server.requests(CERTIFICATES)
        self.assertEqual(json.loads(sent["body"]), {"pem": pem.decode().strip()})
        client.call("/cob/1")
        [called] = self.server.requests("/cob/1")
        following = x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex()
        self.assertEqual(
            [sent["fingerprint"], called["fingerprint"]], [linked.previous_fingerprint, following]
        )
        self.assertEqual(called["headers"]["authorization"], "Bearer token-2")
        self.assertNotIn("PRIVATE KEY", json.dumps(self.server.requests()))

    def test_b62_if_one_of_the_files_exists_nothing_is_sent_and_it_stays(self) -> None:
        for name in ("cert_file", "key_file"):
            with self.subTest(name=name):
                into = self.new_files()
                with open(getattr(into, name), "w") as file:
                    file.write("kept")
                problem = self.failure_of(self.client().self_service.renew_certificate, into=into)
                self.assertIsInstance(problem, ConfigurationError)
                self.assert_has(problem, option=f"into.{name}")
                self.assertEqual(content_of(getattr(into, name)), b"kept")
                there = [os.path.exists(each) for each in (into.cert_file, into.key_file)]
                self.assertEqual(there.count(True), 1)
        self.assertEqual(self.server.requests(), [])

    def test_b63_if_a_renewal_is_rejected_its_files_are_deleted_and_the_certificate_stays(self) -> None:
        into = self.new_files()
        client = self.client()
        rejected = {"path": CERTIFICATES, "status": 409, "body": {"code": "conflict", "detail": "no CA"}}
        self.server.queue(rejected)
        problem = self.failure_of(client.self_service.renew_certificate, into=into)
        self.assert_has(problem, code="conflict")
        self.assertFalse(os.path.exists(into.cert_file) or os.path.exists(into.key_file))
        client.call("/cob/1")
        self.assertEqual(len({each["fingerprint"] for each in self.server.requests()}), 1)

    def test_b64_after_a_renewal_the_new_certificate_is_used_and_the_previous_can_be_unlinked(self) -> None:
        client = self.client()
        self.server.queue(SIGNS)
        renewed = client.self_service.renew_certificate(into=self.new_files())
        client.self_service.unlink_certificate(renewed.previous_fingerprint)
        [unlinked] = self.server.requests(f"{CERTIFICATES}/{renewed.previous_fingerprint}")
        self.assertEqual((unlinked["method"], unlinked["fingerprint"]), ("DELETE", renewed.fingerprint))
        self.assertEqual(unlinked["headers"]["authorization"], "Bearer token-2")
        tokens = [each["fingerprint"] for each in self.server.requests(TOKEN_PATH)]
        self.assertEqual(tokens, [renewed.previous_fingerprint, renewed.fingerprint])

    def test_b65_a_rotation_asks_for_an_overlap_and_uses_the_new_secret_after_it_was_saved(self) -> None:
        client = self.client()
        self.server.queue(ROTATED)
        saved: list[str] = []

        def save(secret: str) -> None:
            client.token()
            saved.append(secret)

        client.self_service.rotate_secret(save=save, overlap_seconds=86_400)
        self.assertEqual(saved, ["ptr_the-next-secret"])
        [request] = self.server.requests(SECRETS)
        self.assertEqual(json.loads(request["body"]), {"overlapSeconds": 86_400})
        client.token()
        bodies = [json.loads(each["body"]) for each in self.server.requests(TOKEN_PATH)]
        secrets = [body["clientSecret"] for body in bodies]
        self.assertEqual(secrets, [CLIENT_SECRET, "ptr_the-next-secret"])

    def test_b65_a_token_that_was_requested_with_the_previous_secret_is_not_kept(self) -> None:
        clock = ManualTiming()
        client = self.client(timing=clock.timing)
        self.server.queue(ROTATED)
        renewals: list[threading.Thread] = []

        def save(secret: str) -> None:
            clock.advance(1501)
            self.server.queue({"path": TOKEN_PATH, "delayMs": 500})
            renewals.append(threading.Thread(target=client.token))
            renewals[0].start()
            while len(self.server.requests(TOKEN_PATH)) < 2:
                time.sleep(0.01)

        client.self_service.rotate_secret(save=save)
        renewals[0].join()
        client.token()
        bodies = [json.loads(each["body"]) for each in self.server.requests(TOKEN_PATH)]
        secrets = [body["clientSecret"] for body in bodies]
        self.assertEqual(secrets, [CLIENT_SECRET, CLIENT_SECRET, "ptr_the-next-secret"])

    def test_b66_if_the_program_cannot_save_the_new_secret_the_previous_one_is_kept(self) -> None:
        client = self.client()
        self.server.queue(ROTATED)

        def save(secret: str) -> NoReturn:
            raise OSError("the disk is full")

        with self.assertRaisesRegex(OSError, "the disk is full"):
            client.self_service.rotate_secret(save=save)
        client.token()
        self.assertEqual(len(self.server.requests(TOKEN_PATH)), 1)

    def test_b67_after_a_rotation_the_previous_secret_can_be_revoked(self) -> None:
        client = self.client()
        self.server.queue(ROTATED, CREDENTIALS)
        rotated = client.self_service.rotate_secret(save=lambda secret: None)
        self.assertEqual(rotated.previous_secret_ids, ("11",))
        client.self_service.revoke_secret("11")
        client.self_service.revoke_secret("11", force=True)
        revoked = self.server.requests(f"{SECRETS}/11")
        sent = [(each["method"], each["path"].partition("?")[2]) for each in revoked]
        self.assertEqual(sent, [("DELETE", ""), ("DELETE", "force=true")])
        tokens = [each["headers"]["authorization"] for each in revoked]
        self.assertEqual(tokens, ["Bearer token-2", "Bearer token-2"])

    def test_b68_each_change_has_an_idempotency_key_which_stays_when_it_is_repeated(self) -> None:
        client = self.client(timing=ManualTiming().timing)
        for _ in range(2):
            self.server.queue({"path": SECRETS, "status": 503, "headers": {"Retry-After": "1"}}, ROTATED)
            client.self_service.rotate_secret(save=lambda secret: None)
        keys = [each["headers"]["idempotency-key"] for each in self.server.requests(SECRETS)]
        self.assertEqual(len(keys), 4)
        self.assertEqual([keys[0], keys[2]], [keys[1], keys[3]])
        self.assertNotEqual(keys[0], keys[2])
        self.assertRegex(keys[0], "^[0-9a-f-]{36}$")
