"""Carpets, instruments, glass, copper, wool."""

import math

import numpy as np

from .canvas import Canvas, mix

MADDER, INDIGO, IVORY, GOLD, GREEN, BROWN = "#9c2b2b", "#1f3a5f", "#f1e4c8", "#d9a441", "#4b6b4a", "#3d2418"


def step_diamond(c, x, y, r, tones, steps=6):
    """A stepped medallion, one tone inside another."""
    for i, tone in enumerate(tones):
        s = r * (1 - i / len(tones))
        unit = s / steps
        pts = []
        for k in range(steps):
            pts += [(k * unit, -s + k * unit), ((k + 1) * unit, -s + k * unit)]
        quarter = pts + [(s, 0)]
        ring = quarter + [(a, -b) for a, b in reversed(quarter)] + [(-a, -b) for a, b in quarter] + [(-a, b) for a, b in reversed(quarter)]
        c.poly([(x + a, y + b * 1.15) for a, b in ring], tone)


def star(c, x, y, r, tone, heart=None):
    pts = []
    for k in range(16):
        t = k * math.pi / 8
        d = r if k % 2 == 0 else r * 0.62
        pts.append((x + d * math.sin(t), y + d * math.cos(t)))
    c.poly(pts, tone)
    if heart:
        c.poly([(x, y - r * 0.35), (x + r * 0.35, y), (x, y + r * 0.35), (x - r * 0.35, y)], heart)


def hooks(c, x, y, r, tone, width):
    """The running dog of a border."""
    c.line([(x - r, y + r), (x - r, y - r), (x + r * 0.6, y - r), (x + r * 0.6, y + r * 0.2), (x - r * 0.2, y + r * 0.2)], tone, width)


def carpet(w, h, seed, field=MADDER, border=INDIGO, tones=(INDIGO, IVORY, GOLD, MADDER, GREEN, IVORY), medallions=3, small=True):
    """A whole carpet seen flat, fringe at both ends."""
    c = Canvas(w, h, seed)
    c.sky("#d9cdb8", "#c3b496")
    m = w * 0.07
    for k in range(90):
        x = m + (w - 2 * m) * k / 89
        for a, b in ((h * 0.015, m * 0.75), (h - m * 0.75, h - h * 0.015)):
            c.line([(x, a), (x + c.rng.normal(0, 2), b)], "#f4ead2", 3)
    x0, y0, x1, y1 = m, m * 0.75, w - m, h - m * 0.75
    c.shadow(w / 2, h / 2, (x1 - x0) * 0.53, (y1 - y0) * 0.53, "#2a160c", 0.25)
    c.box(x0, y0, x1 - x0, y1 - y0, BROWN)
    c.box(x0 + 8, y0 + 8, x1 - x0 - 16, y1 - y0 - 16, IVORY)
    b = w * 0.085
    c.box(x0 + 14, y0 + 14, x1 - x0 - 28, y1 - y0 - 28, border)
    fx, fy, fw, fh = x0 + 14 + b, y0 + 14 + b, x1 - x0 - 28 - 2 * b, y1 - y0 - 28 - 2 * b
    n = max(5, round(fw / (b * 0.85)))
    ny = max(5, round(fh / (b * 0.85)))
    spots = [(x0 + 14 + b / 2 + (fw + b) * k / n, y) for k in range(n + 1) for y in (y0 + 14 + b / 2, y1 - 14 - b / 2)]
    spots += [(x, y0 + 14 + b / 2 + (fh + b) * k / ny) for k in range(1, ny) for x in (x0 + 14 + b / 2, x1 - 14 - b / 2)]
    for i, (x, y) in enumerate(spots):
        star(c, x, y, b * 0.36, IVORY if i % 2 else GOLD, MADDER if border != MADDER else INDIGO)
    c.box(fx - 6, fy - 6, fw + 12, fh + 12, IVORY)
    c.box(fx, fy, fw, fh, field, mix(field, "#000000", 0.12))
    if small:
        step = fw / 9
        for i in range(int(fh / step) + 1):
            for k in range(9):
                x, y = fx + step * (k + 0.5), fy + step * (i + 0.5)
                if y < fy + fh - step * 0.3:
                    hooks(c, x, y, step * 0.2, (GOLD, IVORY, GREEN, mix(field, "#ffffff", 0.3))[(i + k) % 4], 3.2)
    for k in range(medallions):
        y = fy + fh * (k + 0.5) / medallions
        r = min(fw * 0.42, fh / medallions * 0.42)
        step_diamond(c, fx + fw / 2, y, r, tones)
        star(c, fx + fw / 2, y, r * 0.16, tones[0])
    for _ in range(int(h / 5)):
        y = c.rng.uniform(y0, y1)
        c.line([(x0, y), (x1, y)], "#1a0c08" if c.rng.random() < 0.6 else "#fff4dc", 1.5, 0.06)
    return c


def kilim(w, h, seed, tones=(MADDER, IVORY, INDIGO, GOLD, GREEN, "#c8704a")):
    """Bands of zigzag and diamonds, edge to edge."""
    c = Canvas(w, h, seed)
    c.sky(BROWN, BROWN)
    y, i = 0.0, 0
    while y < h:
        band = h * (0.13 if i % 3 == 0 else 0.07)
        base, over = tones[i % len(tones)], tones[(i + 2) % len(tones)]
        c.box(0, y, w, band, base)
        n = 8 if i % 3 == 0 else 18
        unit = w / n
        for k in range(n + 1):
            x = k * unit
            if i % 3 == 0:
                step_diamond(c, x + unit / 2, y + band / 2, band * 0.4, (over, tones[(i + 3) % len(tones)], base), 4)
            else:
                c.poly([(x, y + band), (x + unit / 2, y), (x + unit, y + band)], over)
        c.box(0, y + band - 4, w, 4, BROWN)
        y, i = y + band, i + 1
    for _ in range(240):
        x = c.rng.uniform(0, w)
        c.line([(x, 0), (x, h)], "#1a0c08" if c.rng.random() < 0.5 else "#fff4dc", 1.2, 0.05)
    return c


def shebeke(w, h, seed):
    """A window of coloured glass in a wooden lattice, with its light on the floor."""
    c = Canvas(w, h, seed)
    c.sky("#3a2a22", "#241812")
    x0, y0, ww, hh = w * 0.14, h * 0.06, w * 0.72, w * 0.84
    c.box(x0 - 22, y0 - 22, ww + 44, hh + 44, "#7a4e2b", "#4e2f19", radius=6)
    c.box(x0, y0, ww, hh, "#fbf0d2")
    cols = 6
    u = ww / cols
    rows = round(hh / u)
    glass = ("#c8372d", "#1f5fa8", "#e9b22f", "#2f8a5b", "#6a3f8f", "#e77b2a")
    parts = []
    for i in range(rows):
        for k in range(cols):
            x, y = x0 + u * (k + 0.5), y0 + u * (i + 0.5)
            if y + u / 2 > y0 + hh + 2:
                continue
            tone = glass[(i * 2 + k * 3 + min(k, cols - 1 - k)) % 6]
            c.box(x - u / 2, y - u / 2, u, u, mix(glass[(i + k) % 6], "#fff6da", 0.35))
            star(c, x, y, u * 0.5, mix(tone, "#fff2c8", 0.12), None)
            star(c, x, y, u * 0.26, mix(glass[(i + k + 3) % 6], "#fff2c8", 0.45), None)
            parts.append((x, y))
    for x, y in parts:
        pts = []
        for k in range(17):
            t = k * math.pi / 8
            d = u * 0.5 if k % 2 == 0 else u * 0.31
            pts.append((x + d * math.sin(t), y + d * math.cos(t)))
        c.line(pts, "#5c3819", u * 0.045)
        c.line([(x + (px - x) * 0.52, y + (py - y) * 0.52) for px, py in pts], "#5c3819", u * 0.035)
        for k in range(0, 16, 2):
            c.line([(x + (pts[k][0] - x) * 0.52, y + (pts[k][1] - y) * 0.52), pts[k]], "#5c3819", u * 0.03)
    c.box(x0, y0, ww, 6, "#5c3819")
    c.poly([(0, h * 0.86), (w, h * 0.86), (w, h), (0, h)], "#5b3d29", "#38241a")
    for k in range(cols):
        x = x0 + u * k
        c.poly([(x + 6, h * 0.87), (x + u - 6, h * 0.87), (x + u * 1.3 - 6, h), (x + u * 0.3, h)], glass[(k * 3 + 1) % 6], alpha=0.5)
    c.glow(w * 0.5, h * 0.4, h * 0.5, "#fff0c0", 0.18)
    return c


def wall(c, colour, floor, at=0.82):
    c.sky(colour, mix(colour, "#000000", 0.18), bottom=at)
    c.sky(floor, mix(floor, "#000000", 0.3), top=at)


def strings(c, x, y0, y1, n, gap):
    for k in range(n):
        c.line([(x + (k - (n - 1) / 2) * gap, y0), (x + (k - (n - 1) / 2) * gap, y1)], "#f8edd2", 1.4, 0.9)


def tar(w, h, seed, colour="#c9653f"):
    """A tar: two heart-shaped bowls, long neck."""
    c = Canvas(w, h, seed)
    wall(c, colour, "#4a2b22", 0.94)
    c.oval(w * 0.5, h * 0.5, w * 0.4, w * 0.4, mix(colour, "#ffe2b8", 0.22))
    x, s = w * 0.5, h * 0.16
    c.shadow(x + s * 0.4, h * 0.94, s, s * 0.12, "#1c0c08", 0.5)

    def bowl(y, a, b, tone, dark):
        pts = []
        for t in np.linspace(0, 2 * math.pi, 80):
            dent = 0.2 * math.exp(-((math.sin(t) + 1) ** 2) * 14)
            pts.append((x + a * math.cos(t), y + b * (math.sin(t) + dent)))
        c.poly(pts, tone, dark, across=True)

    c.box(x - s * 0.14, h * 0.12, s * 0.28, h * 0.46, "#3a2013", "#6b4023", across=True)
    bowl(h * 0.76, s * 0.95, s * 1.0, "#8a4a22", "#5a2a10")
    bowl(h * 0.59, s * 0.66, s * 0.62, "#9a5628", "#5f2f13")
    bowl(h * 0.77, s * 0.74, s * 0.78, "#f4e6c4", "#d9bf8c")
    bowl(h * 0.595, s * 0.5, s * 0.45, "#f4e6c4", "#d9bf8c")
    c.box(x - s * 0.2, h * 0.07, s * 0.4, h * 0.09, "#5a3018", "#2c160a", radius=8)
    for k in range(3):
        for m in (-1, 1):
            c.line([(x + m * s * 0.2, h * (0.085 + 0.025 * k)), (x + m * s * 0.42, h * (0.085 + 0.025 * k))], "#2a170d", s * 0.05)
            c.oval(x + m * s * 0.46, h * (0.085 + 0.025 * k), s * 0.08, s * 0.06, "#e9d9b0")
    for k in range(12):
        y = h * (0.19 + 0.03 * k)
        c.line([(x - s * 0.14, y), (x + s * 0.14, y)], "#e9c46a", 2)
    strings(c, x, h * 0.1, h * 0.85, 6, s * 0.04)
    c.box(x - s * 0.3, h * 0.83, s * 0.6, s * 0.06, "#3a2013")
    for m in (-1, 1):
        star(c, x + m * s * 0.75, h * 0.68, s * 0.07, "#f3e3b8")
    return c


def kamancha(w, h, seed, colour="#2f5a68"):
    """A kamancha and its bow."""
    c = Canvas(w, h, seed)
    wall(c, colour, "#3b2a22", 0.92)
    c.oval(w * 0.46, h * 0.48, w * 0.42, w * 0.42, mix(colour, "#f3e3b8", 0.18))
    x, s = w * 0.44, h * 0.17
    c.line([(x, h * 0.83), (x, h * 0.95)], "#cfc6b6", s * 0.06)
    c.poly([(x - s * 0.14, h * 0.18), (x + s * 0.14, h * 0.18), (x + s * 0.1, h * 0.6), (x - s * 0.1, h * 0.6)], "#8a5a2c", "#3a2013", across=True)
    c.oval(x, h * 0.72, s * 0.86, s * 0.84, "#b06a2c", "#5a2c10", across=True)
    for k in range(8):
        c.arc(x, h * 0.72, s * (0.12 + 0.1 * k), 90, 270, "#4a240c", 2, 0.35, s * 0.84)
    c.oval(x + s * 0.08, h * 0.72, s * 0.56, s * 0.62, "#f6ead0", "#dcc394")
    c.poly([(x - s * 0.16, h * 0.08), (x, h * 0.035), (x + s * 0.16, h * 0.08), (x + s * 0.2, h * 0.2), (x - s * 0.2, h * 0.2)], "#7a4a22", "#3a2013", across=True)
    for k in range(2):
        for m in (-1, 1):
            c.line([(x, h * (0.1 + 0.05 * k)), (x + m * s * 0.5, h * (0.1 + 0.05 * k))], "#2a170d", s * 0.06)
            c.oval(x + m * s * 0.55, h * (0.1 + 0.05 * k), s * 0.1, s * 0.08, "#f1e4c8")
    strings(c, x, h * 0.15, h * 0.79, 4, s * 0.06)
    c.line([(x - s * 0.22, h * 0.76), (x + s * 0.3, h * 0.76)], "#5a2c10", s * 0.06)
    bow = [(w * 0.7 + w * 0.12 * math.sin(t), h * (0.2 + 0.64 * t / math.pi)) for t in np.linspace(0, math.pi, 50)]
    c.line(bow, "#6b3a18", s * 0.07)
    c.line([bow[0], bow[-1]], "#f8f1e0", s * 0.05)
    return c


def duduk(w, h, seed, colour="#e0a458"):
    """Three duduks on a cloth, apricot wood."""
    c = Canvas(w, h, seed)
    c.sky(mix(colour, "#ffffff", 0.35), colour)
    for k in range(7):
        c.poly([(w * (k / 7), 0), (w * (k / 7 + 0.05), 0), (w * (k / 7 - 0.06), h), (w * (k / 7 - 0.11), h)], "#c9502e" if k % 2 else "#7a2f3c", alpha=0.35)
    for i, y in enumerate((0.28, 0.52, 0.76)):
        x0, x1, yy, r = w * (0.12 + 0.03 * i), w * (0.8 - 0.05 * i), h * y, h * 0.045
        c.shadow((x0 + x1) / 2, yy + r * 1.6, (x1 - x0) * 0.54, r, "#3a160c", 0.45)
        c.box(x0, yy - r, x1 - x0, r * 2, "#a8602c", "#5c2c12", radius=r * 0.7)
        c.box(x0 + 10, yy - r * 0.72, x1 - x0 - 20, r * 0.3, "#e0a06a", alpha=0.7, radius=4)
        for k in range(8):
            c.oval(x0 + (x1 - x0) * (0.2 + 0.085 * k), yy - r * 0.1, r * 0.36, r * 0.4, "#1e0d06")
        c.poly([(x1, yy - r * 0.5), (x1 + w * 0.09, yy - r * 1.15), (x1 + w * 0.1, yy + r * 1.15), (x1, yy + r * 0.5)], "#f0d59a", "#b98d4a")
        c.box(x1 + w * 0.03, yy - r * 0.95, w * 0.012, r * 1.9, "#6b3a18")
    return c


def drum(w, h, seed, colour="#6b3a4a"):
    """A frame drum with rings, in front of a pattern."""
    c = Canvas(w, h, seed)
    wall(c, colour, "#2f1b22", 1.0)
    for k in range(24):
        for i in range(16):
            if (k + i) % 2 == 0:
                star(c, w * k / 22, h * i / 14, w * 0.016, mix(colour, "#f3c98a", 0.18))
    x, y, r = w * 0.5, h * 0.52, h * 0.36
    c.shadow(x + 20, y + 26, r * 1.05, r * 1.05, "#12060a", 0.5)
    c.oval(x, y, r, r, "#7a4520", "#4a240e")
    c.oval(x, y, r * 0.91, r * 0.91, "#f6e9cd", "#dcc08c")
    c.arc(x, y, r * 0.7, 0, 360, "#b5472f", 5, 0.8)
    c.arc(x, y, r * 0.62, 0, 360, "#1f3a5f", 3, 0.8)
    for k in range(12):
        t = k * math.pi / 6
        star(c, x + r * 0.79 * math.cos(t), y + r * 0.79 * math.sin(t), r * 0.06, MADDER if k % 2 else INDIGO)
    star(c, x, y, r * 0.26, MADDER, GOLD)
    c.oval(x - r * 0.35, y - r * 0.42, r * 0.2, r * 0.1, "#fffaf0", alpha=0.35)
    return c


def jug(c, x, y, s, tone=("#e08a4f", "#7a3412")):
    c.shadow(x + s * 0.1, y, s * 0.6, s * 0.1, "#1c0c06", 0.5)
    prof = [(0.26, 0), (0.45, -0.25), (0.5, -0.5), (0.38, -0.82), (0.15, -1.05), (0.13, -1.3), (0.24, -1.48)]
    fine = []
    for (a0, b0), (a1, b1) in zip(prof, prof[1:]):
        for t in np.linspace(0, 1, 8, endpoint=False):
            e = (1 - math.cos(t * math.pi)) / 2
            fine.append((a0 + (a1 - a0) * e, b0 + (b1 - b0) * t))
    fine.append(prof[-1])
    c.arc(x + s * 0.26, y - s * 0.95, s * 0.34, -75, 80, tone[1], s * 0.06, 1, s * 0.42)
    c.poly([(x - a * s, y + b * s) for a, b in fine] + [(x + a * s, y + b * s) for a, b in reversed(fine)], *tone, across=True)
    for b, a in ((-0.36, 0.475), (-0.62, 0.47), (-1.02, 0.17)):
        c.line([(x - a * s, y + b * s), (x + a * s, y + b * s)], mix(tone[1], "#2a0f06", 0.3), s * 0.02, 0.8)
    for k in range(6):
        star(c, x - s * 0.36 + s * 0.145 * k, y - s * 0.49, s * 0.05, mix(tone[0], "#ffe2b0", 0.5))
    c.line([(x - s * 0.27, y - s * 0.7), (x - s * 0.16, y - s * 0.92)], "#fff0d8", s * 0.035, 0.7)


def copper(w, h, seed):
    c = Canvas(w, h, seed)
    c.sky("#274a54", "#3d6a70", bottom=0.74)
    c.sky("#8a6a4c", "#5a412c", top=0.74)
    c.box(0, h * 0.3, w, h * 0.022, "#6b4a30")
    for k in range(6):
        x = w * (0.1 + 0.16 * k)
        c.line([(x, h * 0.31), (x, h * 0.36)], "#2a1c12", 4)
        c.oval(x, h * 0.42, h * 0.06, h * 0.06, "#e6a066", "#8a4218", across=True)
        c.oval(x, h * 0.42, h * 0.04, h * 0.04, "#f3c08a", "#a8581f", across=True)
    jug(c, w * 0.28, h * 0.9, h * 0.34)
    jug(c, w * 0.54, h * 0.94, h * 0.42, ("#f0a060", "#8a3c14"))
    jug(c, w * 0.8, h * 0.88, h * 0.28, ("#d9b45a", "#7a5418"))
    return c


def pottery(w, h, seed):
    c = Canvas(w, h, seed)
    c.sky("#e9ddc8", "#d3bf9c", bottom=0.78)
    c.sky("#7a6a5a", "#50443a", top=0.78)
    for x, s, tone in ((0.2, 0.3, ("#c8704a", "#6f2f1a")), (0.44, 0.38, ("#d98a5a", "#8a4022")), (0.66, 0.26, ("#4f8a8a", "#1f4a50")), (0.85, 0.32, ("#b5583a", "#5c2414"))):
        jug(c, w * x, h * 0.92, h * s, tone)
    c.box(0, h * 0.24, w, h * 0.025, "#6b4a30")
    for k in range(7):
        x = w * (0.08 + 0.14 * k)
        tone = ("#c8704a", "#4f8a8a", "#e3b45a", "#8a4022")[k % 4]
        bowl = [(x + h * 0.065 * math.cos(t), h * 0.17 + h * 0.07 * math.sin(t)) for t in np.linspace(0, math.pi, 30)]
        c.poly(bowl, mix(tone, "#ffffff", 0.2), mix(tone, "#200c06", 0.3))
        c.oval(x, h * 0.17, h * 0.065, h * 0.014, mix(tone, "#200c06", 0.4))
    return c


def wool(w, h, seed):
    """Hanging skeins of dyed wool."""
    c = Canvas(w, h, seed)
    c.sky("#f0e7d6", "#dac9a8")
    c.box(0, h * 0.08, w, h * 0.03, "#7a5430", "#4a3018")
    tones = ("#9c2b2b", "#c8553a", "#e3a63c", "#f1e4c8", "#7f8f4a", "#3f6b5a", "#2b5c7c", "#1f3a5f", "#6a3f5f", "#5a3b28")
    for k, tone in enumerate(tones):
        x, long = w * (0.06 + 0.098 * k), h * (0.72 + 0.1 * math.sin(k * 1.7))
        half = w * 0.036
        for j in range(26):
            u = (j / 25 - 0.5) * 2
            shade = mix(tone, "#ffffff" if u < 0 else "#000000", abs(u) * 0.28 + float(c.rng.uniform(0, 0.1)))
            mid = u * half * (1.15 + 0.1 * c.rng.normal())
            c.line([(x + u * half * 0.5, h * 0.1), (x + mid, h * 0.1 + long * 0.5), (x + mid * 0.9, h * 0.1 + long * 0.85), (x + u * half * 0.55, h * 0.1 + long)], shade, 5)
        c.box(x - half * 0.75, h * 0.18, half * 1.5, h * 0.028, mix(tone, "#000000", 0.35), radius=6)
    return c


def loom(w, h, seed):
    """An upright loom with a half-made carpet."""
    c = Canvas(w, h, seed)
    c.sky("#cdd9d2", "#a9bdb2", bottom=0.88)
    c.sky("#6a5240", "#463426", top=0.88)
    x0, x1 = w * 0.16, w * 0.84
    for k in range(120):
        x = x0 + 20 + (x1 - x0 - 40) * k / 119
        c.line([(x, h * 0.1), (x, h * 0.86)], "#fbf3e0", 2.2)
    y0 = h * 0.5
    c.box(x0 + 16, y0, x1 - x0 - 32, h * 0.36, MADDER)
    unit = (x1 - x0 - 32) / 5
    for k in range(5):
        x = x0 + 16 + unit * (k + 0.5)
        step_diamond(c, x, y0 + h * 0.21, unit * 0.4, (INDIGO, IVORY, GOLD, MADDER), 5)
    for k in range(24):
        x = x0 + 16 + (x1 - x0 - 32) * (k + 0.5) / 24
        star(c, x, y0 + h * 0.34, h * 0.014, IVORY, INDIGO)
        c.line([(x, y0 + 4), (x + c.rng.normal(0, 4), y0 - h * c.rng.uniform(0.01, 0.05))], str(c.rng.choice([MADDER, INDIGO, GOLD, GREEN])), 4)
    for x in (x0 - 14, x1 - 14):
        c.box(x, h * 0.04, 28, h * 0.88, "#8a5a30", "#5a3618", across=True)
    for y in (0.08, 0.86):
        c.box(x0 - 40, h * y, x1 - x0 + 80, h * 0.045, "#9a683a", "#5a3618")
    for k, tone in enumerate((MADDER, INDIGO, GOLD, GREEN, IVORY)):
        x = w * (0.3 + 0.1 * k)
        c.shadow(x, h * 0.975, h * 0.05, h * 0.012, "#140a06", 0.5)
        c.oval(x, h * 0.945, h * 0.04, h * 0.038, mix(tone, "#ffffff", 0.15), mix(tone, "#000000", 0.3))
        c.arc(x, h * 0.945, h * 0.028, 200, 340, mix(tone, "#000000", 0.35), 2, 0.7)
    return c


def socks(w, h, seed):
    """Two knitted socks on a line."""
    c = Canvas(w, h, seed)
    c.sky("#bcd3d8", "#e4e4d2")
    c.line([(0, h * 0.13), (w * 0.5, h * 0.17), (w, h * 0.12)], "#5a4634", 5)
    for i, (x, a, b) in enumerate(((w * 0.3, MADDER, IVORY), (w * 0.64, INDIGO, GOLD))):
        s = h * 0.2
        top = h * 0.17
        leg = [(x - s * 0.5, top), (x + s * 0.5, top), (x + s * 0.5, top + s * 2.1), (x + s * 1.35, top + s * 2.75), (x + s * 1.4, top + s * 3.15), (x + s * 1.05, top + s * 3.35), (x - s * 0.1, top + s * 3.1), (x - s * 0.5, top + s * 2.5)]
        c.poly([(px + 10, py + 12) for px, py in leg], "#3a4a50", alpha=0.25)
        c.poly(leg, a, mix(a, "#000000", 0.2))
        for r in range(7):
            y = top + s * (0.2 + 0.3 * r)
            for k in range(5):
                px = x - s * 0.4 + s * 0.2 * k
                if r % 2:
                    c.poly([(px, y - 10), (px + 12, y), (px, y + 10), (px - 12, y)], b)
                else:
                    c.line([(px - 12, y + 8), (px, y - 8), (px + 12, y + 8)], GREEN if i else GOLD, 5)
        c.box(x - s * 0.52, top - 4, s * 1.04, s * 0.14, b)
        c.poly([leg[3], leg[4], leg[5], (x + s * 0.85, top + s * 2.75)], b)
        c.box(x - s * 0.12, top - s * 0.28, s * 0.1, s * 0.38, "#c9a06a", "#8a6234")
    return c
