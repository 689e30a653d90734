"""tumblr-backup 1.6, unchanged: a blog of a thousand posts, saved through a proxy and brought into an empty site."""

import http.client
import json
import ssl
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import world  # noqa: E402
from proxy import Proxy  # noqa: E402

POSTS = 1_000
PROGRAM = str(Path(sys.executable).with_name("tumblr-backup"))


class Reader:
    """Reads a site's API with a key."""

    def __init__(self, site):
        address = urlsplit(site.origin)
        trust = ssl.create_default_context(cafile=site.authority)
        self.connection = http.client.HTTPSConnection(address.hostname, address.port, timeout=60, context=trust)
        self.key = site.keys["consumer_key"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def get(self, path):
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{answer.status} at {path}: {body[:500]}")
        return body

    def posts(self, blog, form):
        """All posts of a blog, by the links from page to page."""
        path = f"/v2/blog/{blog}/posts?api_key={quote(self.key)}&limit=50&reblog_info=true{form}"
        posts = []
        while path:
            page = json.loads(self.get(path))["response"]
            posts += page["posts"]
            following = page.get("_links", {}).get("next", {}).get("href")
            path = following and f"{following}&api_key={quote(self.key)}"
            if len(posts) > 2 * POSTS:
                raise AssertionError("the pages do not end")
        return posts


def kept(post):
    """What an archive brings back of a post, whatever the address of the site."""
    trail = [
        {"post": item.get("post"), "blog": item.get("blog", {}).get("name"), "content": local(item.get("content"))}
        for item in post["trail"]
    ]
    fields = {name: post[name] for name in ("id_string", "timestamp", "tags", "state", "slug", "layout")}
    return fields | {"content": local(post["content"]), "trail": trail}


def local(value):
    """The value with our own addresses cut to their paths, which for media are digests of the bytes."""
    if isinstance(value, dict):
        return {key: local(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [local(inner) for inner in value]
    if isinstance(value, str) and value.startswith("https://127.0.0.1:"):
        return urlsplit(value).path
    return value


def pictures(posts):
    """Paths of the largest pictures, in the posts' order."""
    blocks = [block for post in posts for block in post["content"] if block["type"] == "image"]
    return [urlsplit(max(block["media"], key=lambda size: size["width"])["url"]).path for block in blocks]


class TumblrBackup(unittest.TestCase):
    def test_an_archive_gives_back_the_same_blog(self):
        with tempfile.TemporaryDirectory(prefix="tagstead-backup-") as folder, world.Site(POSTS) as site:
            archive = Path(folder) / "staff"
            self.back_up(site, archive)
            seeded = {f"{post['id']}.json" for post in site.posts}
            self.assertEqual({path.name for path in (archive / "json").iterdir()}, seeded)
            self.assertTrue((archive / "tags/index.html").is_file())
            saved = {path.read_bytes() for path in (archive / "media").iterdir()}
            self.assertEqual(saved, {bytes_ for post in site.posts for bytes_ in post["media"]})

            with world.Site(posts=0) as other:
                other.tagstead("import", "tumblr-backup", str(archive))
                self.assertEqual(other.tagstead("check").strip().rpartition(", ")[2], "0 differences")
                with Reader(site) as first, Reader(other) as second:
                    self.compare(first, second)

    def back_up(self, site, archive):
        home = archive.parent / "home"
        home.mkdir()
        with Proxy(site.port) as proxy:
            told = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "HTTPS_PROXY": proxy.url, "https_proxy": proxy.url}
            environment = site.environment(**told)

            def run(*args):
                ended = subprocess.run(
                    [PROGRAM, *args], env=environment, capture_output=True, text=True, timeout=600, cwd=home
                )
                said = f"{args} ended with {ended.returncode}:\n{ended.stdout[-4000:]}\n{ended.stderr[-4000:]}"
                self.assertEqual(ended.returncode, 0, said + "".join(site.log[-20:]))

            run("--set-api-key", site.keys["consumer_key"])
            run("--skip-dns-check", "-q", "-j", "--tag-index", "-O", str(archive), "staff")
            self.assertIn("api.tumblr.com:443", proxy.asked)

    def compare(self, first, second):
        before, after = first.posts("staff", "&npf=true"), second.posts("staff", "&npf=true")
        self.assertEqual(len(before), POSTS)
        self.assertEqual([post["id_string"] for post in after], [post["id_string"] for post in before])
        self.maxDiff = 4_000
        for old, new in zip(before, after):
            self.assertEqual(kept(new), kept(old), f"post {old['id_string']}")
        self.assertEqual(pictures(after), pictures(before))
        self.assertTrue(pictures(before))
        for path in sorted(set(pictures(before))):
            self.assertEqual(second.get(path), first.get(path), path)
