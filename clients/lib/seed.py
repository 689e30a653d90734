"""Writes a folder as tumblr-backup leaves it, for `tagstead import tumblr-backup`: posts of all sorts, and pictures.

The same numbers give the same bytes. All texts are our own.
"""

import json
import struct
import zlib
from pathlib import Path

FIRST_ID = 751_000_000_000_000_000
FIRST_TIME = 1_716_000_000
WORDS = "spring bridge honey meadow water stone valley orchard path winter market bread lantern river".split()
TAGS = ["blue sky", "Kəlbəcər", "Истису", "hot springs", "a/b", "what?", "c++", "honey", "живая вода", "🐝"]
# Every 7th post is a picture, and so on; what is left is text.
KINDS = {0: "photo", 1: "quote", 2: "link", 3: "chat", 4: "reblog"}


def write(folder, blog, uuid, count, first=FIRST_ID):
    """Writes `count` posts of `blog` with ids from `first`, and returns what the API must give back of them, oldest
    first."""
    folder = Path(folder)
    (folder / "json").mkdir(parents=True)
    (folder / "media").mkdir()
    return [_post(folder, blog, uuid, first + n, n) for n in range(count)]


def tags(n):
    """One to three tags a post; “everything” is on all of them."""
    return ["everything"] + [TAGS[(n + step) % len(TAGS)] for step in range(n % 3)]


def picture(n):
    """A PNG of its own colours for each number."""
    width, height = 40 + n % 25, 30 + n % 17
    row = b"".join(bytes(((x * 6 + n) % 256, (n * 3) % 256, (n // 256) * 40 % 256)) for x in range(width))
    pixels = zlib.compress(b"".join(b"\0" + row for _ in range(height)), 9)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body, width, height


def _post(folder, blog, uuid, ident, n):
    kind = KINDS.get(n % 7, "text")
    text = " ".join(WORDS[(n * 5 + step * (n % 4 + 1)) % len(WORDS)] for step in range(8))
    post = {
        "object_type": "post",
        "blog_name": blog,
        "blog": {"name": blog, "title": f"Notes of {blog}", "description": "", "uuid": uuid},
        "id": ident,
        "id_string": str(ident),
        "post_url": f"https://{blog}.tumblr.com/post/{ident}",
        "slug": "",
        # Every third post shares its second with the one before it.
        "timestamp": FIRST_TIME + (n - (n % 3 == 2)) * 60,
        "state": "published",
        "format": "html",
        "tags": tags(n),
        "note_count": 0,
        "type": "text" if kind == "reblog" else kind,
    }
    media = []
    if kind == "photo":
        for at in range(1 + n % 2):
            name = f"tumblr_{blog}{n}o{at}_1280.png"
            bytes_, width, height = picture(n * 2 + at)
            (folder / "media" / name).write_bytes(bytes_)
            media.append(bytes_)
            size = {"url": f"https://64.media.example/{n}/{name}", "width": width, "height": height}
            post.setdefault("photos", []).append({"caption": "", "original_size": size, "alt_sizes": [size]})
        post["caption"] = f"<p>Seen at the {text} ({n})</p>"
    elif kind == "quote":
        post |= {"text": f"Whoever drinks of the {text} returns ({n})", "source": "<p>A walker</p>"}
    elif kind == "link":
        post |= {"url": f"https://walks.example/{n}", "title": f"The walk {n}", "description": f"<p>{text}</p>"}
    elif kind == "chat":
        lines = [("Guide:", f"mind the {text}"), ("Guest:", f"number {n} already?")]
        post["dialogue"] = [{"name": who[:-1], "label": who, "phrase": said} for who, said in lines]
        post["body"] = "\n".join(f"{who} {said}" for who, said in lines)
    elif kind == "reblog":
        post |= _reblog(blog, ident, n, text)
    else:
        post |= {"title": f"Number {n}", "body": f"<p>The {text} is <b>warm</b> 🐝 ({n})</p>"}
    (folder / "json" / f"{ident}.json").write_text(json.dumps(post, ensure_ascii=False), encoding="utf-8")
    return {"id": ident, "timestamp": post["timestamp"], "tags": post["tags"], "kind": kind, "media": media}


def _reblog(blog, ident, n, text):
    root, said, added = ident - 500_000, f"<p>What the {text} is</p>", f"<p>And in winter too ({n})</p>"
    trail = [
        {
            "blog": {"name": "far-walks", "active": True},
            "post": {"id": str(root)},
            "content_raw": said,
            "content": said,
            "is_root_item": True,
        },
        {
            "blog": {"name": blog, "active": True},
            "post": {"id": str(ident)},
            "content_raw": added,
            "content": added,
            "is_current_item": True,
        },
    ]
    source = {"id": str(root), "name": "far-walks", "url": f"https://far-walks.tumblr.com/post/{root}"}
    links = {f"reblogged_{of}_{key}": value for of in ("from", "root") for key, value in source.items()}
    return links | {"title": "", "body": said + added, "trail": trail, "reblog": {"comment": added, "tree_html": said}}
