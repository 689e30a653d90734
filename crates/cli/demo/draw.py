"""Draws the pictures of the demo site into media/: `python3 draw.py [name…]`. Needs Pillow and NumPy.

Every picture has its own seed, so that a picture is the same each time it is made."""

import io
import sys
from pathlib import Path

from drawing import land

MEDIA = Path(__file__).parent / "media"
LIMIT = 40_000

# name: (function, width, height, seed, keyword arguments)
PICTURES = {
    "dusk-ridges": (land.dusk, 1200, 800, 3, {}),
    "dawn-ridges": (land.dawn, 1200, 675, 5, {}),
    "snow-noon": (land.snowy, 1200, 800, 8, {}),
    "istisu-terraces": (land.spring, 1200, 800, 11, {}),
    "alagol-lake": (land.lake, 1200, 800, 14, {}),
    "hives-meadow": (land.meadow, 1200, 800, 21, {"hives": True, "flowers": ("#f4e06a", "#ffffff", "#c77fb6")}),
    "blue-hour": (land.blue_hour, 1200, 675, 6, {}),
    "autumn-wood": (land.autumn, 960, 1200, 7, {}),
    "foggy-pines": (land.foggy_pines, 1200, 800, 9, {}),
    "night-moon": (land.night, 1200, 800, 10, {}),
    "night-stars": (land.night, 960, 1200, 12, {"moon": False}),
    "waterfall": (land.waterfall, 900, 1125, 13, {}),
    "river-bend": (land.river, 1200, 800, 15, {}),
    "poppies": (land.meadow, 1200, 675, 16, {}),
}


def save(name):
    """Draws one picture and stores it in the best quality that fits the limit."""
    make, width, height, seed, extra = PICTURES[name]
    picture = make(width, height, seed, **extra).finish(2.2)
    for quality in range(76, 20, -6):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LIMIT:
            break
    (MEDIA / f"{name}.webp").write_bytes(out.getvalue())
    print(f"{name}: {width}x{height}, {out.tell()} bytes, quality {quality}")


if __name__ == "__main__":
    MEDIA.mkdir(exist_ok=True)
    for wanted in sys.argv[1:] or PICTURES:
        save(wanted)
