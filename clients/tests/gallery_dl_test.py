"""gallery-dl 1.32, unchanged: every picture of a blog, and of a blog's tag."""

import hashlib
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import world  # noqa: E402
from proxy import Proxy  # noqa: E402

POSTS = 210
PROGRAM = str(Path(sys.executable).with_name("gallery-dl"))


def digests(contents):
    """How often each picture is there."""
    return Counter(hashlib.sha256(content).hexdigest() for content in contents)


class GalleryDl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = cls.enterClassContext(world.Site(POSTS))
        cls.proxy = cls.enterClassContext(Proxy(cls.site.port))

    def pull(self, address, **signed):
        """The files it saves from an address of Tumblr's."""
        keys = self.site.keys
        options = {"proxy": self.proxy.url, "verify": self.site.authority}
        options |= {"extractor.tumblr.api-key": keys["consumer_key"]}
        options |= {"extractor.tumblr.api-secret": keys["consumer_secret"]}
        options |= {f"extractor.tumblr.{name.replace('_', '-')}": value for name, value in signed.items()}
        with tempfile.TemporaryDirectory(prefix="tagstead-gallery-") as folder:
            command = [PROGRAM, "--config-ignore", "-q", "-D", f"{folder}/files", "--no-part"]
            command += [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
            told = self.site.environment(HOME=folder, XDG_CACHE_HOME=folder)
            ended = subprocess.run([*command, address], env=told, capture_output=True, text=True, timeout=300)
            said = f"{address}: ended with {ended.returncode}\n{ended.stdout}{ended.stderr}{''.join(self.site.log)}"
            self.assertEqual(ended.returncode, 0, said)
            return digests(path.read_bytes() for path in Path(folder, "files").rglob("*") if path.is_file())

    def seeded(self, wanted=lambda post: True):
        return digests(bytes_ for post in self.site.posts if wanted(post) for bytes_ in post["media"])

    def test_every_picture_of_a_blog(self):
        self.assertEqual(self.pull("https://www.tumblr.com/staff"), self.seeded())

    def test_every_picture_of_a_tag(self):
        for path, tag in [("blue-sky", "blue sky"), ("honey", "honey"), ("hot%20springs", "hot springs"), ("K%C9%99lb%C9%99c%C9%99r", "Kəlbəcər")]:
            expected = self.seeded(lambda post: tag in post["tags"])
            self.assertTrue(expected, tag)
            self.assertEqual(self.pull(f"https://staff.tumblr.com/tagged/{path}"), expected, tag)

    def test_every_picture_with_a_signature(self):
        token = {"access_token": self.site.keys["token"], "access_token_secret": self.site.keys["token_secret"]}
        self.assertEqual(self.pull("https://www.tumblr.com/staff", **token), self.seeded())

    def test_one_post(self):
        post = next(post for post in self.site.posts if len(post["media"]) > 1)
        self.assertEqual(self.pull(f"https://staff.tumblr.com/post/{post['id']}"), digests(post["media"]))
