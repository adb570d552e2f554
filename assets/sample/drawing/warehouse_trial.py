"""Draws the step pictures of the warehouse trial into orientation/pictures."""

import pathlib

from parts import (BLUE, BLUE_TINT, FLAP, GREEN, GREEN_TINT, INK, RUST, RUST_TINT, WHITE, arrow, circle, cross, down, hold, path, picture,
                   pinch, point, poly, put, rect, right, table, tick, up)


def sign(shape, x, y, scale=1.0):
    """The picture on a box and on the order: triangle, circle or square, told apart without colour."""
    shapes = {
        "triangle": poly((0, -16), (17, 14), (-17, 14), fill=RUST_TINT, stroke=RUST),
        "circle": circle(0, 0, 16, BLUE_TINT, BLUE),
        "square": rect(-15, -15, 30, 30, 0, GREEN_TINT, GREEN),
    }
    return put(x, y, shapes[shape], scale=scale)


def parcel(x, y, shape, w=76, h=58):
    """A box that stands on (x, y) with its picture."""
    return (rect(x, y - h, w, h, 3, FLAP) + path(f"M{x} {y - h + 12} h{w}", width=3)
            + sign(shape, x + w / 2, y - h / 2 + 7, min(w, h) / 62))


def order(x, y, *rows):
    """An order: a sheet with a line for each box, as so many pictures."""
    sheet = rect(x, y, 96, 30 + 40 * len(rows), 5, WHITE)
    sheet += rect(x + 30, y - 8, 36, 16, 4, BLUE_TINT, INK)
    for line, (shape, count) in enumerate(rows):
        sheet += "".join(sign(shape, x + 24 + 26 * i, y + 34 + 40 * line, 0.62) for i in range(count))
    return sheet


def rack(x=20, w=280):
    """A rack of two shelves."""
    return (path(f"M{x} 118 H{x + w} M{x} 214 H{x + w}", width=9) + path(f"M{x + 6} 20 V232 M{x + w - 6} 20 V232", width=7))


PICTURES = {
    "order-take": (table(), order(104, 62, ("circle", 1), ("triangle", 2)), pinch(194, 120), up(48, 84, 56)),
    "order-find": (rack(), parcel(36, 113, "triangle"), parcel(122, 113, "circle"), parcel(208, 113, "square"),
                   parcel(36, 209, "square"), parcel(208, 209, "triangle"), point(160, 164, turn=40)),
    "order-same": (order(26, 74, ("circle", 1)), parcel(184, 170, "circle", 106, 84), tick(160, 44)),
    "order-other": (order(26, 74, ("circle", 1)), parcel(184, 170, "triangle", 106, 84), cross(160, 44)),
    "order-large": (table(), parcel(70, 222, "circle", 180, 138)),
    "order-small": (table(), parcel(124, 222, "circle", 72, 56)),
    "order-low": (rack(60, 200), parcel(100, 209, "circle", 108, 80), hold(104, 172, flip=True), hold(204, 172), down(152, 34, 62)),
    "order-high": (rack(60, 200), parcel(124, 113, "circle", 72, 56), pinch(194, 92), up(34, 140, 66)),
    "order-done": (table(), order(36, 66, ("circle", 1), ("triangle", 1)), tick(106, 100, 0.6), tick(106, 140, 0.6),
                   pinch(126, 112), right(196, 186, 76)),
    "order-count": (table(), parcel(36, 222, "triangle"), parcel(122, 222, "triangle"), point(216, 164, turn=-24),
                    circle(74, 60, 9, BLUE, BLUE), circle(160, 60, 9, BLUE, BLUE)),
}


def main() -> None:
    folder = pathlib.Path(__file__).resolve().parent.parent / "orientation" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, parts in PICTURES.items():
        (folder / f"{name}.svg").write_text(picture(*parts), encoding="utf-8")


if __name__ == "__main__":
    main()
