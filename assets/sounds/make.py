#!/usr/bin/env python3
"""Makes the kiosk's six sounds: mono, 22.05 kHz, 16 bit, no peak above 0.5.

Each outcome differs in rhythm and direction, not only in pitch, so that they
stay apart for people who hear badly and through a small loudspeaker:
  welcome  three rising notes          done  one full two-note chord
  error    two low falling notes       help  the same two notes, three times
  change   one note, slowly, twice     praise  down, then up to a chord
Usage: python3 assets/sounds/make.py
"""
import array
import math
import pathlib
import wave

RATE = 22_050
PEAK = 0.5
ATTACK_S = 0.012  # short enough to sound prompt, long enough not to click
RELEASE_S = 0.03


def chime(frequency: float, length: float, decay: float) -> list[float]:
    """A sine with a quiet octave and twelfth that fades like a struck bar."""
    count = int(RATE * length)
    out = []
    for index in range(count):
        time = index / RATE
        rise = min(1.0, time / ATTACK_S)
        fall = min(1.0, (length - time) / RELEASE_S)
        tone = (
            math.sin(math.tau * frequency * time)
            + 0.22 * math.exp(-time * 8) * math.sin(math.tau * 2 * frequency * time)
            + 0.10 * math.exp(-time * 14) * math.sin(math.tau * 3 * frequency * time)
        )
        out.append(tone * rise * fall * math.exp(-time / decay))
    return out


def score(length: float, *notes: tuple[float, float, float, float]) -> list[float]:
    """Lays notes (start s, frequency Hz, length s, decay s) over each other."""
    total = [0.0] * int(RATE * length)
    for start, frequency, span, decay in notes:
        offset = int(RATE * start)
        for index, value in enumerate(chime(frequency, span, decay)):
            if offset + index < len(total):
                total[offset + index] += value
    return total


# Frequencies are notes of C major: C4 261.6, E4 329.6, G4 392.0, A4 440.0, C5 523.3,
# E5 659.3, G5 784.0, C6 1046.5. Nothing below 250 Hz: small loudspeakers do not carry it.
SOUNDS = {
    "welcome": score(
        0.70,
        (0.00, 523.3, 0.30, 0.16),
        (0.12, 659.3, 0.30, 0.16),
        (0.24, 784.0, 0.46, 0.20),
    ),
    "done": score(0.45, (0.00, 659.3, 0.45, 0.16), (0.06, 784.0, 0.39, 0.16)),
    "error": score(0.60, (0.00, 392.0, 0.30, 0.20), (0.26, 329.6, 0.34, 0.20)),
    "help": score(
        0.80,
        *(
            note
            for beat in (0.00, 0.26, 0.52)
            for note in ((beat, 659.3, 0.14, 0.12), (beat + 0.11, 523.3, 0.15, 0.12))
        ),
    ),
    # Soon something else begins: the calmest of all, like a clock in the next room.
    "change": score(1.60, (0.00, 440.0, 0.80, 0.30), (0.75, 440.0, 0.85, 0.30)),
    "praise": score(
        1.10,
        (0.00, 784.0, 0.30, 0.14),
        (0.20, 659.3, 0.30, 0.14),
        *((0.40, frequency, 0.70, 0.30) for frequency in (784.0, 1046.5)),
    ),
}


# A reminder must not startle: quieter than the rest.
QUIETER = {"change": 0.6}


def main() -> None:
    folder = pathlib.Path(__file__).resolve().parent
    for name, samples in SOUNDS.items():
        gain = PEAK * QUIETER.get(name, 1.0) * 32_767 / max(abs(value) for value in samples)
        frames = array.array("h", (int(value * gain) for value in samples))
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(frames.tobytes())


if __name__ == "__main__":
    main()
