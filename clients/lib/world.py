"""A site of its own for each client: a data folder, two accounts, posts, and `tagstead serve --tls-self-signed`."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import seed  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("TAGSTEAD_BIN", str(ROOT / "target/debug/tagstead"))
MEDIA = ROOT / "clients/media"
# Tumblr's own suite for tumblr.js asks for this blog by this uuid.
STAFF_UUID = "t:0aY0xL2Fi1OFJg4YxpmegQ"
YARD_UUID = "t:AbCdEfGhIjKlMnOpQrStUv"
HOSTS = ["api.tumblr.com", "www.tumblr.com", "*.tumblr.com", "64.media.tumblr.com"]
PATIENCE = 60


class Site:
    """A running server. `staff` and `bee-yard` are blogs of two accounts; `keys` are credentials of the first."""

    def __init__(self, posts=21, accounts=True):
        self._folder = tempfile.TemporaryDirectory(prefix="tagstead-clients-")
        self.data = Path(self._folder.name) / "data"
        self.keys, self.posts = {}, []
        if accounts:
            self._people()
        if posts:
            self.posts = self._import("staff", STAFF_UUID, posts)
            self._import("bee-yard", YARD_UUID, 9, first=seed.FIRST_ID + 1_000_000)

    def tagstead(self, *args):
        """Runs a command on the site's data to its end, and returns what it printed."""
        command = [BINARY, *args, "--data", str(self.data)]
        ran = subprocess.run(command, env=_environment(), capture_output=True, text=True, timeout=600)
        if ran.returncode != 0:
            said = f"{' '.join(command)}\nended with {ran.returncode}:\n{ran.stdout}{ran.stderr}"
            raise RuntimeError(said)
        return ran.stdout

    def _people(self):
        password = Path(self._folder.name) / "password"
        password.write_text(secrets.token_urlsafe(24) + "\n")
        for account, blog, uuid in [("keeper", "staff", STAFF_UUID), ("neighbour", "bee-yard", YARD_UUID)]:
            self.tagstead("account", "create", account, "--blog", f"{account}-notes", "--password-file", str(password))
            self.tagstead("blog", "create", blog, "--account", account, "--uuid", uuid)
        made = self.tagstead("client", "create", "suite", "--account", "keeper", "--with-token", "--json")
        self.keys = json.loads(made)

    def _import(self, blog, uuid, count, **more):
        folder = Path(self._folder.name) / f"seed-{blog}"
        posts = seed.write(folder, blog, uuid, count, **more)
        self.tagstead("import", "tumblr-backup", str(folder))
        return posts

    def __enter__(self):
        command = [BINARY, "serve", "--data", str(self.data), "--listen", "127.0.0.1:0"]
        command += ["--tls-self-signed", "--no-rate-limit"]
        command += [word for host in HOSTS for word in ("--tls-name", host)]
        pipe = subprocess.PIPE
        self._server = subprocess.Popen(command, env=_environment(), stdout=pipe, stderr=pipe, text=True)
        late = threading.Timer(PATIENCE, self._server.kill)
        late.start()
        self.origin = self._server.stdout.readline().strip().rstrip("/")
        late.cancel()
        if not self.origin.startswith("https://"):
            self._server.kill()
            raise RuntimeError(f"{' '.join(command)}\ndid not begin:\n{self._server.communicate()[1]}")
        self.port = int(self.origin.rpartition(":")[2])
        self.authority = str(self.data / "tls/ca.pem")
        # What it logs is shown when a test fails.
        self.log = []
        self._listener = threading.Thread(target=lambda: self.log.extend(self._server.stderr), daemon=True)
        self._listener.start()
        return self

    def __exit__(self, *_):
        self._server.send_signal(signal.SIGTERM)
        try:
            self._server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._listener.join()
        self._server.stdout.close()
        self._server.stderr.close()
        self._folder.cleanup()

    def environment(self, **more):
        """For a client: it trusts the site's authority, and knows nothing of this machine's own settings."""
        told = _environment() | {
            "CLIENTS_PORT": str(self.port),
            "NODE_EXTRA_CA_CERTS": self.authority,
            "REQUESTS_CA_BUNDLE": self.authority,
            "SSL_CERT_FILE": self.authority,
            "PYTHONPATH": str(ROOT / "clients/lib/guard"),
        }
        return told | {f"CLIENTS_{name.upper()}": value for name, value in self.keys.items()} | more


def _environment():
    ours = ("TAGSTEAD_", "TUMBLR_", "CLIENTS_")
    proxies = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours) and k.lower() not in proxies}
