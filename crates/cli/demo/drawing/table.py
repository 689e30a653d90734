"""Food and drink on tables."""

import math

import numpy as np

from .canvas import Canvas, mix


def board(w, h, seed, wall=("#f1dfc0", "#e6c79c"), top=("#b5713f", "#8a4f2b"), at=0.66, cloth=None):
    """A wall and a table; a cloth with stripes if asked."""
    c = Canvas(w, h, seed)
    c.sky(*wall, bottom=at)
    c.sky(*top, top=at)
    c.box(0, at * h, w, 5, mix(top[0], "#ffffff", 0.25))
    if cloth:
        c.poly([(w * 0.08, at * h + h * 0.03), (w * 0.92, at * h + h * 0.03), (w, h), (0, h)], cloth[0], mix(cloth[0], "#3a2018", 0.18))
        for k, tone in enumerate(cloth[1:]):
            y = at * h + h * (0.06 + 0.085 * k)
            c.box(0, y, w, h * 0.026, tone, alpha=0.85)
    else:
        for _ in range(26):
            y = h * c.rng.uniform(at + 0.02, 1)
            x = c.rng.uniform(0, w)
            c.line([(x, y), (x + c.rng.uniform(80, 360), y + c.rng.normal(0, 3))], mix(top[1], "#2a160c", 0.4), 2, 0.35)
    return c


def window(c, x, y, w, h, sky, hills=True):
    """A window with a view in the wall."""
    c.box(x - 12, y - 12, w + 24, h + 24, "#f8efe0", "#dbc7a6", radius=4)
    c.box(x, y, w, h, sky[0], sky[1])
    if hills:
        for i, tone in enumerate((mix(sky[1], "#5a6f8a", 0.5), mix(sky[1], "#2c4a58", 0.75))):
            base = y + h * (0.55 + i * 0.2)
            pts = [(x, y + h)] + [(x + w * k / 8, base - h * 0.2 * abs(math.sin(k * 1.3 + i * 2))) for k in range(9)] + [(x + w, y + h)]
            c.poly(pts, tone)
    c.box(x + w / 2 - 4, y, 8, h, "#f3e6cf")
    c.box(x, y + h * 0.45, w, 7, "#f3e6cf")


def armudu(c, x, y, s, tea=("#d9682a", "#8f2f14"), steam=True):
    """A pear-shaped tea glass on a saucer; (x, y) is the middle of its foot."""
    c.shadow(x + s * 0.15, y + s * 0.1, s * 0.85, s * 0.15, "#2a120a", 0.5)
    c.oval(x, y + s * 0.03, s * 0.72, s * 0.16, "#ffffff", "#d8cdbd")
    c.oval(x, y, s * 0.5, s * 0.1, "#f2e6d6", "#c9b9a3")
    prof = [(0.27, 0), (0.34, -0.12), (0.37, -0.3), (0.3, -0.52), (0.22, -0.66), (0.24, -0.82), (0.33, -1.05)]
    glass = [(x - a * s, y + b * s) for a, b in prof] + [(x + a * s, y + b * s) for a, b in reversed(prof)]
    c.poly(glass, "#fdf3e4", "#e9d9c4", 0.55)
    inner = [(x - (a - 0.035) * s, y + b * s - 0.02 * s) for a, b in prof[:6]] + [(x + (a - 0.035) * s, y + b * s - 0.02 * s) for a, b in reversed(prof[:6])]
    c.poly(inner, *tea)
    c.oval(x, y - s * 0.84, s * 0.205, s * 0.045, mix(tea[0], "#ffd9a0", 0.4))
    c.oval(x, y - s * 1.05, s * 0.33, s * 0.06, "#ffffff", alpha=0.4)
    c.line([(x - s * 0.3, y - s * 0.16), (x - s * 0.31, y - s * 0.34), (x - s * 0.24, y - s * 0.5)], "#ffffff", s * 0.03, 0.75)
    c.line([(x - s * 0.62, y + s * 0.02), (x + s * 0.1, y + s * 0.1)], "#c8c2ba", s * 0.03)
    if steam:
        c.steam(x, y - s * 1.1, s * 1.1, "#ffffff", 0.55, s * 0.14)


def tea(w, h, seed, wall=("#2f4858", "#3f6672"), top=("#c98f56", "#9a5f33"), count=1, view=False):
    c = board(w, h, seed, wall, top, 0.68)
    if view:
        window(c, w * 0.16, h * 0.08, w * 0.68, h * 0.44, ("#8fc0d8", "#f3dfc0"))
    s = h * (0.42 if count == 1 else 0.3)
    for k in range(count):
        x = w * (k + 1) / (count + 1)
        armudu(c, x, h * (0.84 + (0.03 if k % 2 else 0)), s)
    for k in range(3):
        x, y, r = w * (0.12 + 0.05 * k), h * (0.9 + 0.02 * (k % 2)), h * 0.035
        c.poly([(x - r, y), (x, y - r * 0.5), (x + r, y), (x, y + r * 0.5)], "#ffffff", "#e9dfd2")
        c.poly([(x - r, y), (x, y + r * 0.5), (x, y + r * 1.4), (x - r, y + r * 0.9)], "#e3d8c8")
        c.poly([(x + r, y), (x, y + r * 0.5), (x, y + r * 1.4), (x + r, y + r * 0.9)], "#cfc0ab")
    return c


def samovar(w, h, seed):
    c = board(w, h, seed, ("#6b2f2a", "#94463a"), ("#d9a066", "#a5683a"), 0.7, ("#f2e4cb", "#a93a32", "#2f5a68", "#a93a32"))
    x, y, s = w * 0.46, h * 0.86, h * 0.26
    c.shadow(x, y, s * 1.1, s * 0.2, "#2a120a", 0.5)
    brass = ("#f3cf7e", "#9a6424")
    c.box(x - s * 0.5, y - s * 0.18, s, s * 0.18, *brass, radius=4)
    c.box(x - s * 0.22, y - s * 0.5, s * 0.44, s * 0.36, "#c18a3c", "#7d4f1c")
    body = [(x + s * r * math.cos(t), y - s * 1.25 + s * 0.85 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 60) for r in (0.66,)]
    c.poly(body, "#f7dc9a", "#8a5520", across=True)
    c.box(x - s * 0.42, y - s * 2.3, s * 0.84, s * 0.3, "#e0b257", "#8f5c22", across=True)
    c.oval(x, y - s * 2.3, s * 0.42, s * 0.08, "#f6dc9c")
    c.box(x - s * 0.14, y - s * 2.56, s * 0.28, s * 0.26, "#b27c33")
    for side in (-1, 1):
        c.arc(x + side * s * 0.72, y - s * 1.4, s * 0.2, 0, 360, "#7d4f1c", s * 0.08)
    c.line([(x, y - s * 0.75), (x, y - s * 0.5)], "#6b4218", s * 0.1)
    c.line([(x - s * 0.14, y - s * 0.78), (x + s * 0.14, y - s * 0.78)], "#6b4218", s * 0.06)
    c.oval(x - s * 0.36, y - s * 1.5, s * 0.08, s * 0.34, "#fff4d2", alpha=0.7)
    pot = mix("#3f7482", "#ffffff", 0.1)
    c.oval(x, y - s * 2.78, s * 0.34, s * 0.26, pot, "#1f4450")
    c.line([(x + s * 0.28, y - s * 2.75), (x + s * 0.56, y - s * 3.0)], "#2a5866", s * 0.1)
    c.arc(x - s * 0.36, y - s * 2.78, s * 0.15, 60, 300, "#1f4450", s * 0.06)
    c.oval(x, y - s * 3.05, s * 0.07, s * 0.06, "#f3cf7e")
    c.steam(x, y - s * 3.05, s * 0.9, "#ffffff", 0.4, s * 0.16)
    armudu(c, w * 0.76, h * 0.88, h * 0.22)
    return c


def honey(w, h, seed, comb=False):
    c = board(w, h, seed, ("#f7e6b5", "#f0cd7d"), ("#9c6a3a", "#6f4523"), 0.7)
    if comb:
        c.sky("#a85f17", "#a85f17")
        r = h * 0.062
        for row in range(12):
            for col in range(22):
                x = col * r * 1.76 + (row % 2) * r * 0.88
                y = row * r * 1.53
                tone = mix("#f6b73c", "#b8691a", float(c.rng.uniform(0, 0.75)))
                hexa = [(x + r * 0.92 * math.sin(t), y + r * 0.92 * math.cos(t)) for t in np.linspace(0, 2 * math.pi, 7)]
                c.poly(hexa, mix(tone, "#ffe9a6", 0.35), tone)
        for _ in range(11):
            bee(c, c.rng.uniform(0.1, 0.9) * w, c.rng.uniform(0.12, 0.88) * h, h * 0.05, c.rng.uniform(0, 6.2))
        return c
    for x, s, tone in ((0.28, 0.3, ("#f3b13c", "#b5611a")), (0.53, 0.4, ("#d98a24", "#7c3b0e")), (0.78, 0.27, ("#f7d26a", "#d2942c"))):
        x, s, y = x * w, s * h, h * 0.87
        c.shadow(x + s * 0.1, y, s * 0.6, s * 0.1, "#2a120a", 0.5)
        c.box(x - s * 0.42, y - s * 0.95, s * 0.84, s * 0.95, *tone, radius=s * 0.12)
        c.box(x - s * 0.34, y - s * 0.86, s * 0.08, s * 0.6, "#fff3cf", alpha=0.7, radius=s * 0.04)
        c.box(x - s * 0.4, y - s * 1.16, s * 0.8, s * 0.24, "#f4ece0", "#c9b391", radius=s * 0.04)
        c.box(x - s * 0.3, y - s * 0.6, s * 0.6, s * 0.34, "#fdf5e3", radius=4)
        for k in range(3):
            c.line([(x - s * 0.2, y - s * (0.5 - 0.08 * k)), (x + s * (0.2 - 0.06 * k), y - s * (0.5 - 0.08 * k))], "#8a6a44", 3)
    bee(c, w * 0.4, h * 0.22, h * 0.05, 0.4)
    bee(c, w * 0.69, h * 0.3, h * 0.04, -0.5)
    return c


def bee(c, x, y, s, turn):
    ca, sa = math.cos(turn), math.sin(turn)
    at = lambda u, v: (x + (u * ca - v * sa) * s, y + (u * sa + v * ca) * s)
    ring = lambda u, v, a, b: [at(u + a * math.cos(t), v + b * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 28)]
    c.poly(ring(-0.1, -0.5, 0.28, 0.5), "#ffffff", alpha=0.75)
    c.poly(ring(0.25, -0.45, 0.25, 0.45), "#ffffff", alpha=0.75)
    c.poly(ring(0, 0, 0.72, 0.4), "#e9a31f")
    for u in (-0.4, -0.08, 0.24):
        c.poly([at(u, -0.38), at(u + 0.15, -0.39), at(u + 0.15, 0.39), at(u, 0.38)], "#2b1a10")
    c.poly(ring(0.72, 0, 0.24, 0.26), "#2b1a10")


def pomegranate(c, x, y, r, tone="#b3202c"):
    c.shadow(x + r * 0.2, y + r * 0.9, r * 1.1, r * 0.22, "#240808", 0.5)
    c.oval(x, y, r, r * 0.96, mix(tone, "#ff9a7a", 0.25), mix(tone, "#3a0612", 0.45))
    c.poly([(x - r * 0.24, y - r * 0.86), (x - r * 0.34, y - r * 1.3), (x - r * 0.1, y - r * 1.1), (x, y - r * 1.36), (x + r * 0.12, y - r * 1.1), (x + r * 0.34, y - r * 1.28), (x + r * 0.24, y - r * 0.86)], mix(tone, "#e9a15a", 0.35), tone)
    c.oval(x - r * 0.4, y - r * 0.35, r * 0.16, r * 0.26, "#ffd9c4", alpha=0.5)


def half(c, x, y, r, tone="#b3202c"):
    c.shadow(x + r * 0.1, y + r * 0.8, r * 1.15, r * 0.2, "#240808", 0.5)
    c.oval(x, y, r, r * 0.9, mix(tone, "#ff9a7a", 0.2), mix(tone, "#3a0612", 0.4))
    c.oval(x, y, r * 0.88, r * 0.78, "#f8e7c4", "#eccf9c")
    for k in range(6):
        for _ in range(13):
            t = k * math.pi / 3 + c.rng.uniform(0.13, 0.9)
            d = r * c.rng.uniform(0.2, 0.76)
            c.oval(x + d * math.cos(t), y + d * 0.88 * math.sin(t), r * 0.075, r * 0.085, "#d9263a", "#7d0a1e")


def pomegranates(w, h, seed, wall=("#214b50", "#3a7472")):
    c = board(w, h, seed, wall, ("#e2c290", "#b98a52"), 0.62)
    pomegranate(c, w * 0.25, h * 0.66, h * 0.17)
    pomegranate(c, w * 0.5, h * 0.62, h * 0.2, "#c2372f")
    half(c, w * 0.76, h * 0.72, h * 0.17)
    pomegranate(c, w * 0.37, h * 0.82, h * 0.13, "#9c1c35")
    for _ in range(16):
        c.oval(c.rng.uniform(0.5, 0.95) * w, c.rng.uniform(0.9, 0.97) * h, h * 0.012, h * 0.014, "#d9263a", "#7d0a1e")
    return c


def bread(w, h, seed):
    c = board(w, h, seed, ("#3a2b28", "#6d4530"), ("#d8b98c", "#a9824f"), 0.6, ("#f3ead8", "#c2553a"))
    c.glow(w * 0.82, h * 0.26, h * 0.5, "#ff9a3c", 0.7)
    c.oval(w * 0.82, h * 0.3, h * 0.19, h * 0.2, "#2a1610")
    c.oval(w * 0.82, h * 0.33, h * 0.14, h * 0.14, "#ffb347", "#d9481f")
    for x, y, r in ((0.2, 0.74, 0.15), (0.42, 0.7, 0.16), (0.33, 0.87, 0.17), (0.6, 0.86, 0.16)):
        x, y, r = x * w, y * h, r * h
        c.shadow(x, y + r * 0.4, r * 1.6, r * 0.3, "#3a1c0c", 0.5)
        c.oval(x, y, r * 1.55, r * 0.62, "#eab765", "#a8662a")
        c.oval(x, y - r * 0.05, r * 1.15, r * 0.4, "#d9953f", "#c07d33")
        for a in range(-3, 4):
            c.line([(x + a * r * 0.3 - r * 0.18, y - r * 0.3), (x + a * r * 0.3 + r * 0.18, y + r * 0.24)], "#f3cf8a", r * 0.045, 0.8)
        for _ in range(18):
            c.oval(x + c.rng.normal(0, r * 0.5), y + c.rng.normal(0, r * 0.16), r * 0.03, r * 0.02, "#fff3d6")
    return c


def fruit(w, h, seed, tone=("#f6b04a", "#d9742a"), leaf="#5a8a3c", wall=("#dfe9e2", "#b9d0c8"), top=("#7d5a44", "#543a2c"), count=15, blush="#e0563a"):
    """A bowl heaped with round fruit."""
    c = board(w, h, seed, wall, top, 0.7)
    x0, y0 = w * 0.5, h * 0.72
    c.shadow(x0, h * 0.93, h * 0.42, h * 0.06, "#1c0f08", 0.5)
    for row in range(4, -1, -1):
        n = max(1, 6 - row)
        for k in range(n):
            x = x0 + (k - (n - 1) / 2) * h * 0.125 + c.rng.normal(0, 4)
            y = y0 - row * h * 0.085 + c.rng.normal(0, 3)
            r = h * 0.075
            c.oval(x, y, r, r * 0.96, mix(tone[0], "#fff2c4", 0.25), tone[1])
            c.glow(x + r * 0.3, y + r * 0.1, r * 0.7, blush, 0.45)
            c.oval(x - r * 0.35, y - r * 0.4, r * 0.2, r * 0.14, "#fff6dc", alpha=0.6)
            if c.rng.random() < 0.45:
                c.poly([(x, y - r * 0.9), (x + r * 0.5, y - r * 1.5), (x + r * 0.95, y - r * 1.05)], leaf, mix(leaf, "#1c3a18", 0.4))
    rim = [(x0 + h * 0.42 * math.cos(t), y0 + h * 0.05 + h * 0.2 * math.sin(t)) for t in np.linspace(0, math.pi, 40)]
    c.poly(rim, "#3f6f8a", "#1f4156")
    c.line([(x0 - h * 0.42, y0 + h * 0.05), (x0 + h * 0.42, y0 + h * 0.05)], "#e9e0cc", 8)
    for k in range(9):
        x = x0 + (k - 4) * h * 0.08
        c.poly([(x - 12, y0 + h * 0.115), (x, y0 + h * 0.085), (x + 12, y0 + h * 0.115), (x, y0 + h * 0.145)], "#e9c46a")
    return c


def churchkhela(w, h, seed):
    c = Canvas(w, h, seed)
    c.sky("#f0e2c8", "#dcb98a")
    c.box(0, h * 0.1, w, h * 0.025, "#6b4628", "#43291a")
    for k in range(11):
        x = w * (0.06 + 0.088 * k) + c.rng.normal(0, 4)
        tone = str(c.rng.choice(["#6b1f2e", "#8a3b22", "#4a1524", "#b5702f", "#7d2a3c"]))
        long = int(c.rng.integers(8, 12))
        c.line([(x, h * 0.11), (x, h * 0.2)], "#f4ead2", 4)
        for j in range(long):
            y = h * (0.2 + 0.058 * j)
            r = w * 0.028 * (1 - 0.35 * (j / long) ** 3) * c.rng.uniform(0.9, 1.1)
            c.oval(x + 5, y + 5, r, r * 1.05, "#3a1c10", alpha=0.25)
            c.oval(x, y, r, r * 1.1, mix(tone, "#ffcf9a", 0.22), mix(tone, "#1a0508", 0.35), across=True)
        c.oval(x - w * 0.01, h * 0.3, w * 0.005, h * 0.06, "#ffe9d0", alpha=0.35)
    return c


def khachapuri(w, h, seed):
    c = board(w, h, seed, ("#30566b", "#4b7d8a"), ("#e7d3ae", "#c29d68"), 0.32)
    x, y, s = w * 0.5, h * 0.62, h * 0.3
    c.shadow(x, y + s * 0.5, s * 1.8, s * 0.4, "#3a1c0c", 0.5)
    boat = [(x + s * 1.75 * math.copysign(abs(math.cos(t)) ** 1.25, math.cos(t)), y + s * 0.82 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 90)]
    c.poly(boat, "#f0bf6c", "#a8612a")
    inner = [(x + s * 1.25 * math.copysign(abs(math.cos(t)) ** 1.2, math.cos(t)), y + s * 0.52 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 90)]
    c.poly(inner, "#fbe7ae", "#f0c765")
    for _ in range(26):
        t, d = c.rng.uniform(0, 6.28), c.rng.uniform(0.2, 0.85)
        c.oval(x + s * 1.0 * d * math.cos(t), y + s * 0.42 * d * math.sin(t), s * 0.08, s * 0.04, "#e09b3d", alpha=0.5)
    c.oval(x, y, s * 0.42, s * 0.32, "#fffaf0")
    c.oval(x + s * 0.03, y - s * 0.02, s * 0.2, s * 0.17, "#ffb82e", "#ee8c1a")
    c.oval(x - s * 0.03, y - s * 0.08, s * 0.06, s * 0.04, "#fff3c8")
    c.box(x + s * 0.5, y - s * 0.18, s * 0.26, s * 0.17, "#fff0b0", "#f2d677", radius=6)
    return c


def plov(w, h, seed):
    c = board(w, h, seed, ("#7c2f33", "#5c2028"), ("#3a2420", "#241512"), 0.2, ("#2f5560", "#e9c46a", "#2f5560", "#c2553a", "#2f5560", "#e9c46a"))
    x, y, s = w * 0.5, h * 0.58, h * 0.34
    c.shadow(x, y + s * 0.3, s * 1.5, s * 0.7, "#0c0505", 0.6)
    c.oval(x, y, s * 1.45, s * 1.0, "#e9dcc4", "#b9a482")
    c.oval(x, y, s * 1.3, s * 0.88, "#2b5c74", "#1c3f54")
    c.oval(x, y, s * 1.18, s * 0.78, "#f7edd9", "#e2d0ac")
    for k in range(700):
        t, d = c.rng.uniform(0, 6.28), c.rng.uniform(0, 1) ** 0.6
        px, py = x + s * 0.98 * d * math.cos(t), y - s * 0.08 + s * 0.62 * d * math.sin(t)
        tone = "#fbf1d4" if d > 0.62 else str(c.rng.choice(["#f6c945", "#f0b02c", "#fbdf7d"]))
        a = c.rng.uniform(0, 3.14)
        c.line([(px, py), (px + 11 * math.cos(a), py + 6 * math.sin(a))], tone if c.rng.random() > 0.12 else "#d9a12c", 4)
    for _ in range(26):
        t, d = c.rng.uniform(0, 6.28), c.rng.uniform(0, 0.6)
        px, py = x + s * d * math.cos(t), y - s * 0.1 + s * 0.62 * d * math.sin(t)
        c.oval(px, py, s * 0.045, s * 0.03, str(c.rng.choice(["#8a1f2e", "#c9762a", "#5c2a14"])))
    return c


def walnuts(w, h, seed):
    c = board(w, h, seed, ("#47604a", "#6f8a62"), ("#cfae7c", "#a07a48"), 0.28)
    for _ in range(26):
        x, y, r = c.rng.uniform(0.06, 0.94) * w, c.rng.uniform(0.4, 0.92) * h, h * 0.07
        c.shadow(x + r * 0.2, y + r * 0.7, r * 1.1, r * 0.3, "#2a160a", 0.45)
        if c.rng.random() < 0.35:
            c.oval(x, y, r * 1.05, r, "#8fae4f", "#4a6a2a")
            c.oval(x - r * 0.3, y - r * 0.35, r * 0.2, r * 0.15, "#d5e3a0", alpha=0.6)
            continue
        c.oval(x, y, r, r * 0.88, "#d8ab6c", "#8a5a2c")
        c.arc(x, y, r * 0.96, 200, 340, "#6f441f", 3, 0.7, r * 0.3)
        for k in range(5):
            c.arc(x + c.rng.normal(0, r * 0.3), y + c.rng.normal(0, r * 0.25), r * 0.3, c.rng.uniform(0, 200), c.rng.uniform(220, 330), "#744820", 2.4, 0.7)
    return c


def herbs(w, h, seed):
    c = board(w, h, seed, ("#f2ead6", "#dccfae"), ("#83a0a0", "#557676"), 0.7)
    for k in range(6):
        x = w * (0.11 + 0.156 * k)
        tone = ["#4f8a3f", "#3f7550", "#6f9a45", "#7a4a7c", "#5d9460", "#3d6a3a"][k]
        for j in range(26):
            a = -math.pi / 2 + c.rng.normal(0, 0.24)
            long = h * c.rng.uniform(0.3, 0.56)
            px, py = x + long * math.cos(a), h * 0.8 + long * math.sin(a)
            c.line([(x + c.rng.normal(0, 6), h * 0.86), (px, py)], mix(tone, "#20401c", 0.3), 3)
            for m in range(4):
                q = 0.55 + m * 0.15
                lx, ly = x + (px - x) * q + c.rng.normal(0, 12), h * 0.86 + (py - h * 0.86) * q
                c.oval(lx, ly, h * 0.02, h * 0.014, mix(tone, "#e9f2b0", float(c.rng.uniform(0, 0.3))))
        c.box(x - w * 0.028, h * 0.76, w * 0.056, h * 0.03, "#c2553a", "#8f3626", radius=6)
    return c


def cheese(w, h, seed):
    c = board(w, h, seed, ("#cfdbe2", "#a9bcc9"), ("#8a5a38", "#5f3b22"), 0.62)
    for x, y, s in ((0.32, 0.8, 0.26), (0.66, 0.78, 0.2)):
        x, y, s = x * w, y * h, s * h
        c.shadow(x, y + s * 0.3, s * 1.3, s * 0.25, "#1c0f08", 0.5)
        c.box(x - s * 1.1, y - s * 0.5, s * 2.2, s * 0.8, "#fbf3df", "#e0cfa6", radius=s * 0.2)
        c.oval(x, y - s * 0.5, s * 1.1, s * 0.32, "#fffaf0", "#f3e7c8")
        for _ in range(14):
            c.oval(x + c.rng.normal(0, s * 0.5), y + c.rng.normal(0, s * 0.12), s * 0.05, s * 0.035, "#d9c48f")
    x, y, s = w * 0.32, h * 0.8, h * 0.26
    c.poly([(x, y - s * 0.5), (x + s * 1.06, y - s * 0.42), (x + s * 1.06, y + s * 0.26), (x, y + s * 0.3)], "#fff7e2", "#ead9ad")
    for k in range(4):
        bx = w * (0.84 + 0.03 * k)
        c.line([(bx, h * 0.9), (bx + 20, h * 0.62)], "#4f8a3f", 5)
        c.oval(bx + 20, h * 0.6, 12, 22, "#5d9a48", "#2f5f2c")
    return c


def mushrooms(w, h, seed):
    c = Canvas(w, h, seed)
    c.sky("#20382f", "#2f5140", "#4f6f4a")
    for _ in range(9):
        x = c.rng.uniform(0, w)
        c.box(x, 0, c.rng.uniform(18, 54), h * 0.7, "#182a22", "#223c2e", alpha=0.7)
    c.glow(w * 0.6, h * 0.2, h * 0.6, "#f3e7a4", 0.35)
    ground = c.crest(h * 0.76, h * 0.03, 0.5, 5)
    c.under(ground, "#5b7a3c", "#22381f")
    for x, y, s in ((0.24, 0.84, 0.2), (0.46, 0.88, 0.28), (0.68, 0.83, 0.17), (0.82, 0.9, 0.22), (0.34, 0.93, 0.1)):
        x, y, s = x * w, y * h, s * h
        c.poly([(x - s * 0.16, y - s * 0.75), (x + s * 0.16, y - s * 0.75), (x + s * 0.26, y), (x - s * 0.26, y)], "#f6ecd4", "#c4ab80")
        cap = [(x + s * 0.62 * math.cos(t), y - s * 0.7 - s * 0.55 * abs(math.sin(t))) for t in np.linspace(math.pi, 0, 30)]
        c.poly(cap, "#c9823f", "#7a431d")
        c.oval(x, y - s * 0.7, s * 0.62, s * 0.1, "#e9d3a4", "#c9a86c")
        c.oval(x - s * 0.25, y - s * 1.0, s * 0.13, s * 0.07, "#f3c88a", alpha=0.7)
    for _ in range(120):
        x = c.rng.uniform(0, w)
        y = h * c.rng.uniform(0.84, 1.0)
        c.line([(x, y), (x + c.rng.normal(0, 10), y - h * c.rng.uniform(0.03, 0.08))], mix("#7f9f4a", "#2f4f26", float(c.rng.uniform(0, 1))), 3)
    return c
