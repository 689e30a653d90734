"""Makes the sounds and films of the demo site into media/: `python3 record.py`. Needs NumPy, Pillow and ffmpeg
(named by the environment variable FFMPEG where it is not on the path). Melodies are of our own making."""

import os
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

MEDIA = Path(__file__).parent / "media"
FFMPEG = os.environ.get("FFMPEG", "ffmpeg")
RATE = 32_000


def pitch(semitones):
    return 220 * 2 ** (semitones / 12)


def pluck(hertz, seconds, rng, bright=0.5):
    """A plucked string: a burst of noise that goes round a delay line and loses its edge."""
    period = int(RATE / hertz)
    line = rng.uniform(-1, 1, period)
    out = np.empty(int(seconds * RATE))
    for start in range(0, len(out), period):
        piece = out[start : start + period]
        piece[:] = line[: len(piece)]
        line = 0.996 * (bright * line + (1 - bright) * np.roll(line, 1))
    return out


def plucked(notes, rng, bright):
    """Notes as (semitones, start, length), each string doubled."""
    out = np.zeros(int((max(s + d for _, s, d in notes) + 1.5) * RATE))
    for tone, start, length in notes:
        at = int(start * RATE)
        for detune in (0, 0.07):
            sound = pluck(pitch(tone + detune), length + 1.2, rng, bright)
            out[at : at + len(sound)] += sound[: len(out) - at]
    return out


def melody(tones, beat):
    at, notes = 0.0, []
    for tone, beats in tones:
        notes.append((tone, at, beats * beat))
        at += beats * beat
    return notes


def reed(tones, beat, rng):
    """A soft double reed over a held note, with breath and a slow vibrato."""
    seconds = sum(b for _, b in tones) * beat + 1
    t = np.arange(int(seconds * RATE)) / RATE
    want = np.concatenate([np.full(int(b * beat * RATE), float(n)) for n, b in tones])
    want = np.pad(want, (0, len(t) - len(want)), "edge")
    glide = np.convolve(np.pad(want, 2000, "edge"), np.ones(4000) / 4000, "same")[2000:-2000]
    glide += 0.18 * np.sin(2 * np.pi * 4.6 * t) * np.clip(t / 2, 0, 1)

    def voice(semitones, weights):
        phase = 2 * np.pi * np.cumsum(pitch(semitones)) / RATE
        return sum(w * np.sin((k + 1) * phase) for k, w in enumerate(weights))

    lead = voice(glide, (1, 0.55, 0.42, 0.2, 0.12, 0.05))
    drone = voice(np.zeros(len(t)) - 5, (0.6, 0.3, 0.1))
    breath = np.convolve(rng.normal(0, 1, len(t)), np.ones(9) / 9, "same") * 0.03
    swell = np.clip(t / 0.8, 0, 1) * np.clip((seconds - t) / 1.2, 0, 1)
    return (lead * (0.85 + 0.15 * np.sin(2 * np.pi * 0.21 * t)) + drone + breath) * swell


def hive(seconds, rng):
    t = np.arange(int(seconds * RATE)) / RATE
    out = np.zeros(len(t))
    for _ in range(46):
        base = rng.uniform(175, 260)
        wander = np.interp(t, np.linspace(0, seconds, 24), rng.normal(0, 5, 24))
        near = np.clip(np.interp(t, np.linspace(0, seconds, 14), rng.normal(0.4, 0.4, 14)), 0, 1)
        phase = 2 * np.pi * np.cumsum(base + wander) / RATE + rng.uniform(0, 6)
        out += near * (np.sin(phase) + 0.5 * np.sin(2 * phase) + 0.2 * np.sin(3 * phase))
    return out * np.clip(t / 1.5, 0, 1) * np.clip((seconds - t) / 1.5, 0, 1)


def water(seconds, rng):
    """A stream with drops: noise in a band, and short rising chirps."""
    n = int(seconds * RATE)
    noise = np.fft.rfft(rng.normal(0, 1, n))
    hertz = np.fft.rfftfreq(n, 1 / RATE)
    out = np.fft.irfft(noise * np.exp(-((np.log(hertz + 1) - np.log(900)) ** 2) / 0.9), n) * 3
    for _ in range(70):
        at, long = rng.integers(0, n - 3000), int(rng.integers(600, 2200))
        t = np.arange(long) / RATE
        f = rng.uniform(500, 1500)
        out[at : at + long] += 0.5 * np.sin(2 * np.pi * (f * t + f * 3 * t * t)) * np.exp(-t * 55)
    fade = np.clip(np.arange(n) / RATE, 0, 1)
    return out * fade * fade[::-1]


def store(name, sound, kbits=48):
    sound = np.tanh(sound / np.abs(sound).max() * 1.4) * 0.8
    raw = (sound * 32_767).astype("<i2").tobytes()
    target = MEDIA / name
    subprocess.run(
        [FFMPEG, "-y", "-loglevel", "error", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-", "-b:a", f"{kbits}k",
         "-map_metadata", "-1", "-fflags", "+bitexact", str(target)],
        input=raw, check=True)
    print(name, target.stat().st_size)


def film(name, still, frames, paint):
    """A short loop: a still picture with something moving over it."""
    base = Image.open(MEDIA / f"{still}.webp").convert("RGB")
    height = base.width * 9 // 16
    base = base.crop((0, base.height - height, base.width, base.height)).resize((640, 360), Image.Resampling.LANCZOS)
    target = MEDIA / name
    run = subprocess.Popen(
        [FFMPEG, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "640x360", "-r", "15", "-i", "-",
         "-c:v", "libx264", "-threads", "1", "-crf", "31", "-preset", "slow", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
         "-map_metadata", "-1", "-fflags", "+bitexact", str(target)],
        stdin=subprocess.PIPE)
    for k in range(frames):
        run.stdin.write(paint(base.copy(), k / frames).tobytes())
    run.stdin.close()
    run.wait()
    print(name, target.stat().st_size)


def steam(image, t):
    mask = np.zeros((90, 160))
    rows, cols = np.mgrid[0:90, 0:160]
    for k in range(9):
        age = (t + k / 9) % 1
        x = 58 + (k * 7) % 44 + 5 * np.sin(2 * np.pi * (age + k * 0.3))
        y = 44 - age * 42
        size = 4 + age * 11
        mask += (1 - age) * min(1, age * 5) * np.exp(-(((cols - x) / size) ** 2 + ((rows - y) / size) ** 2))
    veil = Image.fromarray((np.clip(mask, 0, 1) * 190).astype("uint8")).resize(image.size, Image.Resampling.BICUBIC)
    image.paste((255, 255, 255), (0, 0), veil.filter(ImageFilter.GaussianBlur(6)))
    return image


def snow(image, t):
    rng = np.random.default_rng(4)
    pixels = np.asarray(image).copy()
    for _ in range(170):
        x0, y0, turns, size = rng.uniform(0, 640), rng.uniform(0, 360), rng.integers(1, 3), rng.integers(1, 3)
        y = int((y0 + turns * 360 * t) % 360)
        x = int(x0 + 9 * np.sin(2 * np.pi * (t + x0))) % 640
        pixels[y : y + size, x : x + size] = 250
    return Image.fromarray(pixels)


def main():
    rng = np.random.default_rng(7)
    rast = [(0, 1), (2, 1), (4, 1), (5, 1), (7, 2), (9, 0.5), (7, 0.5), (5, 1), (4, 1), (5, 0.5), (4, 0.5), (2, 1), (0, 3)]
    store("tar-scale.mp3", plucked(melody([(n + 3, b) for n, b in rast], 0.36), rng, 0.55))
    chords = [(0, 1), (4, 0.5), (7, 0.5), (9, 1), (7, 1), (5, 0.5), (4, 0.5), (2, 1), (4, 0.5), (5, 0.5), (7, 1), (0, 2.5)]
    notes = melody([(n + 5, b) for n, b in chords], 0.34)
    store("panduri.mp3", plucked(notes + [(n - 7, s + 0.03, d) for n, s, d in notes[::2]], rng, 0.42))
    evening = [(0, 3), (2, 1), (3, 2), (5, 1), (3, 1), (2, 3), (0, 1), (-2, 1), (0, 4)]
    store("duduk-evening.mp3", reed(evening, 0.5, rng))
    store("bees.mp3", hive(8, rng))
    store("spring-water.mp3", water(8, rng))
    film("steam.mp4", "spring-winter", 75, steam)
    film("snowfall.mp4", "winter-village", 75, snow)


if __name__ == "__main__":
    main()
