import os
import re
import subprocess
import sys

from support import CLIENT_ID, CLIENT_SECRET, REQUEST_ID, TOKEN_PATH, ScriptedTest

README = os.path.join(os.path.dirname(__file__), "../README.md")


class ReadmeTest(ScriptedTest):
    def test_the_code_of_the_readme_runs(self) -> None:
        with open(README, encoding="utf-8") as file:
            blocks = re.findall(r"^```python\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)
        self.assertEqual(len(blocks), 6)
        folder = self.copy_of_files()
        file_of = lambda name: os.path.join(folder, name)  # noqa: E731
        secrets = f"/api/account/credentials/{CLIENT_ID}/secrets"
        items = [{"clientId": CLIENT_ID, "secrets": [{"id": "11", "ofThisToken": True}]}]
        rejected = {"code": "permission_denied", "hint": "ask for the scope"}
        self.server.queue(
            {"path": "/api/account/certificates", "status": 201, "sign": True},
            {"path": secrets, "status": 201, "body": {"clientSecret": "ptr_next"}},
            {"path": "/api/account/credentials", "body": {"items": items}},
            {"path": "/cob/abc123", "body": {"status": "ATIVA"}},
            {"path": "/cob/abc123", "status": 403, "body": rejected},
        )
        env = {
            "PORTARIA_URL": self.server.url,
            "PORTARIA_CLIENT_ID": CLIENT_ID,
            "PORTARIA_CLIENT_SECRET": CLIENT_SECRET,
            "PORTARIA_CLIENT_CERT": file_of("client.pem"),
            "PORTARIA_CLIENT_KEY": file_of("client.key"),
            "PORTARIA_CA_CERT": file_of("ca.pem"),
            "NEW_CLIENT_CERT": file_of("next.pem"),
            "NEW_CLIENT_KEY": file_of("next.key"),
            "SECRET_FILE": file_of("secret"),
        }
        command = [sys.executable, "-W", "error", "-c", "\n".join(blocks)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, f"403 permission_denied {REQUEST_ID} ask for the scope None\n")
        self.assertEqual((done.returncode, done.stdout), (0, "200 {'status': 'ATIVA'}\n"))
        with open(file_of("secret"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "ptr_next")
        self.assertEqual(len(self.server.requests(f"{secrets}/11")), 1)
        self.assertEqual(len(self.server.requests(TOKEN_PATH)), 3)
