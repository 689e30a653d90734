"""pytumblr 0.1, unchanged: every method of its client class."""

import inspect
import os
import sys
import unittest
from pathlib import Path

import pytumblr

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import world  # noqa: E402

OTHERS = {"send_api_request"}


class Recorder:
    """The client, with a note of each method that was called; a refusal fails the test with the server's words."""

    def __init__(self, client):
        self.client, self.called = client, set()

    def __getattr__(self, name):
        method = getattr(self.client, name)

        def call(*args, **options):
            self.called.add(name)
            answer = method(*args, **options)
            if isinstance(answer, dict) and "meta" in answer:
                raise AssertionError(f"{name}{args} {options} was refused: {answer}")
            return answer

        return call


class PyTumblr(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        site = cls.site = cls.enterClassContext(world.Site())
        # Read by requests.
        os.environ["REQUESTS_CA_BUNDLE"] = site.authority
        keys = [site.keys[name] for name in ("consumer_key", "consumer_secret", "token", "token_secret")]
        cls.keys = keys
        cls.client = Recorder(pytumblr.TumblrRestClient(*keys, host=site.origin))
        cls.own = cls.client.info()["user"]["blogs"][0]["name"]

    @classmethod
    def tearDownClass(cls):
        del os.environ["REQUESTS_CA_BUNDLE"]
        methods = inspect.getmembers(pytumblr.TumblrRestClient, inspect.isfunction)
        every = {name for name, _ in methods if not name.startswith("_")} - OTHERS
        assert cls.client.called >= every, f"not called: {sorted(every - cls.client.called)}"

    def read(self, ident, **options):
        posts = self.client.posts(self.own, id=ident, **options)["posts"]
        self.assertEqual(len(posts), 1, ident)
        return posts[0]

    def neighbours(self):
        return self.client.posts("bee-yard", limit=1)["posts"][0]

    def test_blogs(self):
        for name in ["staff", "staff.tumblr.com", world.STAFF_UUID]:
            blog = self.client.blog_info(name)["blog"]
            self.assertEqual((blog["name"], blog["uuid"]), ("staff", world.STAFF_UUID))
            self.assertIn("avatar_url", self.client.avatar(name, 128))

    def test_posts(self):
        page = self.client.posts("staff", limit=50, reblog_info=True, notes_info=True)
        ids = [post["id"] for post in sorted(self.site.posts, key=lambda p: (p["timestamp"], p["id"]), reverse=True)]
        self.assertEqual([post["id"] for post in page["posts"]], ids)
        self.assertEqual(page["total_posts"], len(ids))
        photos = self.client.posts("staff", type="photo")
        self.assertEqual({post["type"] for post in photos["posts"]}, {"photo"})
        expected = [post for post in self.site.posts if "blue sky" in post["tags"]]
        self.assertEqual(self.client.posts("staff", tag="blue sky")["total_posts"], len(expected))
        plain = self.client.posts("staff", type="text", filter="text")["posts"]
        self.assertTrue(plain and all("<" not in post["body"] for post in plain))
        blocks = self.client.posts("staff", npf=True)["posts"]
        self.assertTrue(all("content" in post for post in blocks))

    def test_tagged(self):
        posts = self.client.tagged("everything", limit=5)
        self.assertIsInstance(posts, list)
        self.assertEqual(len(posts), 5)
        older = self.client.tagged("everything", limit=5, before=posts[-1]["timestamp"], filter="text")
        self.assertFalse({p["id"] for p in posts} & {p["id"] for p in older})

    def test_key_alone(self):
        keyed = Recorder(pytumblr.TumblrRestClient(self.keys[0], host=self.site.origin))
        self.assertEqual(keyed.blog_info("staff")["blog"]["name"], "staff")
        self.assertTrue(keyed.tagged("everything"))
        refused = keyed.client.info()
        self.assertEqual(refused["meta"]["status"], 401)

    def test_likes(self):
        post = self.neighbours()
        self.client.like(post["id"], post["reblog_key"])
        self.assertIn(post["id"], [liked["id"] for liked in self.client.likes(limit=20)["liked_posts"]])
        self.assertIsInstance(self.client.blog_likes(self.own)["liked_count"], int)
        notes = self.client.notes("bee-yard", post["id"])["notes"]
        self.assertIn("like", {note["type"] for note in notes})
        self.client.unlike(post["id"], post["reblog_key"])
        self.assertNotIn(post["id"], [liked["id"] for liked in self.client.likes()["liked_posts"]])

    def test_following(self):
        self.client.follow("bee-yard.tumblr.com")
        self.assertIn("bee-yard", [blog["name"] for blog in self.client.following()["blogs"]])
        self.assertIn("bee-yard", [post["blog_name"] for post in self.client.dashboard(limit=20)["posts"]])
        self.assertIsInstance(self.client.blog_following(self.own)["total_blogs"], int)
        self.assertIsInstance(self.client.followers(self.own)["total_users"], int)
        self.client.unfollow("bee-yard.tumblr.com")
        self.assertNotIn("bee-yard", [blog["name"] for blog in self.client.following()["blogs"]])

    def test_writing(self):
        blog, client, media = self.own, self.client, str(world.MEDIA)
        picture = f"{media}/picture.jpg"
        tags = ["hot springs", "Kəlbəcər"]
        made = [
            client.create_text(blog, state="published", title="Springs", body="<p>Warm &amp; clear 🐝</p>", tags=tags),
            client.create_quote(blog, quote="Whoever drinks returns", source="A walker", tags=tags),
            client.create_link(blog, url="https://walks.example/7", title="The walk", description="Eleven", tags=tags),
            client.create_chat(blog, title="At the gate", conversation="Guide: mind the step\nGuest: which?", tags=tags),
            client.create_photo(blog, caption="One", data=picture, tags=tags),
            client.create_photo(blog, caption="Two", data=[picture, picture], tags=tags),
            client.create_audio(blog, caption="A tone", data=f"{media}/sound.mp3", tags=tags),
            client.create_video(blog, caption="Bars", data=f"{media}/film.mp4", tags=tags),
        ]
        posts = [self.read(one["id"]) for one in made]
        types = ["text", "quote", "link", "chat", "photo", "photo", "audio", "video"]
        self.assertEqual([post["type"] for post in posts], types)
        self.assertTrue(all(post["tags"] == tags for post in posts))
        self.assertEqual([len(posts[4]["photos"]), len(posts[5]["photos"])], [1, 2])
        self.assertIn("🐝", posts[0]["body"])
        client.edit_post(blog, id=made[0]["id"], type="text", title="Springs", body="<p>Cold</p>", tags=["changed"])
        edited = self.read(made[0]["id"])
        self.assertEqual((edited["tags"], edited["title"]), (["changed"], "Springs"))
        self.assertIn("Cold", edited["body"])
        for one in made:
            client.delete_post(blog, one["id"])
        gone = client.client.posts(blog, id=made[0]["id"])
        self.assertTrue("meta" in gone or not gone["posts"], gone)

    def test_reblog(self):
        post = self.neighbours()
        options = {"comment": "Well seen", "tags": ["seen again"]}
        made = self.client.reblog(self.own, id=post["id"], reblog_key=post["reblog_key"], **options)
        reblog = self.read(made["id"], reblog_info=True)
        self.assertEqual(str(reblog["reblogged_from_id"]), str(post["id"]))
        self.assertEqual(reblog["tags"], ["seen again"])
        self.client.delete_post(self.own, made["id"])

    def test_what_waits(self):
        for state, listed in [("queue", self.client.queue), ("draft", self.client.drafts)]:
            ident = self.client.create_text(self.own, state=state, body="Later")["id"]
            self.assertIn(str(ident), [str(post["id"]) for post in listed(self.own)["posts"]], state)
            self.client.delete_post(self.own, ident)
        self.assertEqual(self.client.submission(self.own)["posts"], [])
