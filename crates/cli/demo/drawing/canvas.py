"""A canvas in final pixels, drawn at twice the size: gradients, shapes, ridges, glow, grain."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SCALE = 2


def rgb(colour):
    """`#rrggbb` or a triple as three numbers."""
    if isinstance(colour, str):
        return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return tuple(colour)


def mix(a, b, share):
    """The colour `share` of the way from a to b."""
    return tuple(round(x + (y - x) * share) for x, y in zip(rgb(a), rgb(b)))


class Canvas:
    def __init__(self, width, height, seed):
        self.w, self.h = width, height
        self.W, self.H = width * SCALE, height * SCALE
        self.image = Image.new("RGB", (self.W, self.H))
        self.rng = np.random.default_rng(seed)

    # Fills

    def sky(self, *stops, top=0.0, bottom=1.0):
        """Vertical gradient through the colours, from `top` to `bottom` of the height."""
        ramp = self._ramp(stops, max(1, round((bottom - top) * self.H)))
        strip = Image.fromarray(ramp[:, None, :].astype("uint8")).resize((self.W, len(ramp)))
        self.image.paste(strip, (0, round(top * self.H)))

    def _ramp(self, stops, length):
        colours = np.array([rgb(c) for c in stops], float)
        at = np.linspace(0, len(stops) - 1, length)
        return np.stack([np.interp(at, range(len(stops)), colours[:, i]) for i in range(3)], 1)

    def _lay(self, mask, fill, to=None, alpha=1.0, across=False):
        box = mask.getbbox()
        if not box:
            return
        part = mask.crop(box)
        if alpha < 1:
            part = part.point(lambda v: round(v * alpha))
        size = (box[2] - box[0], box[3] - box[1])
        if to is None:
            paint = Image.new("RGB", size, rgb(fill))
        else:
            ramp = self._ramp((fill, to), size[0] if across else size[1]).astype("uint8")
            paint = Image.fromarray(ramp[None] if across else ramp[:, None]).resize(size)
        self.image.paste(paint, box[:2], part)

    def _mask(self):
        mask = Image.new("L", (self.W, self.H))
        return mask, ImageDraw.Draw(mask)

    def poly(self, points, fill, to=None, alpha=1.0, across=False):
        """A polygon, flat or with a gradient over its own box."""
        mask, draw = self._mask()
        draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=255)
        self._lay(mask, fill, to, alpha, across)

    def oval(self, x, y, rx, ry, fill, to=None, alpha=1.0, across=False):
        """An ellipse about (x, y)."""
        mask, draw = self._mask()
        draw.ellipse([(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE], fill=255)
        self._lay(mask, fill, to, alpha, across)

    def box(self, x, y, w, h, fill, to=None, alpha=1.0, radius=0, across=False):
        """A rectangle from its upper left corner, with round corners if asked."""
        mask, draw = self._mask()
        draw.rounded_rectangle([x * SCALE, y * SCALE, (x + w) * SCALE - 1, (y + h) * SCALE - 1], radius * SCALE, fill=255)
        self._lay(mask, fill, to, alpha, across)

    def line(self, points, fill, width=2, alpha=1.0):
        """A stroke with round joints and ends."""
        mask, draw = self._mask()
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        draw.line(scaled, fill=255, width=max(1, round(width * SCALE)), joint="curve")
        if width > 2:
            r = width * SCALE / 2
            for x, y in (scaled[0], scaled[-1]):
                draw.ellipse([x - r, y - r, x + r, y + r], fill=255)
        self._lay(mask, fill, None, alpha)

    def arc(self, x, y, r, start, end, fill, width=2, alpha=1.0, ry=None):
        """Part of an ellipse's rim, in degrees."""
        ry = ry or r
        steps = [math.radians(start + (end - start) * i / 40) for i in range(41)]
        self.line([(x + r * math.cos(t), y + ry * math.sin(t)) for t in steps], fill, width, alpha)

    def glow(self, x, y, radius, colour, strength=0.8):
        """Light that falls off from a point."""
        r = round(radius * SCALE)
        span = np.linspace(-1, 1, 2 * r)
        fall = np.clip(1 - np.hypot(span[None], span[:, None]), 0, 1) ** 2 * 255 * strength
        mask = Image.new("L", (self.W, self.H))
        mask.paste(Image.fromarray(fall.astype("uint8")), (round(x * SCALE) - r, round(y * SCALE) - r))
        self._lay(mask, colour)

    def haze(self, y, depth, colour, strength=0.6):
        """A horizontal veil, densest at y."""
        rows = np.arange(self.H) / SCALE
        fall = np.exp(-(((rows - y) / depth) ** 2)) * 255 * strength
        mask = Image.fromarray(np.repeat(fall[:, None].astype("uint8"), self.W, 1))
        self._lay(mask, colour)

    def steam(self, x, y, height, colour, strength=0.5, width=40):
        """A rising plume of soft blobs."""
        mask, draw = self._mask()
        for i in range(26):
            t = i / 25
            cx = x + math.sin(t * 7 + x) * width * t + self.rng.normal(0, 6)
            r = width * (0.25 + t * 0.9)
            level = round(255 * strength * (1 - t) ** 1.3)
            blob, pen = self._mask()
            cy = y - t * height
            pen.ellipse([(cx - r) * SCALE, (cy - r * 0.7) * SCALE, (cx + r) * SCALE, (cy + r * 0.7) * SCALE], fill=level)
            mask = Image.fromarray(np.maximum(np.asarray(mask), np.asarray(blob)))
        self._lay(mask.filter(ImageFilter.GaussianBlur(width * 0.45 * SCALE)), colour)

    # Ground

    def crest(self, y, amp, rough=0.5, first=3, octaves=6):
        """A skyline in final pixels, one number a column: straight-edged noise in octaves."""
        out = np.zeros(self.W)
        count, size = first, amp
        for _ in range(octaves):
            knots = self.rng.uniform(-1, 1, count + 3)
            at = np.linspace(0, count + 1, self.W) + self.rng.uniform(0, 1)
            out += np.interp(at, range(count + 3), knots) * size
            count, size = count * 2, size * rough
        return y + out

    def under(self, crest, fill, to=None, alpha=1.0, floor=None):
        """Everything below a skyline, down to `floor`."""
        rows = np.arange(self.H)[:, None]
        below = rows >= np.asarray(crest)[None] * SCALE
        if floor is not None:
            below &= rows < np.asarray(floor)[None] * SCALE if np.ndim(floor) else rows < floor * SCALE
        self._lay(Image.fromarray((below * 255).astype("uint8")), fill, to, alpha)

    def facets(self, crest, fill, alpha=0.25, skew=0.5, depth=None, smooth=120):
        """The sides of a range that lie away from the light: slanted faces under its falling edges."""
        kernel = np.ones(smooth) / smooth
        slope = np.gradient(np.convolve(np.pad(crest, smooth, "edge"), kernel, "same")[smooth:-smooth])
        rows = np.arange(self.H)[:, None]
        down = rows - np.asarray(crest)[None] * SCALE
        at = (np.arange(self.W)[None] - skew * np.clip(down, 0, None)).astype(int)
        dark = (slope[np.clip(at, 0, self.W - 1)] > 0) & (down >= 0)
        level = np.where(dark, 255.0, 0.0)
        if depth:
            level *= np.clip(1 - down / (depth * SCALE), 0, 1)
        self._lay(Image.fromarray(level.astype("uint8")), fill, None, alpha)

    def snow(self, crest, line, fill, alpha=0.95, jag=26):
        """Snow from a skyline down to a ragged line; nothing where the skyline is lower."""
        edge = line + self.crest(0, jag, 0.6, 20, 4)
        floor = np.maximum(edge, crest) - (edge - crest) * 0.35 * (edge > crest)
        self.under(crest, fill, None, alpha, floor)

    # Small things

    def firs(self, crest, count, size, fill, spread=1.0, lo=0.0, hi=1.0):
        """Conifers standing on a skyline."""
        mask, draw = self._mask()
        for x in self.rng.uniform(lo * self.W, hi * self.W, count):
            s = size * SCALE * self.rng.uniform(0.55, 1.15)
            base = float(crest[int(min(max(x, 0), self.W - 1))]) * SCALE + self.rng.uniform(0, spread * 30) * SCALE
            for k in range(4):
                top = base - s * (1 - k * 0.2)
                half = s * (0.1 + 0.055 * k)
                draw.polygon([(x, top), (x - half, top + s * 0.34), (x + half, top + s * 0.34)], fill=255)
            draw.rectangle([x - s * 0.02, base - s * 0.1, x + s * 0.02, base + s * 0.1], fill=255)
        self._lay(mask, fill)

    def stars(self, count, bottom, fill="#ffffff"):
        """Stars above a height."""
        for _ in range(4):
            mask, draw = self._mask()
            for _ in range(count // 4):
                x, y = self.rng.uniform(0, self.W), self.rng.uniform(0, bottom * SCALE)
                r = self.rng.choice([0.8, 1.2, 1.6, 2.6], p=[0.5, 0.3, 0.15, 0.05]) * SCALE / 1.6
                draw.ellipse([x - r, y - r, x + r, y + r], fill=255)
            self._lay(mask, fill, None, float(self.rng.uniform(0.4, 1)))

    def birds(self, x, y, count, fill, size=12):
        """Far birds, two strokes each."""
        for _ in range(count):
            bx, by = x + self.rng.normal(0, 60), y + self.rng.normal(0, 26)
            s = size * self.rng.uniform(0.6, 1.2)
            self.line([(bx - s, by - s * 0.35), (bx, by), (bx + s, by - s * 0.4)], fill, 2)

    def shadow(self, x, y, rx, ry, fill, alpha=0.35):
        """A soft shadow on a table."""
        mask, draw = self._mask()
        draw.ellipse([(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE], fill=255)
        self._lay(mask.filter(ImageFilter.GaussianBlur(ry * 0.5 * SCALE)), fill, None, alpha)

    def finish(self, grain=3.0):
        """The picture at its final size, with paper grain."""
        out = self.image.resize((self.w, self.h), Image.Resampling.LANCZOS)
        if not grain:
            return out
        noise = self.rng.normal(0, grain, (self.h // 2, self.w // 2))
        wide = np.asarray(Image.fromarray(noise.astype("float32")).resize((self.w, self.h), Image.Resampling.BILINEAR))
        return Image.fromarray(np.clip(np.asarray(out, float) + wide[..., None], 0, 255).astype("uint8"))
