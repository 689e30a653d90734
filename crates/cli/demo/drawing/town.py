"""Houses, streets, boats, cats."""

import math

import numpy as np

from .canvas import Canvas, mix
from .land import crescent, ridges, row_boat

WALLS = ("#e6b89c", "#c96f53", "#e9d3a4", "#8fb3b0", "#d99a6c", "#b5c3a2", "#f0e2c8", "#a86a5a")


def balcony(c, x, y, w, h, tone, rail, rng, lit=None):
    """A house front with carved balconies."""
    c.box(x, y, w, h, tone, mix(tone, "#3a2030", 0.22))
    c.poly([(x - 10, y), (x + w + 10, y), (x + w - 8, y - h * 0.1), (x + 8, y - h * 0.1)], "#8a4a38", "#6b3429")
    floors = max(2, round(h / 150))
    fh = h / floors
    for f in range(floors):
        fy = y + f * fh
        n = max(2, round(w / 80))
        for k in range(n):
            ww = w / n * 0.42
            wx = x + w / n * (k + 0.5) - ww / 2
            glow = lit and rng.random() < lit
            c.box(wx - 4, fy + fh * 0.18, ww + 8, fh * 0.5, mix(tone, "#ffffff", 0.4))
            c.box(wx, fy + fh * 0.21, ww, fh * 0.45, "#ffd98c" if glow else "#41586b", "#f2a950" if glow else "#2a3b4c")
            c.line([(wx + ww / 2, fy + fh * 0.21), (wx + ww / 2, fy + fh * 0.66)], mix(tone, "#ffffff", 0.4), 3)
        if f < floors - 1 or floors == 2:
            by = fy + fh * 0.86
            c.box(x - 14, by, w + 28, 9, rail)
            c.box(x - 14, by - fh * 0.3, w + 28, 6, rail)
            for k in range(int(w / 13)):
                c.line([(x - 8 + k * 13.6, by), (x - 8 + k * 13.6, by - fh * 0.3)], rail, 3.4)
            for k in range(3):
                px = x - 14 + (w + 28) * k / 2
                c.line([(px, by), (px, by - fh * 0.86)], rail, 6)
            if rng.random() < 0.6:
                for k in range(5):
                    fx = x + w * rng.uniform(0.05, 0.95)
                    c.oval(fx, by - fh * 0.31, 11, 9, str(rng.choice(["#d9403a", "#e76f8a", "#5a8a3c", "#f2b134"])))


def balconies(w, h, seed, night=False):
    c = Canvas(w, h, seed)
    if night:
        c.sky("#141c3d", "#34406e", "#8a6a86")
        c.stars(120, h * 0.4)
    else:
        c.sky("#f4c99a", "#f6e0bd", "#fbf0da")
    hill = c.crest(h * 0.4, h * 0.1, 0.45, 2)
    c.under(hill, "#2b3458" if night else "#b8a98f", "#3f4870" if night else "#d6c7a6")
    for row, (y, hh) in enumerate(((0.4, 0.36), (0.56, 0.44))):
        x = -w * 0.04 * (row + 1)
        while x < w:
            ww = w * c.rng.uniform(0.16, 0.25)
            up = c.rng.uniform(-0.05, 0.06)
            tone = str(c.rng.choice(WALLS))
            tone = mix(tone, "#1c2148", 0.6) if night else mix(tone, "#fbe6c4", 0.25 * (1 - row))
            rail = "#1c1a38" if night else ("#7a4e34" if c.rng.random() < 0.5 else "#4f7a78")
            balcony(c, x, h * (y + up), ww, h * (hh - up) + 10, tone, rail, c.rng, 0.5 if night else None)
            x += ww + w * 0.012
    return c


def harbour(w, h, seed, night=False):
    c = Canvas(w, h, seed)
    sky = ("#10183a", "#33406f", "#a8627a", "#e79a76") if night else ("#7fc1da", "#cfe8e4", "#f7edd4")
    c.sky(*sky, bottom=0.56)
    hill = c.crest(h * 0.36, h * 0.09, 0.45, 2)
    c.under(hill, "#2b3560" if night else "#7fa79a", "#4b4a76" if night else "#a9c7b0")
    x = 0
    while x < w:
        ww, hh = w * c.rng.uniform(0.03, 0.08), h * c.rng.uniform(0.06, 0.26)
        tone = "#232a52" if night else mix(str(c.rng.choice(WALLS)), "#e6efe6", 0.3)
        c.box(x, h * 0.56 - hh, ww - 4, hh, tone, mix(tone, "#1a2040", 0.2))
        for _ in range(int(hh * ww / 900)):
            wx, wy = x + c.rng.uniform(4, ww - 14), h * 0.56 - hh + c.rng.uniform(8, hh)
            c.box(wx, min(wy, h * 0.55), 7, 9, "#ffd78a" if night else "#5f7f8f", alpha=0.9)
        x += ww
    c.sky(*(("#6b4f78", "#24305c", "#0e1736") if night else ("#9fd3d6", "#3f93a8", "#1f6480")), top=0.56)
    for _ in range(110):
        y = h * (0.57 + 0.42 * c.rng.uniform(0, 1) ** 1.4)
        lx, long = c.rng.uniform(0, w), (y - h * 0.5) * c.rng.uniform(0.1, 0.4)
        c.line([(lx, y), (lx + long, y)], "#ffcf8a" if night and c.rng.random() < 0.5 else "#ffffff", 1.5 + (y / h - 0.56) * 7, 0.3)
    for x, y, s, tone in ((0.18, 0.66, 0.07, "#e9ddc4"), (0.74, 0.72, 0.1, "#c8402f"), (0.45, 0.83, 0.13, "#2f6f8a"), (0.86, 0.91, 0.11, "#e3a63c")):
        row_boat(c, x * w, y * h, s * h, tone)
        c.line([(x * w, y * h), (x * w, (y - s * 1.4) * h)], "#4a3628", 5)
    if not night:
        for k in range(5):
            gx, gy, s = w * (0.2 + 0.13 * k), h * (0.16 + 0.05 * math.sin(k * 2)), 22
            c.line([(gx - s, gy - 8), (gx, gy), (gx + s, gy - 9)], "#ffffff", 4)
    return c


def seafront(w, h, seed):
    """A round stone tower, flat roofs and a calm sea."""
    c = Canvas(w, h, seed)
    c.sky("#e8a87c", "#f1c79a", "#f9e6c8", bottom=0.5)
    c.sky("#7fb8bf", "#4f93a3", top=0.42, bottom=0.6)
    c.oval(w * 0.82, h * 0.3, h * 0.08, h * 0.08, "#fff4dc")
    for k in range(14):
        y = h * (0.43 + 0.012 * k)
        c.line([(w * c.rng.uniform(0, 0.8), y), (w * c.rng.uniform(0.82, 1), y)], "#ffffff", 2, 0.16)
    for row in range(4):
        x = -20.0
        while x < w:
            ww, hh = w * c.rng.uniform(0.08, 0.16), h * c.rng.uniform(0.08, 0.17)
            y = h * (0.6 + row * 0.12)
            tone = mix(str(c.rng.choice(["#e3c592", "#d9b47e", "#efd9ae", "#cfa06c"])), "#8a5a40", row * 0.05)
            c.box(x, y - hh, ww - 3, hh + h * 0.4, tone, mix(tone, "#6b4030", 0.35))
            c.box(x - 3, y - hh - 6, ww + 3, 10, mix(tone, "#fff2d8", 0.35))
            for k in range(int(ww / 46)):
                ax, ay = x + 16 + k * 46, y - hh * 0.62
                c.box(ax, ay, 18, 34, "#5c4438")
                c.oval(ax + 9, ay, 9, 10, "#5c4438")
            if c.rng.random() < 0.35:
                c.oval(x + ww / 2, y - hh - 4, ww * 0.24, ww * 0.22, mix(tone, "#fff2d8", 0.25), mix(tone, "#6b4030", 0.3))
            x += ww
        if row == 1:
            tx, tw = w * 0.3, w * 0.085
            c.poly([(tx - tw, h * 0.86), (tx - tw * 0.92, h * 0.24), (tx + tw * 0.92, h * 0.24), (tx + tw, h * 0.86)], "#f0d6a4", "#a8764a", across=True)
            c.oval(tx, h * 0.24, tw * 0.92, h * 0.018, "#c99a68")
            for k in range(26):
                y = h * (0.27 + 0.022 * k)
                c.line([(tx - tw * 0.95, y), (tx + tw * 0.95, y)], "#8a5c38", 2, 0.4)
    return c


def arches(w, h, seed):
    """A caravanserai courtyard: two floors of arches round a tree."""
    c = Canvas(w, h, seed)
    c.sky("#8fbfd3", "#dfe9dc", bottom=0.2)
    c.sky("#cf9a6a", "#a9714a", top=0.14, bottom=0.78)
    c.sky("#d9c6a0", "#b79c72", top=0.78)
    for _ in range(320):
        x, y = c.rng.uniform(0, w), c.rng.uniform(h * 0.15, h * 0.77)
        c.box(x, y, 26, 9, mix("#b5774c", "#e9c294", float(c.rng.uniform(0, 1))), alpha=0.35)
    for row, (y, s) in enumerate(((0.4, 0.17), (0.74, 0.22))):
        n = 6
        for k in range(n):
            x = w * (k + 0.5) / n
            half = w / n * 0.34
            pts = [(x - half, h * y)] + [(x + half * math.cos(t), h * (y - s * 0.55) - s * h * 0.5 * math.sin(t) ** 0.8) for t in np.linspace(math.pi, 0, 30) if math.sin(t) >= 0] + [(x + half, h * y)]
            c.poly([(x + (px - x) * 1.16, py - (6 if py < h * y else 0)) for px, py in pts], "#efd3a6", "#c99a68")
            c.poly(pts, "#4a2f26", "#6b4636")
            c.box(x - half * 0.4, h * (y - s * 0.55), half * 0.8, h * s * 0.55, "#2f5a68" if (k + row) % 3 else "#8a4a2a", "#1c3640" if (k + row) % 3 else "#4f2816")
        c.box(0, h * y, w, h * 0.018, "#e9c998")
    x, y = w * 0.62, h * 0.9
    c.shadow(x, y, w * 0.16, h * 0.025, "#4a3520", 0.5)
    c.line([(x, y), (x + 6, h * 0.66)], "#5a3c26", 22)
    for _ in range(26):
        c.oval(x + c.rng.normal(0, w * 0.07), h * 0.56 + c.rng.normal(0, h * 0.06), h * 0.06, h * 0.05, mix("#6f9a4a", "#2f5a34", float(c.rng.uniform(0, 1))))
    c.oval(w * 0.27, h * 0.9, w * 0.11, h * 0.035, "#8a7a60")
    c.oval(w * 0.27, h * 0.895, w * 0.095, h * 0.027, "#7fc1c6", "#3f8a98")
    return c


def market(w, h, seed):
    c = Canvas(w, h, seed)
    c.sky("#f4e3c2", "#e9c998", bottom=0.6)
    c.sky("#a98a66", "#7d6248", top=0.6)
    for k in range(4):
        x0, ww = w * (0.02 + 0.245 * k), w * 0.225
        y = h * 0.26 + (k % 2) * h * 0.03
        a = ("#c8402f", "#2f6f8a", "#4f7a3f", "#e0912f")[k]
        for p in (x0 + 8, x0 + ww - 8):
            c.line([(p, y), (p, h * 0.86)], "#5a4030", 8)
        for s in range(8):
            sx = x0 - 12 + (ww + 24) * s / 8
            tone = a if s % 2 == 0 else "#f8efdc"
            c.poly([(x0 + ww * s / 8, y - h * 0.1), (x0 + ww * (s + 1) / 8, y - h * 0.1), (sx + (ww + 24) / 8, y + h * 0.06), (sx, y + h * 0.06)], tone, mix(tone, "#3a2018", 0.15))
            c.oval(sx + (ww + 24) / 16, y + h * 0.06, (ww + 24) / 16, h * 0.022, mix(tone, "#3a2018", 0.12))
        c.box(x0, h * 0.62, ww, h * 0.2, "#9a6a40", "#6b4526")
        for b in range(3):
            bx = x0 + ww * (b + 0.5) / 3
            tone = (("#d9402f", "#f0b03a", "#7fa03f"), ("#f6d84a", "#8a2f4a", "#e07a2f"), ("#5f9a3c", "#c9e08a", "#a8302f"), ("#e9822a", "#f3d9a0", "#6b2a3f"))[k][b]
            for _ in range(20):
                px, py = bx + c.rng.normal(0, ww * 0.075), h * 0.6 - abs(c.rng.normal(0, h * 0.035))
                c.oval(px, py, h * 0.022, h * 0.022, mix(tone, "#ffffff", float(c.rng.uniform(0, 0.3))), mix(tone, "#200808", 0.2))
            c.box(bx - ww * 0.15, h * 0.6, ww * 0.3, h * 0.06, "#c99a60", "#8a6234", radius=4)
    return c


def cat(w, h, seed, coat="#d98a3c", sky=("#8fc0d8", "#f3dfc0")):
    """A cat on a window sill, looking out."""
    from .table import window

    c = Canvas(w, h, seed)
    c.sky("#e9d0a8", "#d9b082")
    window(c, w * 0.14, h * 0.08, w * 0.72, h * 0.58, sky)
    c.box(w * 0.08, h * 0.67, w * 0.84, h * 0.045, "#fbf3e4", "#d3bf9c", radius=4)
    x, y, s = w * 0.56, h * 0.68, h * 0.2
    c.line([(x + s * 0.5, y - s * 0.1), (x + s * 1.0, y + s * 0.2), (x + s * 0.95, y + s * 0.8)], mix(coat, "#3a1c0c", 0.2), s * 0.2)
    c.oval(x, y - s * 0.62, s * 0.62, s * 0.72, coat, mix(coat, "#3a1c0c", 0.35))
    c.oval(x - s * 0.1, y - s * 1.45, s * 0.42, s * 0.38, mix(coat, "#ffffff", 0.08), mix(coat, "#3a1c0c", 0.15))
    for m in (-1, 1):
        ex = x - s * 0.1 + m * s * 0.27
        c.poly([(ex - s * 0.14, y - s * 1.65), (ex + m * s * 0.08, y - s * 2.02), (ex + s * 0.14, y - s * 1.62)], coat)
    for k in range(4):
        c.arc(x, y - s * (0.95 - 0.24 * k), s * 0.36, 200, 340, mix(coat, "#3a1c0c", 0.5), 7, 0.7, s * 0.16)
    c.box(w * 0.2, h * 0.55, h * 0.1, h * 0.125, "#b5583a", "#7a3420", radius=4)
    for _ in range(12):
        px, py = w * 0.2 + h * 0.05 + c.rng.normal(0, h * 0.05), h * 0.5 - abs(c.rng.normal(0, h * 0.05))
        c.line([(w * 0.2 + h * 0.05, h * 0.56), (px, py)], "#4f7a3f", 4)
        c.oval(px, py, 15, 13, str(c.rng.choice(["#d9403a", "#e05a4a", "#5a8a3c"])))
    c.sky("#a8744a", "#7d5232", top=0.74)
    c.box(0, h * 0.74, w, 6, "#d9b082")
    return c


def train(w, h, seed):
    c = ridges(w, h, seed, ("#f2b98a", "#f6d9ae", "#fbeed4"), ("#c99a8a", "#a47a78", "#7d6068"), amp=0.17, top=0.34, sun=(0.76, 0.24, 0.06, "#fff6dc"))
    plain = c.crest(h * 0.68, h * 0.015, 0.5, 3)
    c.under(plain, "#d9b86a", "#a8803f")
    y = h * 0.76
    c.box(0, y + 30, w, 12, "#5c4634")
    for k in range(50):
        c.box(k * w / 48, y + 38, 12, 12, "#43332a")
    for k in range(4):
        x = w * (0.04 + 0.235 * k)
        tone = "#2f5f5a" if k else "#a8402f"
        c.box(x, y - 74, w * 0.222, 92, tone, mix(tone, "#101820", 0.3), radius=12)
        c.box(x, y - 22, w * 0.222, 9, "#f0d59a")
        for j in range(5):
            c.box(x + 20 + j * w * 0.039, y - 60, w * 0.026, 30, "#ffe7ad" if (k + j) % 3 else "#cfe3e0", radius=4)
        for j in (0.2, 0.32, 0.68, 0.8):
            c.oval(x + w * 0.222 * j, y + 22, 14, 14, "#2a2320")
    for _ in range(90):
        x = c.rng.uniform(0, w)
        yy = h * c.rng.uniform(0.86, 1)
        c.line([(x, yy), (x + c.rng.normal(4, 6), yy - h * 0.05)], mix("#e9cf86", "#7d5f2f", float(c.rng.uniform(0, 1))), 3)
    return c


def bridge(w, h, seed):
    """A stone arch over a river."""
    c = ridges(w, h, seed, ("#a9cfd6", "#e2ead9", "#f3e9cf"), ("#9fb59a", "#7a9a78", "#557a58"), amp=0.2, top=0.3)
    c.sky("#8fc3c6", "#2f7a88", top=0.72)
    for _ in range(60):
        y = h * c.rng.uniform(0.74, 1)
        x = c.rng.uniform(0, w)
        c.line([(x, y), (x + 60, y)], "#ffffff", 2, 0.3)
    top = lambda x: h * (0.5 - 0.12 * math.exp(-(((x / w - 0.5) / 0.24) ** 2)))
    xs = np.linspace(0, w, 120)
    cx, r = w * 0.5, w * 0.25
    hole = [(cx + r * math.cos(t), h * 0.78 - r * 0.92 * math.sin(t)) for t in np.linspace(math.pi, 0, 60)]
    deck = [(x, top(x)) for x in xs]
    c.poly(deck + [(w, h * 0.78), (cx + r, h * 0.78)] + hole[::-1] + [(cx - r, h * 0.78), (0, h * 0.78)], "#cdb491", "#8a7256")
    for k in range(25):
        t = math.pi * k / 24
        c.line([(cx + r * math.cos(t), h * 0.78 - r * 0.92 * math.sin(t)), (cx + r * 1.13 * math.cos(t), h * 0.78 - r * 1.04 * math.sin(t))], "#6f5a42", 4)
    c.line([(x, top(x) - 4) for x in xs], "#e6d3b0", 12)
    mirror = hole[::-1]
    c.poly([(x, 2 * h * 0.78 - y if 2 * h * 0.78 - y < h else h) for x, y in mirror], "#1f5a68", alpha=0.25)
    for side in (0, 1):
        ground = [(side * w, h * 0.66), (w * abs(side - 0.28), h * 0.8), (w * abs(side - 0.34), h), (side * w, h)]
        c.poly(ground, "#6f8f52", "#3a5a34")
    return c


def cable(w, h, seed):
    """A cable car over roofs."""
    c = Canvas(w, h, seed)
    c.sky("#f3a683", "#f7c9a0", "#fbe8cc")
    for i, tone in enumerate(("#c98a8a", "#9a6a80", "#6b4f72")):
        c.under(c.crest(h * (0.5 + i * 0.1), h * 0.1 * (1 - 0.2 * i), 0.46, 2 + i), tone, mix(tone, "#fbe8cc", 0.25))
    for row in range(3):
        x = -20.0
        while x < w:
            ww, hh = w * c.rng.uniform(0.07, 0.13), h * c.rng.uniform(0.05, 0.1)
            y = h * (0.8 + row * 0.09)
            tone = mix(str(c.rng.choice(WALLS)), "#5a3a58", 0.45 - row * 0.1)
            c.box(x, y - hh, ww - 3, h, tone, mix(tone, "#2a1a38", 0.5))
            c.poly([(x - 6, y - hh), (x + ww / 2, y - hh - h * 0.045), (x + ww + 3, y - hh)], mix("#a8483a", "#4a2a48", 0.35 - row * 0.1))
            for k in range(int(ww / 34)):
                c.box(x + 12 + k * 34, y - hh * 0.6, 12, 16, "#ffd98c" if c.rng.random() < 0.5 else "#4a4460")
            x += ww
    c.line([(0, h * 0.3), (w * 0.55, h * 0.22), (w, h * 0.06)], "#4a3448", 4)
    for x, y, s in ((0.3, 0.258, 0.09), (0.78, 0.14, 0.07)):
        x, y, s = x * w, y * h, s * h
        c.line([(x, y), (x, y + s * 0.7)], "#4a3448", 6)
        c.box(x - s * 0.75, y + s * 0.65, s * 1.5, s * 1.05, "#c8402f", "#8a2a28", radius=s * 0.2)
        c.box(x - s * 0.6, y + s * 0.8, s * 1.2, s * 0.42, "#fdeecb", radius=6)
        for k in (-0.2, 0.2):
            c.line([(x + k * s, y + s * 0.8), (x + k * s, y + s * 1.22)], "#a8352f", 5)
    return c


def street_rain(w, h, seed):
    """An evening street in rain, umbrellas, lamps."""
    c = Canvas(w, h, seed)
    c.sky("#1c2a48", "#33466a", "#5b6480")
    for side in (0, 1):
        for k in range(4):
            a, b = abs(side - 0.0) * w, abs(side - (0.34 - k * 0.06)) * w
            x0, x1 = sorted((a, b))
            tone = mix("#2a3354", "#5b5a78", (3 - k) / 4)
            c.box(x0, h * (0.36 - k * 0.11 + 0.06), x1 - x0, h, tone, mix(tone, "#10162c", 0.4)) if k == 0 else None
        for i in range(7):
            for j in range(3):
                wx = abs(side - (0.05 + j * 0.095)) * w - 15
                wy = h * (0.46 + i * 0.075)
                if wy < h * 0.82:
                    lit = c.rng.random() < 0.55
                    c.box(wx, wy, 32, 34, "#ffcf78" if lit else "#1b2440", "#e8963c" if lit else "#141b32", radius=3)
    c.poly([(w * 0.3, h * 0.72), (w * 0.7, h * 0.72), (w * 1.1, h), (-w * 0.1, h)], "#4a5472", "#1a2238")
    for x, s in ((0.36, 0.5), (0.66, 0.5), (0.2, 0.8), (0.82, 0.8)):
        x, top = x * w, h * (0.68 - s * 0.5)
        c.line([(x, h * (0.68 + s * 0.26)), (x, top)], "#0e1428", 5 + s * 5)
        c.glow(x, top, h * 0.22 * s, "#ffd08a", 0.8)
        c.oval(x, top, 13 * s + 4, 15 * s + 4, "#fff0c8")
        c.line([(x, h * (0.72 + s * 0.26)), (x, h * 0.99)], "#ffcf8a", 14 * s, 0.22)
    for x, y, s, tone in ((0.45, 0.78, 0.09, "#c8402f"), (0.56, 0.84, 0.12, "#e3a63c"), (0.35, 0.9, 0.15, "#2f8a8a")):
        x, y, s = x * w, y * h, s * h
        c.poly([(x - s * 0.22, y), (x + s * 0.22, y), (x + s * 0.32, y + s * 1.1), (x - s * 0.32, y + s * 1.1)], "#141a30", "#0a0f1e")
        dome = [(x + s * 0.75 * math.cos(t), y - s * 0.02 - s * 0.55 * math.sin(t)) for t in np.linspace(math.pi, 0, 30)]
        c.poly(dome, mix(tone, "#ffffff", 0.15), mix(tone, "#1a1020", 0.3))
    for _ in range(240):
        x, y = c.rng.uniform(0, w), c.rng.uniform(0, h)
        c.line([(x, y), (x + 6, y + 30)], "#dfe7f2", 1.3, 0.28)
    return c


def bookshop(w, h, seed):
    c = Canvas(w, h, seed)
    c.sky("#5a3a2a", "#3f281e")
    tones = ("#a8402f", "#2f5f6f", "#d9a441", "#4f6b4a", "#e9ddc4", "#6b3a4a", "#8a5a30", "#1f3a5f", "#c8704a")
    for row in range(5):
        y = h * (0.2 * (row + 1)) - h * 0.02
        x = w * 0.03
        while x < w * 0.95:
            bw, bh = w * c.rng.uniform(0.014, 0.035), h * c.rng.uniform(0.105, 0.16)
            tone = str(c.rng.choice(tones))
            if c.rng.random() < 0.06:
                x += w * 0.03
                continue
            c.box(x, y - bh, bw - 2, bh, mix(tone, "#ffffff", 0.12), mix(tone, "#000000", 0.25), across=True)
            c.box(x + 2, y - bh * 0.82, bw - 6, bh * 0.06, "#f3dfae", alpha=0.8)
            x += bw
        c.box(0, y, w, h * 0.022, "#a8744a", "#7a4e2c")
    c.glow(w * 0.7, h * 0.3, h * 0.6, "#ffd89a", 0.4)
    return c


def terraces(w, h, seed):
    """Houses stepping up a hill, vines on roofs."""
    c = Canvas(w, h, seed)
    c.sky("#9fd0e0", "#dceee6", "#f9efd6")
    c.under(c.crest(h * 0.24, h * 0.1, 0.45, 2), "#8fb0b0", "#b5cbb8")
    for row in range(6):
        y = h * (0.36 + row * 0.12)
        x = -40.0 - row * 13
        while x < w:
            ww, hh = w * c.rng.uniform(0.1, 0.17), h * 0.13
            tone = mix(str(c.rng.choice(WALLS)), "#f6ead2", 0.45 - row * 0.06)
            up = c.rng.uniform(-0.03, 0.02) * h
            c.box(x, y + up - hh * 0.6, ww, h, tone, mix(tone, "#5a3a38", 0.25))
            roof = str(c.rng.choice(["#b5533a", "#c96f4a", "#9a4a38", "#a86048"]))
            c.poly([(x - 10, y + up - hh * 0.58), (x + ww * 0.5, y + up - hh * 1.05), (x + ww + 10, y + up - hh * 0.58)], mix(roof, "#ffe2c0", 0.1), roof)
            for k in range(max(1, int(ww / 56))):
                c.box(x + 16 + k * 54, y + up - hh * 0.4, 20, 28, "#48606e", "#2c3f4c", radius=2)
            if c.rng.random() < 0.5:
                for _ in range(9):
                    c.oval(x + ww * c.rng.uniform(0, 1), y + up + hh * 0.1 + c.rng.normal(0, 7), 15, 12, mix("#7fa64f", "#3f6b36", float(c.rng.uniform(0, 1))))
            x += ww + 6
    return c
