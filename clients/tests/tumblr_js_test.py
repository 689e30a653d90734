"""tumblr.js 5, unchanged: tumblr_js.mjs in Node, whose connections to api.tumblr.com are led to our server."""

import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import world  # noqa: E402

CLIENTS = world.ROOT / "clients"


class TumblrJs(unittest.TestCase):
    def test_its_own_suites_and_every_other_method(self):
        with world.Site() as site:
            redirect, calls = CLIENTS / "lib/redirect.cjs", CLIENTS / "tests/tumblr_js.mjs"
            command = ["node", "--require", str(redirect), "--test-reporter=spec", str(calls)]
            ended = subprocess.run(command, env=site.environment(), timeout=300)
            self.assertEqual(ended.returncode, 0, "tumblr_js.mjs failed; the server said:\n" + "".join(site.log))
