import contextlib
import os
import shutil
import socket
import ssl
import threading
import time
from dataclasses import replace
from typing import Any

import requests.adapters
from support import TOKEN_PATH, ScriptedTest

from portaria_client import ConfigurationError, PemFiles, Pkcs12File, PortariaConnectionError


class ConnectionTest(ScriptedTest):
    def assert_token_with(self, certificate: Any) -> None:
        self.assertEqual(self.client(certificate=certificate).token(), "token-1")
        [request] = self.server.requests(TOKEN_PATH)
        self.assertRegex(request["fingerprint"], "^[0-9a-f]{64}$")

    def changing_client(self, **options: Any) -> Any:
        """Returns a client, and its folder, whose files the test may change."""
        folder = self.copy_of_files()
        place = PemFiles(os.path.join(folder, "client.pem"), os.path.join(folder, "client.key"))
        return self.client(certificate=place, **options), folder

    def test_b1_certificate_and_key_are_read_from_two_pem_files(self) -> None:
        self.assert_token_with(self.server.pair("client"))

    def test_b2_an_encrypted_key_in_pem_is_read_with_its_passphrase(self) -> None:
        files = replace(self.server.pair("client"), key_file=self.server.file("client-encrypted.key"))
        self.assert_token_with(replace(files, passphrase=self.server.passphrase))
        wrong = self.failure_of(self.client(certificate=replace(files, passphrase="wrong")).token)
        self.assert_has(wrong, option="certificate.key_file")

    def test_b3_an_encrypted_pkcs12_file_is_read_with_its_passphrase(self) -> None:
        file = self.server.file("client.p12")
        self.assert_token_with(Pkcs12File(file, self.server.passphrase))
        wrong = self.failure_of(self.client(certificate=Pkcs12File(file, "wrong")).token)
        self.assert_has(wrong, option="certificate.pfx_file")

    def test_b4_a_pkcs12_file_without_a_passphrase_is_read(self) -> None:
        self.assert_token_with(Pkcs12File(self.server.file("client-open.p12")))

    def test_b5_a_server_certificate_of_another_ca_is_rejected(self) -> None:
        problem = self.failure_of(self.client(ca_file=self.server.file("other-ca.pem")).token)
        self.assertIsInstance(problem, PortariaConnectionError)
        self.assert_has(problem, code="CERTIFICATE_VERIFY_FAILED")
        self.assertEqual(self.server.requests(), [])

    def test_b5_neither_public_cas_nor_the_environment_are_added_to_the_ca_file(self) -> None:
        trusting_all = self.server.file("ca.pem")
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            os.environ[name] = trusting_all
            self.addCleanup(os.environ.pop, name)
        for ca_file in (self.server.file("other-ca.pem"), None):
            with self.subTest(ca_file=ca_file):
                problem = self.failure_of(self.client(ca_file=ca_file).token)
                self.assert_has(problem, code="CERTIFICATE_VERIFY_FAILED")

    def test_b5_the_cas_of_requests_are_not_added_to_the_ca_file(self) -> None:
        # The CA of the scripted server takes the place of a public one.
        before = requests.adapters.DEFAULT_CA_BUNDLE_PATH
        self.addCleanup(setattr, requests.adapters, "DEFAULT_CA_BUNDLE_PATH", before)
        requests.adapters.DEFAULT_CA_BUNDLE_PATH = self.server.file("ca.pem")
        problem = self.failure_of(self.client(ca_file=self.server.file("other-ca.pem")).token)
        self.assert_has(problem, code="CERTIFICATE_VERIFY_FAILED")

    def test_b6_a_wrong_option_or_file_is_an_error_that_names_it(self) -> None:
        pair = self.server.pair("client")
        file = self.server.file
        wrong: list[tuple[str, dict[str, Any]]] = [
            ("url", {"url": "http://localhost"}),
            ("url", {"url": "localhost"}),
            ("url", {"url": "https://[localhost"}),
            ("client_id", {"client_id": ""}),
            ("client_secret", {"client_secret": ""}),
            ("client_secret", {"client_secret": None}),
            ("certificate", {"certificate": {}}),
            ("certificate.key_file", {"certificate": replace(pair, key_file=None)}),
            ("api_url", {"api_url": "http://api.example.com"}),
            ("timeout_seconds", {"timeout_seconds": 0}),
            ("max_wait_seconds", {"max_wait_seconds": -1}),
            ("certificate.cert_file", {"certificate": replace(pair, cert_file=file("missing.pem"))}),
            ("certificate.cert_file", {"certificate": replace(pair, cert_file=file("client.key"))}),
            ("certificate.key_file", {"certificate": replace(pair, key_file=file("client.pem"))}),
            ("certificate.key_file", {"certificate": replace(pair, key_file=file("renewed.key"))}),
            ("certificate.key_file", {"certificate": replace(pair, key_file=file("client-encrypted.key"))}),
            ("certificate.pfx_file", {"certificate": Pkcs12File(file("client.pem"))}),
            ("certificate.pfx_file", {"certificate": Pkcs12File(file("client.p12"))}),
            ("ca_file", {"ca_file": file("missing.pem")}),
            ("ca_file", {"ca_file": file("client.key")}),
        ]
        for option, options in wrong:
            with self.subTest(option=option, options=options):
                problem = self.failure_of(lambda: self.client(**options).token())
                self.assertIsInstance(problem, ConfigurationError)
                self.assert_has(problem, option=option)
                self.assertRegex(str(problem), rf"^{option} .+\.$")
        self.assertEqual(self.server.requests(), [])

    def test_b7_calls_one_after_another_use_the_same_connection(self) -> None:
        client = self.client()
        for path in ("/cob/1", "/cob/2", "/cob/3"):
            client.call(path)
        client.call("/cob/4", method="POST", json={})
        self.assertEqual(len(self.connections()), 5)
        self.assertEqual(len(set(self.connections())), 1)

    def test_b8_if_the_server_closed_a_kept_connection_a_safe_request_is_sent_once_more(self) -> None:
        client = self.client()
        client.token()
        self.server.queue({"path": "/cob/1", "close": True})
        self.assertEqual(client.call("/cob/1").status, 200)
        self.assertEqual(len(self.server.requests("/cob/1")), 2)
        self.server.queue({"path": "/cob/2", "close": True})
        problem = self.failure_of(client.call, "/cob/2", method="POST", json={})
        self.assertIsInstance(problem, PortariaConnectionError)
        self.assertEqual(len(self.server.requests("/cob/2")), 1)
        # On a new connection there is a fault of another kind: it is not tried for ever.
        self.server.queue({"path": "/cob/3", "close": True})
        self.assertIsInstance(self.failure_of(client.call, "/cob/3"), PortariaConnectionError)
        self.assertEqual(len(self.server.requests("/cob/3")), 1)

    def test_b9_if_the_files_change_the_next_call_has_a_new_connection_and_a_new_token(self) -> None:
        client, folder = self.changing_client()
        client.call("/cob/1")
        self.replace_files(folder)
        client.call("/cob/2")
        [first], [second] = self.server.requests("/cob/1"), self.server.requests("/cob/2")
        self.assertNotEqual(second["fingerprint"], first["fingerprint"])
        self.assertNotEqual(second["connection"], first["connection"])
        sent = [each["headers"]["authorization"] for each in (first, second)]
        self.assertEqual(sent, ["Bearer token-1", "Bearer token-2"])
        tokens = [each["fingerprint"] for each in self.server.requests(TOKEN_PATH)]
        self.assertEqual(tokens, [first["fingerprint"], second["fingerprint"]])

    def test_b9_a_call_that_runs_while_the_files_change_gets_its_response(self) -> None:
        client, folder = self.changing_client()
        client.token()
        self.server.queue({"path": "/cob/slow", "delayMs": 400})
        statuses: list[int] = []
        slow = threading.Thread(target=lambda: statuses.append(client.call("/cob/slow").status))
        slow.start()
        while not self.server.requests("/cob/slow"):
            time.sleep(0.01)
        self.replace_files(folder)
        client.call("/cob/2")
        self.assertEqual(statuses, [])
        slow.join()
        self.assertEqual(statuses, [200])

    def test_b9_a_forked_process_has_connections_of_its_own(self) -> None:
        client = self.client()
        client.call("/cob/1")
        child = os.fork()
        if child == 0:
            status = 1
            try:
                status = 0 if client.call("/cob/2").status == 200 else 1
            finally:
                os._exit(status)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        client.call("/cob/3")
        paths = ("/cob/1", "/cob/2", "/cob/3")
        first, forked, third = (self.server.requests(path)[0]["connection"] for path in paths)
        self.assertNotEqual(forked, first)
        self.assertEqual(third, first)

    def test_b10_if_the_files_do_not_belong_together_the_previous_ones_are_kept(self) -> None:
        problems: list[Any] = []
        client, folder = self.changing_client(on_problem=problems.append)
        client.call("/cob/1")
        shutil.copyfile(os.path.join(folder, "renewed.key"), os.path.join(folder, "client.key"))
        client.call("/cob/2")
        # The same files again are not read, and not reported again.
        client.call("/cob/2")
        open(os.path.join(folder, "client.pem"), "w").close()
        client.call("/cob/3")
        shutil.copyfile(os.path.join(folder, "renewed.pem"), os.path.join(folder, "client.pem"))
        client.call("/cob/4")
        paths = ("/cob/1", "/cob/2", "/cob/3", "/cob/4")
        first, second, third, fourth = (self.server.requests(path)[0]["fingerprint"] for path in paths)
        self.assertEqual([second, third], [first, first])
        self.assertNotEqual(fourth, first)
        options = [problem.option for problem in problems]
        self.assertEqual(options, ["certificate.key_file", "certificate.cert_file"])

    def test_b10_without_on_problem_the_problem_is_a_warning_of_the_logger(self) -> None:
        client, folder = self.changing_client()
        client.token()
        os.remove(os.path.join(folder, "client.key"))
        with self.assertLogs("portaria_client", "WARNING") as logged:
            client.token()
        self.assertEqual(len(logged.output), 1)
        self.assertIn("certificate.key_file cannot be read (ENOENT)", logged.output[0])

    def test_b11_if_there_is_no_response_within_the_time_limit_the_error_says_so(self) -> None:
        self.server.queue({"path": TOKEN_PATH, "delayMs": 2000})
        began = time.monotonic()
        problem = self.failure_of(self.client(timeout_seconds=0.3).token)
        self.assertLess(time.monotonic() - began, 1)
        self.assertIsInstance(problem, PortariaConnectionError)
        self.assert_has(problem, code="ETIMEDOUT")
        self.assertIn("no response within 0.3 seconds", str(problem))

    def test_b11_a_response_that_comes_byte_by_byte_has_the_same_time_limit(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server.file("server.pem"), self.server.file("server.key"))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=trickle, args=(listener, context), daemon=True).start()
            url = f"https://localhost:{listener.getsockname()[1]}"
            began = time.monotonic()
            problem = self.failure_of(self.client(url=url, timeout_seconds=0.5).token)
        self.assertLess(time.monotonic() - began, 2)
        self.assertIn("no response within 0.5 seconds", str(problem))

    def replace_files(self, folder: str) -> None:
        for name in ("key", "pem"):
            os.replace(os.path.join(folder, f"renewed.{name}"), os.path.join(folder, f"client.{name}"))


def trickle(listener: socket.socket, context: ssl.SSLContext) -> None:
    """Sends a byte of a response ten times a second."""
    with contextlib.suppress(OSError):
        connection, _ = listener.accept()
        with context.wrap_socket(connection, server_side=True) as tls:
            for each in b"HTTP/1.1 200 OK\r\nX-Slow: " + 100 * b"x":
                tls.send(bytes([each]))
                time.sleep(0.1)
