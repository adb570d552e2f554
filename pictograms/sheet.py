#!/usr/bin/env python3
"""Renders every pictogram with its id to docs/pictograms.png.

Needs `rsvg-convert` (Debian: librsvg2-bin) and `montage` (imagemagick).
Usage: python3 pictograms/sheet.py [--size PX] [--columns N] [OUT.png]
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent


def main() -> int:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--size", type=int, default=96, help="pixels of one pictogram")
    args.add_argument("--columns", type=int, default=14)
    args.add_argument("out", nargs="?", default=str(HERE.parent / "docs" / "pictograms.png"))
    args = args.parse_args()

    with open(HERE / "index.toml", "rb") as index:
        ids = [entry["id"] for entry in tomllib.load(index)["pictogram"]]
    drawn = {path.stem for path in HERE.glob("*.svg")}
    if wrong := drawn.symmetric_difference(ids):
        print(f"index.toml and the SVG files differ: {', '.join(sorted(wrong))}", file=sys.stderr)
        return 1
    if len(ids) != len(set(ids)):
        print("index.toml names an id twice", file=sys.stderr)
        return 1

    with tempfile.TemporaryDirectory() as folder:
        tiles: list[str] = []
        for name in ids:
            png = f"{folder}/{name}.png"
            side = str(args.size)
            subprocess.run(
                ["rsvg-convert", "-w", side, "-h", side, "-o", png, str(HERE / f"{name}.svg")],
                check=True,
            )
            tiles += ["-label", name, png]
        subprocess.run(
            ["montage", "-background", "#FFFFFF", "-fill", "#1B1B1F", "-pointsize", "13",
             "-tile", f"{args.columns}x", "-geometry", "+14+10", *tiles, "-strip", args.out],
            check=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
