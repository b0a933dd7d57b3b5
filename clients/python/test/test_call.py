import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from support import TOKEN_PATH, ScriptedTest

from portaria_client import ConfigurationError


def unauthorized(path: str, **more: Any) -> dict[str, Any]:
    return {"path": path, "status": 401, "body": {"code": "invalid_token"}, **more}


class CallTest(ScriptedTest):
    def test_b50_the_token_is_sent_once_as_a_bearer_token_over_its_certificate(self) -> None:
        response = self.client().call("/cob/1", method="PUT", json={"value": "1.00"})
        self.assertEqual((response.status, response.ok, response.json()), (200, True, {"ok": True}))
        asked, called = self.server.requests()
        self.assertEqual((called["method"], called["path"]), ("PUT", "/cob/1"))
        self.assertEqual(json.loads(called["body"]), {"value": "1.00"})
        self.assertEqual(called["headers"]["authorization"], "Bearer token-1")
        self.assertEqual(called["headers"]["content-type"], "application/json")
        self.assertEqual(called["fingerprint"], asked["fingerprint"])

    def test_b50_headers_that_cannot_be_sent_are_an_error_that_names_them(self) -> None:
        for headers in ({"authorization": "Bearer other"}, {"X-Id": "1\r\nX-Other: 2"}, {"X-Id": 1}):
            with self.subTest(headers=headers):
                problem = self.failure_of(self.client().call, "/cob/1", headers=headers)
                self.assert_has(problem, option="headers")
        self.assertEqual(self.server.requests(), [])

    def test_b51_after_a_401_the_client_requests_one_new_token_and_repeats_the_call_once(self) -> None:
        self.server.queue(unauthorized("/cob/1"))
        self.assertEqual(self.client().call("/cob/1", method="POST", data="text").status, 200)
        calls = self.server.requests("/cob/1")
        sent = [(each["headers"]["authorization"], each["body"]) for each in calls]
        self.assertEqual(sent, [("Bearer token-1", "text"), ("Bearer token-2", "text")])

    def test_b52_after_a_second_401_the_response_goes_to_the_caller(self) -> None:
        self.server.queue(unauthorized("/cob/1"), unauthorized("/cob/1"))
        response = self.client().call("/cob/1")
        self.assertEqual((response.status, response.json()), (401, {"code": "invalid_token"}))
        self.assertEqual(len(self.server.requests("/cob/1")), 2)
        self.assertEqual(len(self.server.requests(TOKEN_PATH)), 2)

    def test_b53_if_several_calls_get_a_401_for_the_same_token_they_share_one_new_token(self) -> None:
        client = self.client()
        client.token()
        paths = ["/cob/1", "/cob/2", "/cob/3", "/cob/4"]
        self.server.queue(*(unauthorized(path, delayMs=1000 + 60 * index) for index, path in enumerate(paths)))
        with ThreadPoolExecutor(4) as threads:
            statuses = list(threads.map(lambda path: client.call(path).status, paths))
        self.assertEqual(statuses, [200] * 4)
        self.assertEqual(len(self.server.requests(TOKEN_PATH)), 2)

    def test_b54_an_address_of_another_origin_is_an_error_and_nothing_is_sent(self) -> None:
        host = urlsplit(self.server.url).netloc
        for target in (
            "https://other.example.com/cob",
            "//other.example.com/cob",
            "http://localhost/cob",
            f"https://user:password@{host}/cob",
            f"https://{host}@other.example.com/cob",
            f"https://other.example.com\\@{host}/cob",
            "https://[other/cob",
        ):
            with self.subTest(target=target):
                problem = self.failure_of(self.client().call, target)
                self.assertIsInstance(problem, ConfigurationError)
                self.assert_has(problem, option="target")
        self.assertEqual(self.server.requests(), [])

    def test_b54_the_origin_of_api_url_may_be_called(self) -> None:
        api_url = self.server.url.replace("localhost", "127.0.0.1")
        self.assertEqual(self.client(api_url=api_url).call("/cob/1").status, 200)
        _, called = self.server.requests()
        self.assertEqual(called["headers"]["host"], urlsplit(api_url).netloc)

    def test_b55_other_responses_of_the_api_go_to_the_caller_as_they_are(self) -> None:
        client = self.client()
        location = "https://other.example.com/"
        headers = {"Location": location, "Content-Type": "text/plain", "Set-Cookie": "a=b"}
        for status in (302, 403, 422, 500):
            answer = {"path": "/cob/1", "status": status, "headers": headers, "body": "como é"}
            self.server.queue(answer)
            response = client.call("/cob/1")
            seen = (response.status, response.text, response.headers["location"])
            self.assertEqual(seen, (status, "como é", location))
        self.assertEqual(len(self.server.requests("/cob/1")), 4)
        self.assertNotIn("cookie", self.server.requests("/cob/1")[3]["headers"])
        self.server.queue({"path": "/cob/1", "status": 403, "body": {"code": "permission_denied"}})
        refused = client.call("/cob/1")
        self.assert_has(self.failure_of(refused.raise_for_status), code="permission_denied")
