"""A tune hummed by sine waves: stands where a woman's voice would be."""

import io
import math
import wave

RATE = 24_000
BEAT = 0.42
PENTATONIC = {"d": 146.83, "e": 164.81, "g": 196.00, "a": 220.00, "b": 246.94}
TUNE = (("a", 1), ("g", 1), ("e", 2), ("g", 1), ("a", 1), ("b", 2), ("a", 1), ("e", 1), ("d", 3))
OVERTONES = ((1, 0.62), (2, 0.2), (3, 0.1), (4, 0.05))
SOFT = 0.09
"""Seconds in which a note comes and goes."""


def hummed() -> bytes:
    """The tune as a WAV file, mono, 16 bit; the same every time."""
    samples = b"".join(_note(PENTATONIC[name], beats * BEAT) for name, beats in TUNE)
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples)
    return file.getvalue()


def _note(pitch: float, seconds: float) -> bytes:
    length = round(seconds * RATE)
    return b"".join(
        round(14_000 * _height(pitch, at / RATE, seconds)).to_bytes(2, "little", signed=True)
        for at in range(length)
    )


def _height(pitch: float, second: float, seconds: float) -> float:
    swell = min(1.0, second / SOFT, (seconds - second) / SOFT)
    tremble = 0.004 * math.sin(2 * math.pi * 5 * second)
    turns = 2 * math.pi * pitch * (second + tremble / 5)
    return swell * sum(weight * math.sin(number * turns) for number, weight in OVERTONES)
