import json
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pprint import pformat
from typing import Any

from support import CLIENT_ID, CLIENT_SECRET, TOKEN_PATH, ManualTiming, ScriptedTest

from portaria_client import Pkcs12File


def lasting(seconds: int) -> dict[str, Any]:
    body = {"access_token": f"lasts-{seconds}", "token_type": "Bearer", "expires_in": seconds}
    return {"path": TOKEN_PATH, "status": 201, "body": body}


class TokenTest(ScriptedTest):
    def asked(self) -> int:
        return len(self.server.requests(TOKEN_PATH))

    def test_b20_the_first_call_requests_a_token_and_the_next_calls_use_the_same(self) -> None:
        client = self.client()
        self.assertEqual([client.token(), client.token()], ["token-1", "token-1"])
        [request] = self.server.requests(TOKEN_PATH)
        self.assertEqual(request["headers"]["content-type"], "application/json")
        expected = {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}
        self.assertEqual(json.loads(request["body"]), expected)

    def test_b26_with_the_contract_pix_a_token_is_requested_at_oauth_token(self) -> None:
        body = {"access_token": "of-pix", "token_type": "Bearer", "expires_in": 3600, "scope": "pix:read"}
        self.server.queue({"path": "/oauth/token", "body": body})
        self.assertEqual(self.client(contract="pix").token(), "of-pix")
        [request] = self.server.requests()
        self.assertEqual((request["method"], request["path"]), ("POST", "/oauth/token"))
        expected = {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}
        self.assertEqual(json.loads(request["body"]), expected)
        self.assert_has(self.failure_of(self.client, contract="realm"), option="contract")

    def test_b21_threads_at_the_same_time_share_one_token_request(self) -> None:
        self.server.queue({"path": TOKEN_PATH, "delayMs": 200})
        client = self.client()
        gate = threading.Barrier(20)

        def ask(_: int) -> str:
            gate.wait()
            return client.token()

        with ThreadPoolExecutor(20) as threads:
            tokens = set(threads.map(ask, range(20)))
        self.assertEqual([tokens, self.asked()], [{"token-1"}, 1])

    def test_b21_threads_that_wait_for_the_same_request_get_its_error(self) -> None:
        self.server.queue({"path": TOKEN_PATH, "delayMs": 200, "status": 401, "body": {"code": "unauthorized"}})
        client = self.client()
        gate = threading.Barrier(8)

        def ask(_: int) -> Any:
            gate.wait()
            return getattr(self.failure_of(client.token), "status")

        with ThreadPoolExecutor(8) as threads:
            self.assertEqual(list(threads.map(ask, range(8))), [401] * 8)
        self.assertEqual([self.asked(), client.token()], [1, "token-1"])

    def test_b22_a_token_is_renewed_five_minutes_before_its_end_and_up_to_30_seconds_earlier(self) -> None:
        for chance, seconds in ((0.0, 1500), (0.999999, 1470)):
            with self.subTest(chance=chance):
                self.server.reset()
                clock = ManualTiming(chance)
                client = self.client(timing=clock.timing)
                client.token()
                clock.advance(seconds - 0.5)
                self.assertEqual(client.token(), "token-1")
                clock.advance(1)
                self.assertEqual(client.token(), "token-2")

    def test_b23_a_token_of_less_than_ten_minutes_is_renewed_at_half_of_its_lifetime(self) -> None:
        clock = ManualTiming()
        client = self.client(timing=clock.timing)
        self.server.queue(lasting(200), lasting(201))
        self.assertEqual(client.token(), "lasts-200")
        clock.advance(99)
        self.assertEqual(client.token(), "lasts-200")
        clock.advance(2)
        self.assertEqual(client.token(), "lasts-201")

    def test_b24_if_a_renewal_fails_the_token_stays_in_use_until_it_ends(self) -> None:
        clock = ManualTiming()
        problems: list[Any] = []
        client = self.client(timing=clock.timing, on_problem=problems.append)
        client.token()
        clock.advance(1501)
        rejected = {"path": TOKEN_PATH, "status": 401, "body": {"code": "unauthorized"}}
        self.server.queue(rejected)
        self.assertEqual(client.token(), "token-1")
        self.assertEqual([problem.status for problem in problems], [401])
        # The next try is not with every call.
        client.token()
        self.assertEqual(self.asked(), 2)
        clock.advance(300)
        self.server.queue(rejected)
        self.assert_has(self.failure_of(client.token), status=401)
        self.assertEqual(client.token(), "token-2")

    def test_b24_a_renewal_that_fails_for_several_threads_is_reported_once(self) -> None:
        clock = ManualTiming()
        problems: list[Any] = []
        client = self.client(timing=clock.timing, on_problem=problems.append)
        client.token()
        clock.advance(1501)
        self.server.queue({"path": TOKEN_PATH, "delayMs": 500, "status": 401, "body": {}})
        gate = threading.Barrier(8)

        def ask(_: int) -> str:
            gate.wait()
            return client.token()

        with ThreadPoolExecutor(8) as threads:
            self.assertEqual(set(threads.map(ask, range(8))), {"token-1"})
        self.assertEqual((len(problems), self.asked()), (1, 2))

    def test_b25_neither_client_nor_errors_show_token_secret_or_passphrase(self) -> None:
        passphrase = self.server.passphrase
        certificate = Pkcs12File(self.server.file("client.p12"), passphrase)
        client = self.client(certificate=certificate)
        client.token()
        self.server.queue({"path": "/cob/1", "close": True}, {"path": "/cob/1", "close": True})
        wrong = Pkcs12File(self.server.file("ca.pem"), passphrase)
        failures = [
            self.failure_of(client.call, "/cob/1"),
            self.failure_of(self.client(certificate=wrong).token),
        ]
        self.server.queue({"path": TOKEN_PATH, "status": 401, "body": "not JSON"})
        failures.append(self.failure_of(self.client().token))
        shown = ["".join(traceback.format_exception(type(each), each, each.__traceback__)) for each in failures]
        shown += [text for each in failures for text in causes(each)]
        for each in (client, certificate, *failures):
            shown += [repr(each), str(each), json.dumps(each, default=deep)]
        shown.append(pformat(deep(client)))
        for secret in ("token-1", CLIENT_SECRET, passphrase):
            self.assertNotIn(secret, "\n".join(shown))
        self.assertIn(CLIENT_ID, shown[-1])


def deep(value: object, depth: int = 6) -> Any:
    """Returns the attributes of an object, and those of its attributes, as a debugger shows them."""
    if depth == 0 or not type(value).__module__.startswith("portaria_client"):
        return repr(value)
    attributes = getattr(value, "__dict__", None)
    if attributes is None or isinstance(value, Pkcs12File):
        return repr(value)
    return {name: deep(each, depth - 1) for name, each in attributes.items()}


def causes(problem: BaseException) -> list[str]:
    """Returns what the errors behind an error have, as a program that collects errors finds it."""
    inner = problem.__cause__ or problem.__context__
    if inner is None:
        return []
    request = getattr(inner, "request", None)
    return [repr(vars(inner)), repr(vars(request) if request else None), *causes(inner)]
