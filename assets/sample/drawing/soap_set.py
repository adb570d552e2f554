"""Draws the step pictures of the soap set into pack/pictures."""

import pathlib

from parts import (AMBER, AMBER_TINT, BLUE, BLUE_TINT, FLAP, GREEN, INK, INSIDE, RUST, VIOLET, VIOLET_TINT, WHITE,
                   arrow, box, circle, cross, down, flat, hold, label, left, palm, path, picture, pinch, poly, put,
                   rect, right, roll, shreds, soap, table, tick, up, wrapped)

GLOVE = BLUE_TINT


def shreds_in(x, y, w=120, h=76):
    """Shreds seen in the opening of a box that stands on (x, y)."""
    return shreds(x + 14, y - h + 2, w + 8, 3)


def soaps_in(x, y, w=120, h=76):
    bars = "".join(wrapped(x + 14 + i * 40, y - h - 22, 34, 40) for i in range(3))
    return shreds(x + 14, y - h + 2, w + 8, 2) + bars


def both_hands(x, y, w=120, h=76, skin=WHITE):
    """Two hands that hold the box that stands on (x, y)."""
    return hold(x + 4, y - h / 2, flip=True, skin=skin) + hold(x + w + 40, y - h / 2 - 16, skin=skin)


def above(x, y, w, h, inside):
    """A box seen from straight above, its four flaps open."""
    return (poly((x, y), (x + w, y), (x + w + 12, y - 26), (x - 12, y - 26), fill=FLAP)
            + poly((x, y + h), (x + w, y + h), (x + w + 12, y + h + 26), (x - 12, y + h + 26), fill=FLAP)
            + poly((x, y), (x, y + h), (x - 26, y + h + 8), (x - 26, y - 8), fill=FLAP)
            + poly((x + w, y), (x + w, y + h), (x + w + 26, y + h + 8), (x + w + 26, y - 8), fill=FLAP)
            + rect(x, y, w, h, 0, INSIDE) + inside)


def slots(filled, x=52, y=78, w=156, h=100):
    """Three places in a box seen from above; the first `filled` hold a bar."""
    out = shreds(x, y + h - 4, w, 1) + shreds(x, y + 24, w, 1) + shreds(x, y + 64, w, 1)
    for i in range(filled):
        out += wrapped(x + 12 + i * 47, y + 14, 38, 72)
    return above(x, y, w, h, out)


def lens(x, y, r=40):
    return (path(f"M{x + r * 0.7:g} {y + r * 0.7:g} l30 30", stroke=INK, width=13)
            + circle(x, y, r, "none", BLUE))


def small_boxes(x, y, count, w=30, h=34):
    return "".join(rect(x + i * (w + 4), y - h, w, h, 2, AMBER_TINT)
                   + path(f"M{x + i * (w + 4) + 9:g} {y - h / 2:g} h{w - 18}", stroke=RUST) for i in range(count))


def carton(x, y, w, h, inside=""):
    """The big carton, its front cut away so that what stands inside is seen."""
    return (poly((x, y - h), (x - 26, y - h - 24), (x - 16, y - h - 34), (x + 12, y - h - 10), fill=FLAP)
            + rect(x, y - h, w, h, 0, INSIDE) + inside
            + path(f"M{x} {y - h} V{y} H{x + w} V{y - h}", width=8)
            + path(f"M{x} {y - h} l-28 -24 M{x + w} {y - h} l28 -24", width=8))


PICTURES = {
    "product": (box(70, 210, 140, 86, front=label(112, 144, 56, 44), inside=soaps_in(76, 210, 130, 86)),),
    # --- fold
    "fold-take": (table(), flat(40, 214), flat(40, 204), flat(40, 194), flat(40, 112),
                  pinch(194, 98), up(70, 66 + 112 - 8, 44)),
    "fold-open": (flat(12, 92, 76), arrow("M52 112 C54 150 64 168 88 176", (92, 177, 15)),
                  table(), box(126, 218, 96, 84, flaps="blfr"), ),
    "fold-flaps": (table(), box(92, 218, flaps="lr"), palm(282, 150, turn=-60),
                   arrow("M66 106 C66 66 112 54 138 92", (140, 97, 66))),
    "fold-tape": (table(), box(70, 218, top="taped"), roll(232, 108), pinch(250, 112),
                  right(84, 84, 96)),
    "fold-pass": (table(), box(56, 212), both_hands(56, 212), right(210, 60, 76)),
    # --- fill
    "fill-box": (table(), box(84, 218, 124), both_hands(84, 218, 124), down(36, 60, 60)),
    "fill-take": (table(), shreds(40, 150, 148, 2), rect(28, 150, 172, 70, 8, BLUE_TINT),
                  shreds(112, 102, 60, 3), pinch(152, 74), up(60, 108, 62)),
    "fill-put": (table(), box(64, 218, inside=shreds(90, 140, 90, 1)), shreds(112, 74, 70, 3), pinch(158, 48),
                 down(92, 40, 56)),
    "fill-level": (table(), box(58, 218, 150, inside=shreds_in(58, 218, 150), flaps=""), palm(150, 112, turn=-50, scale=0.9),
                   right(222, 70, 60), left(92, 70, 60)),
    "fill-pass": (table(), box(48, 214, inside=shreds_in(48, 214), flaps="bl"), hold(52, 178, flip=True), right(230, 150, 66)),
    # --- wrap
    "wrap-paper": (table(), poly((50, 212), (206, 212), (250, 128), (94, 128), fill=VIOLET_TINT), pinch(222, 146, skin=GLOVE),
                   down(130, 44, 62)),
    "wrap-soap": (table(), poly((34, 212), (210, 212), (254, 118), (78, 118), fill=VIOLET_TINT), soap(104, 140, 80, 48),
                  pinch(176, 144, skin=GLOVE), down(136, 44, 70)),
    "wrap-left": (rect(40, 70, 216, 120, 0, VIOLET_TINT), soap(112, 100, 72, 60),
                  poly((76, 70), (150, 70), (150, 190), (76, 190), fill=WHITE, stroke=VIOLET),
                  path("M40 70 H76 M40 190 H76", stroke=WHITE), rect(36, 66, 38, 128, 0, WHITE, WHITE),
                  pinch(72, 180, flip=True, turn=0, skin=GLOVE),
                  arrow("M44 52 C66 16 112 20 124 48", (126, 54, 70))),
    "wrap-right": (poly((76, 70), (220, 70), (220, 190), (76, 190), fill=VIOLET_TINT),
                   path("M150 70 V190", stroke=VIOLET),
                   poly((136, 70), (220, 70), (220, 190), (136, 190), fill=WHITE, stroke=VIOLET),
                   pinch(204, 176, skin=GLOVE), arrow("M254 52 C232 16 186 20 174 48", (172, 54, 110))),
    "wrap-sticker": (rect(40, 92, 150, 100, 4, VIOLET_TINT), path("M115 92 V192", stroke=VIOLET),
                     circle(115, 142, 20, GREEN, GREEN), pinch(134, 136, skin=GLOVE), down(115, 34, 62)),
    "wrap-tray": (table(), path("M24 176 V218 H222 V176", width=8), wrapped(36, 164, 52, 48), wrapped(96, 164, 52, 48),
                  wrapped(156, 116, 52, 48), pinch(204, 132, skin=GLOVE), down(120, 60, 62)),
    # --- place
    "place-box": (table(), box(92, 208, inside=shreds_in(92, 208), flaps="bl"), both_hands(92, 208, skin=GLOVE), down(156, 12, 46)),
    "place-first": (slots(1), pinch(98, 124, skin=GLOVE)),
    "place-second": (slots(2), pinch(146, 124, skin=GLOVE)),
    "place-third": (slots(3), pinch(192, 124, skin=GLOVE)),
    "place-pass": (table(), box(48, 214, inside=soaps_in(48, 214), flaps="b"), hold(52, 178, flip=True, skin=GLOVE), right(230, 150, 66)),
    # --- label
    "label-turn": (table(), box(96, 212, inside=soaps_in(96, 212), flaps="b"), both_hands(96, 212),
                   arrow("M70 70 C100 20 210 12 256 62", (260, 68, 56))),
    "label-peel": (rect(24, 52, 140, 164, 6, WHITE), label(38, 66, 50, 38), label(100, 66, 50, 38), label(38, 116, 50, 38),
                   label(100, 116, 50, 38), label(38, 166, 50, 38), rect(100, 166, 50, 38, 3, WHITE, "#C9C2B6"),
                   label(168, 104, 56, 42, -14), pinch(216, 112), arrow("M146 190 C170 190 182 178 186 160", (187, 154, -80))),
    "label-stick": (table(), box(40, 216, 140, 92, inside=soaps_in(46, 216, 130, 92), flaps="b", front=label(82, 148, 60, 46)),
                    pinch(138, 172), left(290, 100, 66)),
    "label-smooth": (table(), box(40, 216, 160, 104, inside=soaps_in(50, 216, 140, 104), flaps="b", front=label(74, 140, 64, 48)),
                     palm(146, 178, turn=-52, scale=0.9), right(216, 96, 72)),
    "label-pass": (table(), box(48, 214, inside=soaps_in(48, 214), flaps="b", front=label(82, 156, 52, 40)),
                   hold(52, 178, flip=True), right(230, 150, 66)),
    # --- close
    "close-sides": (table(), box(96, 218, 120, 76, inside=soaps_in(96, 218), flaps="lr", front=label(130, 160, 52, 40)),
                    arrow("M60 92 C66 52 104 44 124 70", (127, 75, 58)), arrow("M296 104 C290 60 240 44 218 70", (214, 76, 122))),
    "close-lid": (table(), box(84, 218, 120, 76, inside=soaps_in(84, 218), flaps="b", front=label(118, 160, 52, 40)),
                  palm(276, 108, turn=-56), arrow("M118 58 C96 60 84 80 86 108", (87, 114, 84))),
    "close-tape": (table(), box(50, 218, 130, 80, top="taped", front=label(86, 160, 56, 42)), roll(226, 112), pinch(244, 116),
                   right(66, 80, 96)),
    "close-cut": (table(), box(30, 218, 130, 80, top="taped", front=label(66, 160, 56, 42)),),
    "close-pass": (table(), box(48, 214, top="taped", front=label(82, 156, 52, 40)), hold(52, 178, flip=True), right(230, 150, 66)),
    # --- check
    "check-take": (table(), box(100, 190, top="taped", front=label(134, 132, 52, 40)), both_hands(100, 190), up(44, 90, 60)),
    "check-lid": (table(), box(60, 218, 150, 90, top="taped", front=label(104, 154, 60, 46)), lens(158, 108, 46)),
    "check-label": (table(), box(20, 218, 130, 84, top="taped", front=label(54, 154, 60, 44)), lens(84, 176, 46)),
    "check-whole": (),
    "check-put": (table(), box(60, 212, top="taped", front=label(94, 154, 52, 40)), both_hands(60, 212), right(206, 66, 76), tick(94, 66, 1.2)),
    # --- pack
    "pack-carton": (table(), carton(86, 216, 160, 116), hold(90, 160, flip=True), hold(242, 160), down(166, 20, 60)),
    "pack-bottom": (table(), carton(44, 218, 178, 100, small_boxes(51, 211, 5)), pinch(214, 176), down(132, 62, 64)),
    "pack-top": (table(), carton(44, 218, 178, 100, small_boxes(51, 211, 5) + small_boxes(51, 173, 5)), pinch(214, 134), down(132, 34, 64)),
    "pack-count": (), "pack-close": (), "pack-carry": (),
}


def main() -> None:
    folder = pathlib.Path(__file__).resolve().parent.parent / "pack" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, parts in PICTURES.items():
        (folder / f"{name}.svg").write_text(picture(*parts), encoding="utf-8")


if __name__ == "__main__":
    main()
