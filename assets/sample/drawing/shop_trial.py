"""Draws the step pictures of the shop trial into orientation/pictures."""

import pathlib

from parts import (AMBER_TINT, BLUE, BLUE_TINT, FLAP, GREEN, GREEN_TINT, INK, INSIDE, RUST, RUST_TINT, TABLE, WHITE,
                   arrow, circle, down, hold, path, picture, pinch, point, poly, put, rect, table, tick, up)


def packet(x, y):
    """A packet of tea that stands on (x, y)."""
    return (rect(x, y - 70, 50, 70, 3, GREEN_TINT) + path(f"M{x} {y - 54} h50", stroke=GREEN)
            + path(f"M{x + 25} {y - 14} C{x + 8} {y - 24} {x + 14} {y - 42} {x + 25} {y - 44}"
                   f" C{x + 36} {y - 42} {x + 42} {y - 24} {x + 25} {y - 14} Z M{x + 25} {y - 14} v-18", GREEN_TINT, GREEN))


def ghost(x, y):
    """The empty place where a packet will stand."""
    return f'<rect x="{x}" y="{y - 70}" width="50" height="70" rx="3" fill="none" stroke="{TABLE}" stroke-dasharray="2 11"/>'


def shelf(y=196, x=20, w=280):
    return (path(f"M{x} {y} H{x + w}", width=9) + path(f"M{x + 8} {y - 170} V{y + 34} M{x + w - 8} {y - 170} V{y + 34}", width=7))


def jar(x, y, turn="front"):
    """A jar of jam; `turn`: front | side | back says where its label looks."""
    body = (path(f"M{x + 6} {y - 58} h38 c6 4 8 8 8 14 v36 a8 8 0 0 1 -8 8 h-38 a8 8 0 0 1 -8 -8 v-36 c0 -6 2 -10 8 -14 Z", RUST_TINT, INK)
            + rect(x + 3, y - 74, 44, 16, 4, WHITE))
    if turn == "front":
        body += rect(x + 8, y - 44, 34, 30, 2, WHITE, RUST) + circle(x + 25, y - 29, 7, RUST, RUST)
    elif turn == "side":
        body += path(f"M{x + 36} {y - 44} h16 v30 h-16 Z", WHITE, RUST)
    return body


def apple(x, y, scale=1.0):
    return put(x, y, path("M0 -14 C-14 -26 -32 -14 -28 8 C-24 28 -10 34 0 28 C10 34 24 28 28 8 C32 -14 14 -26 0 -14 Z", RUST_TINT, RUST),
               path("M0 -14 C0 -22 3 -28 8 -32"), scale=scale)


def bottle(x, y, scale=1.0):
    return put(x, y, path("M-8 -40 H8 V-20 C18 -14 20 -8 20 0 V34 H-20 V0 C-20 -8 -18 -14 -8 -20 Z", BLUE_TINT, INK),
               path("M-20 6 H20 M-20 22 H20", stroke=BLUE), scale=scale)


def bread(x, y, scale=1.0):
    return put(x, y, path("M-30 26 V2 C-42 -6 -36 -28 -16 -28 H16 C36 -28 42 -6 30 2 V26 Z", AMBER_TINT, INK),
               path("M-12 -12 l6 16 M8 -12 l6 16"), scale=scale)


def card(x, y, thing):
    """A picture card that hangs on the shelf's edge."""
    return rect(x - 28, y, 56, 46, 5, WHITE, BLUE) + put(x, y + 24, thing(0, 0, 0.5))


def picture_shelf(*things):
    cards = "".join(card(66 + i * 94, 176, thing) for i, thing in enumerate((apple, bottle, bread)))
    return path("M14 166 H306", width=9) + path("M20 40 V232 M300 40 V232", width=7) + "".join(things) + cards


def crate(x, y, w=130, h=66, inside=""):
    return rect(x + 6, y - h - 12, w - 12, 30, 0, INSIDE) + inside + rect(x, y - h, w, h, 4, FLAP) + path(f"M{x} {y - h / 2} h{w}")


PICTURES = {
    "shelve-take": (table(), crate(70, 220, 186, 76), packet(82, 134), packet(138, 134), packet(194, 134),
                    hold(86, 104, flip=True), hold(240, 104), up(163, 54, 46)),
    "shelve-first": (shelf(), packet(48, 191), ghost(124, 191), ghost(200, 191), pinch(92, 150), down(73, 44, 60)),
    "shelve-second": (shelf(), packet(48, 191), packet(124, 191), ghost(200, 191), pinch(168, 150), down(149, 44, 60)),
    "shelve-third": (shelf(), packet(48, 191), packet(124, 191), packet(200, 191), pinch(244, 150), down(225, 44, 60)),
    "sort-take": (table(), crate(20, 218, 190, 80, bread(60, 132) + bottle(166, 122)), apple(120, 92), pinch(148, 92), up(44, 86, 54)),
    "sort-find": (picture_shelf(), apple(66, 118), apple(206, 88), pinch(234, 80), arrow("M176 66 C150 30 96 34 76 66", (72, 74, 116))),
    "sort-put": (picture_shelf(apple(66, 128)), pinch(94, 120), down(66, 30, 56)),
    "face-find": (shelf(), jar(42, 191), jar(116, 191, "back"), jar(190, 191), point(146, 92, turn=-40)),
    "face-turn": (shelf(), jar(42, 191), jar(116, 191, "side"), jar(190, 191), pinch(152, 122, turn=-24),
                  arrow("M92 92 C96 66 112 54 134 52", (142, 52, -4))),
    "face-edge": (poly((20, 196), (300, 196), (276, 132), (44, 132), fill=FLAP), path("M14 196 H306", width=9), path("M20 196 V232 M300 196 V232", width=7),
                  jar(118, 162), jar(42, 191), jar(196, 191), pinch(160, 112, turn=-24), down(143, 20, 44)),
    "face-look": (shelf(), jar(42, 191), jar(116, 191), jar(190, 191),
                  path("M92 66 C110 34 130 26 142 26 S174 34 192 66 C174 98 154 106 142 106 S110 98 92 66 Z", WHITE, INK), circle(142, 66, 18, BLUE, BLUE),
                  tick(270, 150, 0.8)),
}


def main() -> None:
    folder = pathlib.Path(__file__).resolve().parent.parent / "orientation" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, parts in PICTURES.items():
        (folder / f"{name}.svg").write_text(picture(*parts), encoding="utf-8")


if __name__ == "__main__":
    main()
