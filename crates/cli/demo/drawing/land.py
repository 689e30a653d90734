"""Mountains, water, woods and sky."""

import math

import numpy as np

from .canvas import Canvas, mix


def ridges(w, h, seed, sky, layers, sun=None, snow=None, firs=None, birds=None, haze=None, amp=0.17, top=0.42):
    """Ranges one behind another under a gradient sky. `layers` runs from far to near; `snow` counts the far
    ranges that carry snow; `firs` is the colour of the trees on the nearest range."""
    c = Canvas(w, h, seed)
    c.sky(*sky, bottom=0.8)
    c.sky(sky[-1], layers[0], top=0.8)
    if sun:
        x, y, r, colour = sun
        c.glow(x * w, y * h, r * h * 4, colour, 0.55)
        c.oval(x * w, y * h, r * h, r * h, colour)
    if birds:
        c.birds(w * 0.3, h * 0.25, 7, birds)
    for i, colour in enumerate(layers):
        share = i / max(1, len(layers) - 1)
        y = h * (top + share * (0.9 - top))
        crest = c.crest(y, h * amp * (1.1 - 0.75 * share), 0.46, 2 + i)
        pale = mix(colour, haze or sky[-1], 0.45 * (1 - share * 0.7))
        c.under(crest, colour, pale, floor=min(h, y + h * 0.42))
        c.under(np.full(c.W, y + h * 0.42), pale) if y + h * 0.42 < h else None
        c.facets(crest, mix(colour, "#0c1024", 0.6), 0.22 * (0.5 + share), 0.45, h * 0.3)
        if snow and i < snow:
            c.snow(crest, y - h * 0.02, mix("#ffffff", sky[-1], 0.22), 0.95, h * 0.03)
            c.facets(crest, mix(colour, "#2a3560", 0.3), 0.25, 0.45, h * 0.16)
        if i < len(layers) - 1:
            c.haze(y + h * 0.12, h * 0.05, haze or sky[-1], 0.22)
    if firs:
        c.firs(crest, 60, h * 0.13, firs)
    return c


def dusk(w, h, seed):
    return ridges(w, h, seed, ("#f6b77b", "#f2977a", "#d9727d", "#9c5a80"), ("#a0627f", "#7a4a74", "#4d3a66", "#2c2b50", "#171c38"), sun=(0.68, 0.3, 0.085, "#ffe9c6"), firs="#10142b")


def dawn(w, h, seed):
    return ridges(w, h, seed, ("#bcd7e4", "#e6e2d2", "#f7d9b5", "#f3b99a"), ("#b9a6b4", "#8c8ba8", "#5f6d94", "#3d5178", "#24384f"), sun=(0.3, 0.36, 0.06, "#fff6df"), birds="#4b4a63")


def snowy(w, h, seed):
    return ridges(w, h, seed, ("#3c79b4", "#79aed3", "#c5dfe9"), ("#6d8fb6", "#55789f", "#3b6181", "#2c5159", "#1f3d3b"), snow=3, firs="#142c2b", amp=0.24, top=0.38)


def blue_hour(w, h, seed):
    return ridges(w, h, seed, ("#13234a", "#25447a", "#5f7fae", "#c7b6c0"), ("#5a6f9e", "#3f5585", "#2a3d69", "#1a284b", "#0d1730"), sun=(0.8, 0.18, 0.035, "#f4f1e4"), firs="#070d1f")


def autumn(w, h, seed):
    c = ridges(w, h, seed, ("#cfe0e2", "#f1e5c9", "#f3cf9d"), ("#a9a7a5", "#9a8468", "#b5713a"), amp=0.13, top=0.4)
    for row in range(4):
        y = h * (0.68 + row * 0.09)
        crest = c.crest(y, h * 0.03, 0.5, 4)
        c.under(crest, mix("#8a4b22", "#3c2a1c", row / 4))
        for _ in range(46 - row * 6):
            x = float(c.rng.uniform(-20, w + 20))
            r = h * c.rng.uniform(0.03, 0.055) * (1 + row * 0.25)
            base = float(crest[int(min(max(x * 2, 0), c.W - 1))])
            tone = c.rng.choice(["#d9822b", "#c8552b", "#e6b13c", "#a33b2a", "#7f7a34", "#e0963a"])
            c.line([(x, base + r), (x, base - r * 0.4)], "#3a261b", max(2, r * 0.12))
            c.oval(x, base - r, r, r * 1.15, mix(tone, "#fff0c0", 0.12), mix(tone, "#3a1b14", 0.35))
    return c


def foggy_pines(w, h, seed):
    c = Canvas(w, h, seed)
    c.sky("#dfe7e4", "#c9d6d4", "#a9bcbb")
    for i, tone in enumerate(("#b3c4c2", "#92a9a8", "#6c8a88", "#456866", "#23484a", "#0f2b30")):
        y = h * (0.34 + i * 0.125)
        crest = c.crest(y, h * 0.06, 0.5, 3)
        c.firs(crest, 70 - i * 7, h * (0.1 + i * 0.045), tone, 0.6)
        c.under(crest, tone, mix(tone, "#cfdad8", 0.55), floor=min(h, y + h * 0.3))
        if i < 5:
            c.haze(y + h * 0.1, h * 0.05, "#dbe5e3", 0.55)
    return c


def night(w, h, seed, moon=True):
    c = Canvas(w, h, seed)
    c.sky("#060a1f", "#0d1a3e", "#22396b", "#4a5d8a")
    if not moon:
        for i in range(120):
            t = c.rng.normal(0, 0.33)
            x, y = w * (0.5 + t * 0.9), h * (0.36 - t * 0.5) + c.rng.normal(0, h * 0.05)
            c.glow(x, y, h * c.rng.uniform(0.04, 0.13), c.rng.choice(["#8f9fd6", "#b7a6cf", "#6f86c4"]), 0.08)
    c.stars(420, h * 0.75, "#fdf6e3")
    if moon:
        c.glow(w * 0.74, h * 0.26, h * 0.4, "#cfd8f4", 0.5)
        crescent(c, w * 0.74, h * 0.26, h * 0.07, "#f7f3e2")
    for i, tone in enumerate(("#27365f", "#182446", "#0b132b")):
        crest = c.crest(h * (0.66 + i * 0.12), h * 0.11 * (1 - i * 0.2), 0.46, 3)
        c.under(crest, tone, mix(tone, "#4a5d8a", 0.2))
        if i == 0:
            c.snow(crest, h * 0.64, "#7f8fbb", 0.7)
    c.firs(crest, 50, h * 0.12, "#050a18")
    x = w * 0.24
    y = float(crest[int(x * 2)]) + 18
    c.glow(x, y - 8, 70, "#ffcf7a", 0.7)
    c.poly([(x - 26, y + 20), (x - 26, y - 12), (x, y - 32), (x + 26, y - 12), (x + 26, y + 20)], "#0a1022")
    c.box(x - 8, y - 10, 14, 14, "#ffd98c")
    return c


def crescent(c, x, y, r, tone):
    outer = [(x + r * math.cos(t), y + r * math.sin(t)) for t in np.linspace(-1.9, 1.5, 40)]
    inner = [(x - r * 0.32 + r * 0.86 * math.cos(t), y - r * 0.12 + r * 0.86 * math.sin(t)) for t in np.linspace(1.42, -1.62, 40)]
    c.poly(outer + inner, tone)


def spring(w, h, seed, tones=("#e9d9b8", "#d0a970", "#8a9a6e"), sky=("#9fc3cf", "#dbe6dc", "#f3e6c8")):
    """Hot spring terraces: pools that step down, with steam."""
    c = ridges(w, h, seed, sky, ("#a9b9b4", "#7f9a8f", "#5a7c6c"), amp=0.16, top=0.3, snow=1)
    for i in range(6):
        y = h * (0.56 + i * 0.075)
        left, right = w * (0.34 - i * 0.075), w * (0.66 + i * 0.075)
        drop = h * 0.08
        rim = mix(tones[0], tones[1], i / 5)
        c.poly([(left, y), (right, y), (right + w * 0.05, y + drop * 1.5), (left - w * 0.05, y + drop * 1.5)], rim, mix(rim, tones[2], 0.7))
        for k in range(26):
            x = left + (right - left) * k / 25
            c.line([(x, y + 6), (x + c.rng.normal(0, 6), y + drop * c.rng.uniform(0.5, 1.2))], mix(rim, "#7c5a34", 0.45), 3, 0.5)
        c.oval((left + right) / 2, y, (right - left) / 2, h * 0.028, mix(rim, "#fff6de", 0.6))
        c.oval((left + right) / 2, y + 2, (right - left) / 2 - 10, h * 0.022, "#bfe6e1", "#5fb3b5")
    for k in range(5):
        c.steam(w * (0.36 + k * 0.075), h * 0.58, h * c.rng.uniform(0.3, 0.46), "#ffffff", 0.55, h * 0.045)
    return c


def lake(w, h, seed, sky=("#6fa7cc", "#b9d8e0", "#f2e4cc"), tones=("#8a9fb5", "#65809c", "#48697c"), water=("#bcd6dc", "#4d86a4", "#255a7c"), snow=2, boat=False):
    c = ridges(w, h, seed, sky, tones, amp=0.2, top=0.3, snow=snow)
    shore = h * 0.62
    upper = c.image.crop((0, 0, c.W, round(shore * 2)))
    c.sky(*water, top=0.62)
    mirror = upper.transpose(1).crop((0, 0, c.W, c.H - round(shore * 2)))
    from PIL import Image

    c.image.paste(mirror, (0, round(shore * 2)), Image.new("L", mirror.size, 105))
    for i in range(70):
        y = shore + (h - shore) * c.rng.uniform(0.02, 1) ** 1.3
        x = c.rng.uniform(0, w)
        long = (y - shore) / (h - shore) * w * 0.12 + 14
        c.line([(x, y), (x + long, y)], "#ffffff", 1 + (y - shore) / h * 4, 0.22)
    c.line([(0, shore), (w, shore)], "#f6ecd6", 2, 0.6)
    crest = c.crest(h * 0.97, h * 0.035, 0.5, 5)
    c.under(crest, "#2f4a3a", "#1d3027")
    for _ in range(60):
        x = float(c.rng.uniform(0, w))
        y = float(crest[int(x * 2) % c.W]) + 4
        c.line([(x, y + 10), (x + c.rng.normal(0, 8), y - h * c.rng.uniform(0.02, 0.07))], "#3d5b3f", 2.5)
    if boat:
        row_boat(c, w * 0.62, h * 0.74, h * 0.1, "#a8412f")
    return c


def row_boat(c, x, y, s, tone):
    c.poly([(x - s, y), (x + s, y), (x + s * 0.7, y + s * 0.34), (x - s * 0.7, y + s * 0.34)], tone, mix(tone, "#2a1015", 0.5))
    c.line([(x - s, y), (x + s, y)], mix(tone, "#ffffff", 0.6), 4)
    c.oval(x, y + s * 0.42, s * 0.8, s * 0.06, "#12314a", alpha=0.35)


def waterfall(w, h, seed):
    """A fall over a cliff's lip, between darker walls."""
    c = Canvas(w, h, seed)
    c.sky("#a9d0d6", "#dcebe2", bottom=0.3)
    far = c.crest(h * 0.16, h * 0.05, 0.5, 3)
    c.under(far, "#8fb0a8", "#6f9489")
    lip = c.crest(h * 0.25, h * 0.018, 0.5, 5)
    c.firs(lip, 40, h * 0.1, "#3f6f60", 0.2)
    c.under(lip, "#57857a", "#1f4a48")
    for _ in range(60):
        x, y = c.rng.uniform(0, w), c.rng.uniform(h * 0.28, h * 0.75)
        c.line([(x, y), (x + c.rng.normal(0, 10), y + c.rng.uniform(30, 110))], "#0f3434", 4, 0.25)
    top = float(lip[c.W // 2])
    for k in range(34):
        x = w * 0.5 + (k - 16.5) * w * 0.0075
        foot = x + (x - w * 0.5) * 0.35
        c.line([(x, top - 2), (x, top + h * 0.1), (foot, h * 0.8)], "#ffffff", 7, float(c.rng.uniform(0.35, 0.95)))
    for i, (tone, reach) in enumerate((("#234f4c", 0.3), ("#143534", 0.2))):
        for side in (0, 1):
            edge = [(w * abs(side - reach - 0.05 * math.sin(k * 1.7 + i + side) + 0.012 * k), h * k / 9) for k in range(10)]
            c.poly([(w * side, 0), *edge, (w * side, h)], tone, mix(tone, "#04201f", 0.5))
    c.haze(h * 0.79, h * 0.045, "#f1faf6", 0.75)
    c.under(c.crest(h * 0.82, 6, 0.5, 5), "#9ccfc8", "#2b6f74")
    for _ in range(24):
        x, y, r = c.rng.uniform(0, w), c.rng.uniform(h * 0.84, h * 0.99), c.rng.uniform(18, 60)
        c.oval(x, y, r, r * 0.55, "#4c6a63", "#17302f")
    return c


def river(w, h, seed):
    """A river that winds towards the reader through a gorge."""
    c = ridges(w, h, seed, ("#86b7d0", "#cfe2dc", "#f2e2c2"), ("#93a9b8", "#6e8f93", "#4f7a6c"), amp=0.2, top=0.34, snow=1)
    ground = c.crest(h * 0.62, h * 0.02, 0.5, 4)
    c.under(ground, "#86a05d", "#4c6b3c")
    left, right = [], []
    for k in range(60):
        t = k / 59
        y = h * (0.625 + 0.375 * t)
        mid = w * (0.52 + 0.16 * math.sin(t * 7.5) * (1 - t * 0.35))
        half = w * (0.008 + 0.15 * t**1.6)
        left.append((mid - half, y))
        right.append((mid + half, y))
    c.poly(left + right[::-1], "#d7ecea", "#4d9db0")
    for _ in range(40):
        k = int(c.rng.integers(8, 58))
        (x0, y), (x1, _) = left[k], right[k]
        x = x0 + (x1 - x0) * c.rng.uniform(0.1, 0.8)
        c.line([(x, y), (x + (x1 - x0) * 0.16, y)], "#ffffff", 1 + k / 25, 0.6)
    for _ in range(70):
        k = int(c.rng.integers(4, 60))
        side = c.rng.choice([0, 1])
        x, y = (left if side == 0 else right)[k]
        r = 3 + k * 0.35
        c.oval(x + c.rng.normal(0, r), y, r * 1.4, r * 0.8, "#c9c4b4", "#7f7d72")
    c.firs(ground, 34, h * 0.16, "#2f5440", 0.8, 0, 0.33)
    c.firs(ground, 34, h * 0.16, "#2f5440", 0.8, 0.72, 1)
    return c


def meadow(w, h, seed, flowers=("#d8402f", "#e8553f", "#c9302b"), sky=("#7fb6da", "#cbe4ea", "#f7ecd2"), hives=False, snow=1):
    c = ridges(w, h, seed, sky, ("#90a8c2", "#7197a0", "#6b9b6b"), amp=0.17, top=0.34, snow=snow)
    for row in range(5):
        y = h * (0.6 + row * 0.085)
        crest = c.crest(y, h * 0.025, 0.5, 3)
        c.under(crest, mix("#9fbf62", "#3f6b33", row / 4), mix("#86a951", "#2e5428", row / 4))
        if hives and row in (1, 2, 3):
            for k in range(6 - row):
                x = w * (0.1 + 0.05 * row + k * 0.17 + c.rng.normal(0, 0.01))
                hive(c, x, float(crest[int(x * 2) % c.W]) + 12 + row * 8, h * (0.035 + row * 0.017), c.rng)
        for _ in range(90 - row * 10):
            x = float(c.rng.uniform(0, w))
            fy = float(crest[int(x * 2) % c.W]) + c.rng.uniform(4, h * 0.08)
            r = (1.6 + row * 1.5) * c.rng.uniform(0.7, 1.3)
            c.line([(x, fy), (x, fy + r * 3)], "#47703a", max(1, r * 0.3))
            c.oval(x, fy, r * 1.2, r, str(c.rng.choice(flowers)))
    return c


def hive(c, x, y, s, rng):
    tone = str(rng.choice(["#e8d9a8", "#8fb7c9", "#e3a857", "#d6dfd0", "#c98f8a"]))
    c.shadow(x, y, s * 1.1, s * 0.2, "#1c2a14", 0.4)
    c.box(x - s * 0.75, y - s * 1.5, s * 1.5, s * 1.45, tone, mix(tone, "#5a4632", 0.3))
    c.line([(x - s * 0.75, y - s * 0.8), (x + s * 0.75, y - s * 0.8)], mix(tone, "#4a3826", 0.5), 2)
    c.box(x - s * 0.9, y - s * 1.7, s * 1.8, s * 0.26, mix(tone, "#4a3826", 0.55))
    c.box(x - s * 0.35, y - s * 0.28, s * 0.7, s * 0.12, "#33261b")


def rain(w, h, seed):
    c = ridges(w, h, seed, ("#5b6a78", "#8796a0", "#b9c2c2"), ("#7d8f98", "#566b75", "#384e56", "#22363b"), amp=0.15)
    for k in range(5):
        c.haze(h * 0.07 * k, h * 0.02, "#3a4753" if k % 2 == 0 else "#a9b4ba", 0.4)
    c.steam(w * 0.3, h * 0.75, h * 0.35, "#dfe6e6", 0.5, h * 0.16)
    c.steam(w * 0.75, h * 0.8, h * 0.3, "#dfe6e6", 0.45, h * 0.14)
    for _ in range(260):
        x, y, long = c.rng.uniform(-50, w), c.rng.uniform(-20, h), c.rng.uniform(14, 44)
        c.line([(x, y), (x + long * 0.3, y + long)], "#dfe7ea", 1.2, 0.35)
    return c


def road(w, h, seed):
    """Switchbacks up a green slope."""
    c = ridges(w, h, seed, ("#8cc0dc", "#d5e7e6", "#f5e9cf"), ("#9db2c6", "#7797a4"), amp=0.2, top=0.3, snow=1)
    slope = c.crest(h * 0.4, h * 0.05, 0.4, 2)
    c.under(slope, "#8fae62", "#4f7440")
    points = []
    for k in range(240):
        t = k / 239
        y = h * (0.42 + 0.58 * t**1.35)
        swing = math.sin(t * 17) * w * (0.1 + 0.27 * t)
        points.append((w * 0.52 + swing, y))
    for k in range(len(points) - 1):
        c.line(points[k : k + 2], "#3f5a34", 9 + k * 0.11, 0.5)
    for k in range(len(points) - 1):
        c.line([(points[k][0], points[k][1] - 2), (points[k + 1][0], points[k + 1][1] - 2)], "#e3d6b8", 6 + k * 0.09)
    x, y = points[150]
    c.box(x - 22, y - 30, 44, 24, "#c8402f", "#9c2d24", radius=5)
    c.box(x - 16, y - 27, 32, 9, "#cfe6ee", radius=2)
    c.oval(x - 12, y - 6, 5, 5, "#1c1c1c")
    c.oval(x + 12, y - 6, 5, 5, "#1c1c1c")
    c.firs(slope, 26, h * 0.1, "#31553f", 2.0, 0, 0.22)
    c.firs(slope, 20, h * 0.1, "#31553f", 2.0, 0.8, 1)
    return c


def flock(w, h, seed):
    c = ridges(w, h, seed, ("#f4d7a8", "#f6e6c6", "#fbf1dc"), ("#c3b9a6", "#a3a886"), amp=0.15, top=0.34, sun=(0.2, 0.2, 0.07, "#fffbe9"))
    hill = c.crest(h * 0.6, h * 0.06, 0.4, 2)
    c.under(hill, "#b3b865", "#6f8544")
    for i in range(46):
        t = i / 45
        x = w * (0.08 + 0.8 * ((i * 0.618) % 1))
        y = h * (0.66 + 0.26 * t)
        s = h * (0.018 + 0.02 * t)
        c.shadow(x, y + s * 0.9, s * 1.3, s * 0.3, "#3c4a20", 0.45)
        for leg in (-0.6, 0.5):
            c.line([(x + leg * s, y), (x + leg * s, y + s * 1.0)], "#40352b", max(2, s * 0.14))
        c.oval(x, y, s * 1.25, s * 0.85, "#fbf6ea", "#d8ccb4")
        side = c.rng.choice([-1, 1])
        c.oval(x + side * s * 1.2, y - s * 0.35, s * 0.42, s * 0.34, "#3b3029")
    x, y, s = w * 0.84, h * 0.62, h * 0.15
    c.poly([(x - s * 0.42, y + s), (x - s * 0.16, y), (x + s * 0.16, y), (x + s * 0.42, y + s)], "#5b4636", "#33261e")
    c.oval(x, y - s * 0.1, s * 0.13, s * 0.15, "#c99873")
    c.oval(x, y - s * 0.24, s * 0.2, s * 0.15, "#2b211b")
    c.line([(x + s * 0.55, y + s), (x + s * 0.5, y - s * 0.15)], "#6b4c2e", 6)
    return c


def haystacks(w, h, seed):
    c = meadow(w, h, seed, flowers=("#e9d36a", "#f3e7a4"), sky=("#e8a96a", "#f2cf95", "#f9e9c4"), snow=0)
    for x, y, s in ((0.18, 0.76, 0.15), (0.5, 0.7, 0.11), (0.77, 0.82, 0.19), (0.64, 0.66, 0.07)):
        x, y, s = x * w, y * h, s * h
        c.shadow(x + s * 0.3, y, s * 1.1, s * 0.18, "#2c3a14", 0.5)
        dome = [(x + s * 0.75 * math.cos(t), y - s * 1.15 * abs(math.sin(t)) ** 0.8) for t in np.linspace(math.pi, 0, 30)]
        c.poly(dome, "#f0cf72", "#b98533", across=True)
        for _ in range(26):
            t = c.rng.uniform(0.15, math.pi - 0.15)
            r = c.rng.uniform(0.2, 0.95)
            px, py = x + s * 0.7 * r * math.cos(t), y - s * 1.05 * r * math.sin(t)
            c.line([(px, py), (px + c.rng.normal(0, 5), py + s * 0.12)], "#8f6322", 2, 0.45)
        c.line([(x, y - s * 1.1), (x, y - s * 1.4)], "#5c4322", 4)
    return c


def village(w, h, seed, snow=True):
    """Houses on a slope with lit windows, snow on roofs."""
    c = ridges(w, h, seed, ("#33477c", "#7d83b0", "#e4b9b4") if snow else ("#9cc8dc", "#f4ead2"), ("#8b93b8", "#6a76a3", "#4d5b8a"), amp=0.2, top=0.3, snow=3)
    for row in range(4):
        y = h * (0.58 + row * 0.12)
        ground = c.crest(y, h * 0.02, 0.5, 3)
        c.under(ground, mix("#f4f3f6", "#b9c1de", row / 5), mix("#d5d8ea", "#8f9ac4", row / 5))
        c.firs(ground, 9, h * 0.13, "#2b3b5c", 0.3)
        for k in range(4):
            x = w * ((k + 0.5 + 0.33 * (row % 2)) / 4.2 + c.rng.normal(0, 0.015))
            s = h * (0.055 + row * 0.016)
            gy = float(ground[int(min(x * 2, c.W - 1))]) + s * 0.45
            wall = str(c.rng.choice(["#8a6b58", "#7a5b50", "#a08468", "#6b5a62"]))
            c.box(x - s, gy - s, s * 2, s * 1.05, wall, mix(wall, "#2a2038", 0.4))
            c.poly([(x - s * 1.25, gy - s * 0.95), (x, gy - s * 1.75), (x + s * 1.25, gy - s * 0.95)], "#fbfaff", "#c9d0ea")
            for side in (-0.5, 0.35):
                if c.rng.random() < 0.8:
                    c.glow(x + side * s, gy - s * 0.5, s * 0.9, "#ffcf80", 0.5)
                    c.box(x + side * s - s * 0.17, gy - s * 0.68, s * 0.34, s * 0.38, "#ffd98f")
    for _ in range(150):
        c.oval(c.rng.uniform(0, w), c.rng.uniform(0, h), *([float(c.rng.uniform(1, 3))] * 2), "#ffffff", alpha=0.8)
    return c


def camp(w, h, seed):
    c = ridges(w, h, seed, ("#1b2b52", "#41568a", "#c78f83", "#f0bb8a"), ("#6d6384", "#473f66", "#2a2a4c"), amp=0.18, top=0.42)
    c.stars(160, h * 0.32, "#fff4dd")
    ground = c.crest(h * 0.8, h * 0.025, 0.5, 3)
    c.under(ground, "#1b2138", "#0e1324")
    c.firs(ground, 26, h * 0.16, "#12172b", 0.3)
    x, y, s = w * 0.42, h * 0.86, h * 0.15
    c.glow(x, y - s * 0.3, s * 2.4, "#ffb65c", 0.5)
    c.poly([(x - s * 1.2, y), (x, y - s), (x + s * 1.2, y)], "#ffca72", "#e2752f")
    c.poly([(x, y - s), (x + s * 1.2, y), (x + s * 0.35, y)], "#b9531f", alpha=0.6)
    c.poly([(x - s * 0.12, y), (x, y - s * 0.6), (x + s * 0.16, y)], "#5c2a17")
    return c


def eagle(w, h, seed):
    c = ridges(w, h, seed, ("#4f8fc0", "#a7cfe0", "#f3ecd8"), ("#8fa6bd", "#6a86a3", "#4a6b86"), amp=0.26, top=0.6, snow=2)
    x, y, s = w * 0.46, h * 0.3, h * 0.22
    wing = lambda m: [(x, y), (x + m * s * 0.5, y - s * 0.34), (x + m * s * 1.2, y - s * 0.3), (x + m * s * 1.75, y + s * 0.02), (x + m * s * 1.5, y - s * 0.06), (x + m * s * 1.55, y + s * 0.1), (x + m * s * 1.28, y), (x + m * s * 1.25, y + s * 0.14), (x + m * s * 0.95, y + s * 0.04), (x + m * s * 0.4, y + s * 0.16)]
    for m in (-1, 1):
        c.poly(wing(m), "#3a2a20", "#6d4e35")
    c.poly([(x - s * 0.12, y - s * 0.06), (x, y - s * 0.28), (x + s * 0.12, y - s * 0.06), (x + s * 0.17, y + s * 0.5), (x, y + s * 0.44), (x - s * 0.17, y + s * 0.5)], "#2b1f18", "#59402c")
    c.oval(x, y - s * 0.24, s * 0.08, s * 0.1, "#d9b36a")
    return c
