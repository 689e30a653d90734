"""Draws the pictures of the demo site into media/: `python3 draw.py [name…]`. Needs Pillow and NumPy.

Every picture has its own seed, so that a picture is the same each time it is made."""

import io
import sys
from pathlib import Path

from drawing import craft, land, table, town

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
    "rain-valley": (land.rain, 1200, 675, 17, {}),
    "switchbacks": (land.road, 1200, 800, 18, {}),
    "flock": (land.flock, 1200, 800, 19, {}),
    "haystacks": (land.haystacks, 1200, 800, 20, {}),
    "winter-village": (land.village, 1200, 800, 22, {}),
    "camp-dusk": (land.camp, 1200, 800, 23, {}),
    "eagle": (land.eagle, 1000, 1000, 24, {}),
    "lake-boat": (land.lake, 1200, 675, 25, {"sky": ("#f4b183", "#f6cf9f", "#fbe9cc"), "tones": ("#a47a86", "#7d627a", "#56506c"), "water": ("#f0c9a4", "#9a6f86", "#3f4468"), "snow": 0, "boat": True}),
    "lake-winter": (land.lake, 1200, 675, 26, {"sky": ("#9fb8cc", "#dbe4ea", "#f4f0ea"), "tones": ("#b9c6d6", "#93a6bd", "#6f86a0"), "water": ("#dfe8ee", "#8fa9bd", "#5a7790"), "snow": 3}),
    "dusk-wide": (land.dusk, 1200, 675, 27, {}),
    "snow-tall": (land.snowy, 960, 1200, 28, {}),
    "dawn-tall": (land.dawn, 960, 1200, 29, {}),
    "spring-winter": (land.spring, 1200, 800, 30, {"tones": ("#eef1f3", "#c3cdd6", "#8fa0ae"), "sky": ("#8fa9c6", "#cfdbe6", "#f1eee9")}),
    "spring-evening": (land.spring, 1000, 1000, 31, {"tones": ("#f3c99a", "#c98a5f", "#8a5a5a"), "sky": ("#7a5a86", "#e09a86", "#f7cf9f")}),
    "meadow-blue": (land.meadow, 1200, 800, 32, {"flowers": ("#5a6fc4", "#7f8fe0", "#e9e4f6", "#f2d75a")}),
    "tea-dark": (table.tea, 1000, 1000, 40, {}),
    "tea-window": (table.tea, 1200, 800, 41, {"view": True, "wall": ("#e9d3a8", "#dcb988"), "count": 2}),
    "tea-three": (table.tea, 1200, 675, 42, {"count": 3, "wall": ("#7a3b3b", "#9c5548"), "top": ("#e0c49a", "#b08a58")}),
    "samovar": (table.samovar, 960, 1200, 43, {}),
    "honey-jars": (table.honey, 1200, 800, 44, {}),
    "honeycomb": (table.honey, 1000, 1000, 45, {"comb": True}),
    "pomegranates": (table.pomegranates, 1200, 800, 46, {}),
    "tandir-bread": (table.bread, 1200, 800, 47, {}),
    "apricots": (table.fruit, 1000, 1000, 48, {}),
    "persimmons": (table.fruit, 1200, 800, 49, {"tone": ("#f2862f", "#c4481c"), "blush": "#d9301c", "wall": ("#34505a", "#55757a"), "top": ("#c9a06a", "#94703f")}),
    "churchkhela": (table.churchkhela, 960, 1200, 50, {}),
    "khachapuri": (table.khachapuri, 1200, 800, 51, {}),
    "plov": (table.plov, 1000, 1000, 52, {}),
    "walnuts": (table.walnuts, 1200, 800, 53, {}),
    "herbs": (table.herbs, 1080, 720, 54, {}),
    "cheese": (table.cheese, 1200, 800, 55, {}),
    "mushrooms": (table.mushrooms, 960, 1200, 56, {}),
    "carpet-madder": (craft.carpet, 810, 1080, 60, {}),
    "carpet-indigo": (craft.carpet, 810, 1080, 61, {"field": craft.INDIGO, "border": craft.MADDER, "tones": (craft.MADDER, craft.IVORY, craft.GOLD, craft.INDIGO, craft.IVORY), "medallions": 2}),
    "carpet-ivory": (craft.carpet, 900, 900, 62, {"field": "#e6d5ae", "border": craft.GREEN, "tones": (craft.GREEN, craft.GOLD, craft.MADDER, craft.IVORY, craft.INDIGO), "medallions": 1}),
    "kilim": (craft.kilim, 1080, 720, 63, {}),
    "shebeke-window": (craft.shebeke, 800, 1000, 64, {}),
    "tar": (craft.tar, 960, 1200, 65, {}),
    "kamancha": (craft.kamancha, 960, 1200, 66, {}),
    "duduk": (craft.duduk, 1200, 675, 67, {}),
    "frame-drum": (craft.drum, 1000, 1000, 68, {}),
    "copper": (craft.copper, 1200, 800, 69, {}),
    "pottery": (craft.pottery, 1200, 800, 70, {}),
    "wool": (craft.wool, 1200, 800, 71, {}),
    "loom": (craft.loom, 1200, 800, 72, {}),
    "socks": (craft.socks, 1000, 1000, 73, {}),
    "balconies": (town.balconies, 1200, 800, 80, {}),
    "balconies-night": (town.balconies, 960, 1200, 81, {"night": True}),
    "batumi-boats": (town.harbour, 1200, 675, 82, {}),
    "batumi-night": (town.harbour, 1200, 675, 83, {"night": True}),
    "baku-tower": (town.seafront, 1200, 800, 84, {}),
    "sheki-arches": (town.arches, 1200, 800, 85, {}),
    "market": (town.market, 1200, 675, 86, {}),
    "cat-window": (town.cat, 1000, 1000, 87, {}),
    "cat-evening": (town.cat, 1000, 1000, 88, {"coat": "#5a5f6b", "sky": ("#34406e", "#e0927a")}),
    "slow-train": (town.train, 1200, 675, 89, {}),
    "stone-bridge": (town.bridge, 1200, 800, 90, {}),
    "cable-car": (town.cable, 960, 1200, 91, {}),
    "rain-street": (town.street_rain, 960, 1200, 92, {}),
    "bookshop": (town.bookshop, 1200, 675, 93, {}),
    "terraces": (town.terraces, 1200, 800, 94, {}),
}


def save(name):
    """Draws one picture and stores it in the best quality that fits the limit."""
    make, width, height, seed, extra = PICTURES[name]
    picture = make(width, height, seed, **extra).finish(0.8 if make.__module__.endswith("craft") else 2.2)
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
