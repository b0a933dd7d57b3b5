import pickle

from support import REQUEST_ID, TOKEN_PATH, ScriptedTest

from portaria_client import ResponseError

MISSING = {
    "statusCode": 400,
    "error": "Bad Request",
    "message": ["clientId is missing", "clientSecret is missing"],
    "code": "malformed_request",
    "requestId": REQUEST_ID,
    "hint": "The field is clientId.",
}


class ErrorsTest(ScriptedTest):
    def test_b40_an_error_of_the_token_endpoint_has_status_code_request_id_and_hint(self) -> None:
        self.server.queue({"path": TOKEN_PATH, "status": 400, "body": MISSING})
        problem = self.failure_of(self.client().token)
        self.assertIsInstance(problem, ResponseError)
        expected = {"status": 400, "code": "malformed_request", "request_id": REQUEST_ID}
        self.assert_has(problem, **expected, hint=MISSING["hint"], documentation=None)
        self.assertEqual(
            str(problem),
            "HTTP 400. clientId is missing; clientSecret is missing. The field is clientId."
            f" (request id {REQUEST_ID})",
        )
        # What the gateway says is not changed.
        message = "PEM (-----BEGIN ...) is missing."
        self.server.queue({"path": TOKEN_PATH, "status": 400, "body": {**MISSING, "message": message}})
        self.assertIn(f"{message} The field", str(self.failure_of(self.client().token)))
        # A 4xx is not repeated.
        self.assertEqual(len(self.server.requests(TOKEN_PATH)), 2)
        # A task queue sends errors from process to process.
        copy = pickle.loads(pickle.dumps(problem))
        self.assertEqual((str(copy), copy.request_id), (str(problem), REQUEST_ID))

    def test_b41_an_error_of_self_service_has_status_code_request_id_and_the_wrong_fields(self) -> None:
        errors = [{"field": "overlapSeconds", "message": "must be 3600 to 7776000"}]
        body = {
            "type": "about:blank",
            "title": "Bad Request",
            "status": 400,
            "detail": "a field is wrong",
            "code": "invalid",
            "requestId": REQUEST_ID,
            "errors": errors,
        }
        self.server.queue({"path": "/api/account", "status": 400, "body": body})
        problem = self.failure_of(self.client().self_service.account)
        self.assert_has(problem, status=400, code="invalid", request_id=REQUEST_ID, documentation=None)
        self.assertIn("a field is wrong. overlapSeconds: must be 3600 to 7776000", str(problem))

    def test_b42_a_link_in_the_response_is_the_link_of_the_error(self) -> None:
        link = "https://docs.example.com/errors/malformed_request"
        for field in ("documentation", "error_uri", "type"):
            with self.subTest(field=field):
                self.server.queue({"path": TOKEN_PATH, "status": 400, "body": {**MISSING, field: link}})
                self.assert_has(self.failure_of(self.client().token), documentation=link)

    def test_b43_with_documentation_url_an_error_without_a_link_has_the_page_of_its_code(self) -> None:
        self.server.queue({"path": TOKEN_PATH, "status": 400, "body": MISSING})
        client = self.client(documentation_url="https://auth.example.com/docs/")
        page = "https://auth.example.com/docs/reference/errors/malformed_request"
        self.assert_has(self.failure_of(client.token), documentation=page)

    def test_b44_a_response_that_is_not_json_is_an_error_with_its_status_and_request_id(self) -> None:
        self.server.queue({"path": TOKEN_PATH, "status": 502, "body": "<html>Bad Gateway</html>"})
        problem = self.failure_of(self.client().token)
        self.assert_has(problem, status=502, code=None, request_id=REQUEST_ID)
        self.assertNotIn("<html>", str(problem))
        self.server.queue({"path": TOKEN_PATH, "status": 200, "body": "<html>Welcome</html>"})
        problem = self.failure_of(self.client().token)
        self.assertIsInstance(problem, ResponseError)
        self.assert_has(problem, status=200)
