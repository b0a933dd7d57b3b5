from typing import Any, Optional

from support import TOKEN_PATH, ManualTiming, ScriptedTest


def busy(status: int, retry_after: Optional[str] = None, date: Optional[str] = None) -> dict[str, Any]:
    given = {"Retry-After": retry_after, "Date": date}
    return {
        "path": TOKEN_PATH,
        "status": status,
        "headers": {name: value for name, value in given.items() if value is not None},
        "body": {"code": "rate_limited" if status == 429 else "unavailable"},
    }


class WaitingTest(ScriptedTest):
    def test_b30_after_429_and_503_a_token_request_is_repeated_after_the_seconds(self) -> None:
        clock = ManualTiming()
        self.server.queue(busy(429, "2"), busy(503, "7"))
        self.assertEqual(self.client(timing=clock.timing).token(), "token-1")
        self.assertEqual(clock.slept, [2, 7])

    def test_b30_clients_that_are_told_the_same_second_come_back_one_after_another(self) -> None:
        clock = ManualTiming(0.5)
        self.server.queue(busy(429, "2"))
        self.client(timing=clock.timing).token()
        self.assertEqual(clock.slept, [2.125])

    def test_b31_a_date_is_compared_with_the_date_of_the_same_response(self) -> None:
        clock = ManualTiming()
        self.server.queue(busy(503, "Sun, 06 Nov 1994 08:49:47 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"))
        self.assertEqual(self.client(timing=clock.timing).token(), "token-1")
        self.assertEqual(clock.slept, [10])

    def test_b32_if_the_waiting_would_be_longer_than_the_limit_the_error_comes_at_once(self) -> None:
        clock = ManualTiming()
        self.server.queue(busy(429, "40"), busy(429, "21"))
        problem = self.failure_of(self.client(timing=clock.timing, max_wait_seconds=60).token)
        self.assert_has(problem, status=429, retry_after_seconds=21)
        self.assertEqual(clock.slept, [40])

    def test_b33_after_five_attempts_the_error_of_the_last_one_comes(self) -> None:
        clock = ManualTiming()
        self.server.queue(*[busy(503)] * 5)
        problem = self.failure_of(self.client(timing=clock.timing).token)
        self.assert_has(problem, status=503, code="unavailable")
        self.assertEqual(len(self.server.requests(TOKEN_PATH)), 5)
        self.assertEqual(clock.slept, [1, 2, 4, 8])

    def test_b34_a_call_is_repeated_after_503_only_if_idempotent_and_after_429_always(self) -> None:
        client = self.client(timing=ManualTiming().timing)

        def after(status: int, method: str) -> int:
            self.server.queue({"path": "/cob", "status": status, "headers": {"Retry-After": "1"}})
            return client.call("/cob", method=method).status

        for method in ("GET", "PUT", "DELETE"):
            self.assertEqual((method, after(503, method)), (method, 200))
        for method in ("POST", "PATCH"):
            self.assertEqual((method, after(503, method)), (method, 503))
        for method in ("GET", "POST"):
            self.assertEqual((method, after(429, method)), (method, 200))
