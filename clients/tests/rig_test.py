"""The rig itself: TLS, the redirection for Node, the proxy and the guard for Python. It needs no API."""

import hashlib
import re
import ssl
import subprocess
import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import world  # noqa: E402
from proxy import Proxy  # noqa: E402

REDIRECT = str(world.ROOT / "clients/lib/redirect.cjs")
NODE = """
const https = require("node:https");
https.get(process.argv[1], (answer) => {
  answer.on("data", (part) => process.stdout.write(part));
}).on("error", (error) => { console.error(String(error)); process.exit(1); });
"""


class Rig(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = cls.enterClassContext(world.Site(posts=7, accounts=False))
        cls.proxy = cls.enterClassContext(Proxy(cls.site.port))

    def node(self, url, **more):
        command = ["node", "--require", REDIRECT, "--eval", NODE, "--", url]
        run = subprocess.run(command, env=self.site.environment(**more), capture_output=True, text=True, timeout=60)
        return run.stdout.strip() or run.stderr

    def fetch(self, url):
        trust = ssl.create_default_context(cafile=self.site.authority)
        steps = [urllib.request.ProxyHandler({"https": self.proxy.url}), urllib.request.HTTPSHandler(context=trust)]
        with urllib.request.build_opener(*steps).open(url, timeout=60) as answer:
            return answer.read().decode()

    def test_node_reaches_the_site_under_the_name_of_the_api(self):
        for url in ["https://api.tumblr.com/healthz", "https://www.tumblr.com/healthz", f"{self.site.origin}/healthz"]:
            self.assertEqual(self.node(url), "ok", url)

    def test_node_trusts_nothing_else_and_goes_nowhere_else(self):
        nothing = {"NODE_EXTRA_CA_CERTS": "", "SSL_CERT_FILE": "/dev/null"}
        self.assertIn("certificate", self.node("https://api.tumblr.com/healthz", **nothing))
        self.assertIn("may not connect to", self.node("https://example.com/"))

    def test_the_proxy_leads_to_the_site_alone(self):
        for host in ["api.tumblr.com", "64.media.tumblr.com", f"localhost:{self.site.port}"]:
            self.assertEqual(self.fetch(f"https://{host}/healthz").strip(), "ok", host)
        self.assertIn("api.tumblr.com:443", self.proxy.asked)
        for elsewhere in ["https://example.com/", "https://api.tumblr.com:444/", "https://tumblr.com.example/"]:
            with self.assertRaisesRegex(OSError, "403"):
                self.fetch(elsewhere)

    def test_the_guard_keeps_python_on_this_machine(self):
        code = "import socket, sys; socket.getaddrinfo(sys.argv[1], 443)"
        for host, expected in [("localhost", 0), ("api.tumblr.com", 1)]:
            command = [sys.executable, "-c", code, host]
            run = subprocess.run(command, env=self.site.environment(), capture_output=True, text=True)
            self.assertEqual(run.returncode, expected, run.stderr)

    def test_plain_http_is_told(self):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(self.site.origin.replace("https", "http"), timeout=60)
        self.assertEqual(refused.exception.code, 400)
        self.assertIn(b"HTTPS", refused.exception.read())

    def test_the_seeded_posts_are_there(self):
        page = self.fetch("https://api.tumblr.com/@staff")
        self.assertEqual(re.findall(r'data-total="(\d+)"', page), [str(len(self.site.posts))])
        pictures = [bytes_ for post in self.site.posts for bytes_ in post["media"]]
        shown = {hashlib.sha256(bytes_).hexdigest() for bytes_ in pictures}
        self.assertEqual(set(re.findall(r"/media/([0-9a-f]{64})\.png", page)), shown)
