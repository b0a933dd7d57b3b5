"""The scripted server of this run, and clients of it."""

from __future__ import annotations

import atexit
import http.client
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from typing import Any

from portaria_client import PemFiles, PortariaClient, PortariaError, Timing

TOKEN_PATH = "/api/auth/token"
CLIENT_ID = "account-1-0a1b2c3d"
CLIENT_SECRET = "scripted-secret-0123456789"
REQUEST_ID = "00112233445566778899aabbccddeeff"

_MAIN = os.path.join(os.path.dirname(__file__), "../../scripted-server/main.ts")


class ScriptedServer:
    """``clients/scripted-server/main.ts``, which ends with its standard input."""

    def __init__(self) -> None:
        command = [os.environ.get("NODE", "node"), _MAIN]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin and self._process.stdout
        place = json.loads(self._process.stdout.readline())
        self.url: str = place["url"]
        self.folder: str = place["folder"]
        self.passphrase: str = place["passphrase"]
        self._control = place["control"].removeprefix("http://")
        atexit.register(self._close)

    def _close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def file(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def pair(self, name: str) -> PemFiles:
        return PemFiles(self.file(f"{name}.pem"), self.file(f"{name}.key"))

    def queue(self, *answers: dict[str, Any]) -> None:
        self._send("POST", "/answers", json.dumps(answers))

    def reset(self) -> None:
        self._send("POST", "/reset", "")

    def requests(self, path: str | None = None) -> list[dict[str, Any]]:
        received = self._send("GET", "/requests", None)
        return [each for each in received if path is None or each["path"].split("?")[0] == path]

    def _send(self, method: str, route: str, body: str | None) -> list[dict[str, Any]]:
        connection = http.client.HTTPConnection(self._control, timeout=10)
        try:
            connection.request(method, route, body)
            found: list[dict[str, Any]] = json.loads(connection.getresponse().read())
            return found
        finally:
            connection.close()


class ManualTiming:
    """A clock that moves when a test says so, and a list of what was waited for."""

    def __init__(self, chance: float = 0) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self.timing = Timing(lambda: self.now, lambda: chance, self.slept.append)

    def advance(self, seconds: float) -> None:
        self.now += seconds


_running: list[ScriptedServer] = []


class ScriptedTest(unittest.TestCase):
    """A test with the scripted server."""

    maxDiff = None

    def setUp(self) -> None:
        if not _running:
            _running.append(ScriptedServer())
        [self.server] = _running
        self.server.reset()

    def client(self, **options: Any) -> PortariaClient:
        defaults = {
            "url": self.server.url,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "certificate": self.server.pair("client"),
            "ca_file": self.server.file("ca.pem"),
        }
        client = PortariaClient(**{**defaults, **options})
        self.addCleanup(client.close)
        return client

    def copy_of_files(self) -> str:
        """Returns a folder with copies of the client's files, which a test may change."""
        folder = tempfile.mkdtemp(prefix="portaria-client-")
        self.addCleanup(shutil.rmtree, folder)
        for name in ("client.pem", "client.key", "renewed.pem", "renewed.key", "ca.pem"):
            shutil.copy(self.server.file(name), folder)
        return folder

    def failure_of(self, run: Any, *arguments: Any, **options: Any) -> PortariaError:
        """Returns the error that a call raises."""
        with self.assertRaises(PortariaError) as raised:
            run(*arguments, **options)
        return raised.exception

    def assert_has(self, problem: object, **expected: object) -> None:
        """Checks some of the attributes of an error."""
        self.assertEqual({name: getattr(problem, name) for name in expected}, expected)

    def connections(self) -> list[int]:
        return [each["connection"] for each in self.server.requests()]
