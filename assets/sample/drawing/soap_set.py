"""Draws the step pictures of the soap set into pack/pictures."""

import pathlib

from parts import (AMBER_TINT, BLUE, BLUE_TINT, FLAP, INK, INSIDE, RUST, TABLE, VIOLET, VIOLET_TINT, WHITE, arrow,
                   box, circle, cross, down, flat, hold, label, left, palm, path, picture, pinch, point, poly, put, rect,
                   right, roll, scissors, shreds, soap, table, tick, up, wrapped)

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
    return (rect(x, y - h, w, h, 0, INSIDE) + inside
            + path(f"M{x - 24} {y - h - 22} L{x} {y - h} V{y} H{x + w} V{y - h} l24 -22", width=8))


def mini(x, y, **look):
    """A small box for the good and the faulty example."""
    return box(x, y, 48, 38, (18, -13), **look)


def examples(good, faulty):
    """The good example above, the faulty one below, at the right edge."""
    return put(204, 92, good) + tick(298, 58, 0.75) + put(204, 216, faulty) + cross(298, 180, 0.85)


PICTURES = {
    "product": (box(70, 210, 140, 86, front=label(112, 144, 56, 44), inside=soaps_in(76, 210, 130, 86)),),
    # --- fold
    "fold-take": (table(), flat(40, 214), flat(40, 204), flat(40, 194), flat(40, 112),
                  pinch(194, 98), up(70, 66 + 112 - 8, 44)),
    "fold-open": (flat(12, 72, 70), arrow("M134 52 C160 38 178 42 190 62", (194, 70, 66)), table(), box(122, 220, 90, 76), both_hands(122, 220, 90, 76),),
    "fold-flaps": (table(), box(92, 218, flaps="lr"), palm(286, 152, turn=-60), palm(28, 130, turn=60, flip=True),
                   arrow("M84 96 C90 60 118 56 134 80", (138, 86, 58)), arrow("M284 96 C276 56 238 52 222 80", (218, 86, 122)),),
    "fold-turn": (table(), put(14, 218, box(0, 0, 84, 58, (28, -20), top="taped")),
                  put(186, 218, box(0, 0, 84, 58, (28, -20), flaps="bl")),
                  arrow("M66 116 C80 44 178 32 218 96", (223, 103, 62))),
    "fold-tape": (table(), box(30, 218, 130, 80, top="taped"), roll(196, 116), pinch(212, 120), right(60, 80, 96),),
    "fold-pass": (table(), box(70, 212, 112), both_hands(70, 212, 112), right(214, 60, 76),),
    # --- fill
    "fill-box": (table(), box(72, 218, 112), both_hands(72, 218, 112), down(160, 22, 62),),
    "fill-take": (table(), shreds(40, 150, 148, 2), rect(28, 150, 172, 70, 8, BLUE_TINT),
                  shreds(112, 102, 60, 3), pinch(152, 74), up(60, 108, 62)),
    "fill-put": (table(), box(54, 218, inside=shreds(80, 140, 90, 1)), shreds(110, 84, 70, 3), pinch(156, 62),
                 down(70, 50, 62),),
    "fill-level": (table(), box(58, 218, 150, inside=shreds_in(58, 218, 150), flaps=""), palm(150, 112, turn=-50, scale=0.9),
                   right(222, 70, 60), left(92, 70, 60)),
    "fill-pass": (table(), box(48, 214, inside=shreds_in(48, 214), flaps="bl"), hold(52, 178, flip=True), right(230, 150, 66)),
    # --- wrap
    "wrap-paper": (table(), poly((34, 212), (190, 212), (234, 128), (78, 128)), pinch(204, 150, skin=GLOVE), down(130, 40, 66)),
    "wrap-soap": (table(), poly((34, 212), (210, 212), (254, 118), (78, 118)), soap(104, 140, 80, 48),
                  pinch(176, 144, skin=GLOVE), down(136, 44, 70)),
    "wrap-left": (rect(30, 66, 74, 124, 0, "none", TABLE), rect(104, 66, 156, 124), soap(136, 96, 84, 64),
                  rect(104, 66, 62, 124, 0, VIOLET_TINT, VIOLET), pinch(150, 166, flip=True, skin=GLOVE),
                  arrow("M66 48 C84 12 132 12 148 44", (151, 52, 68))),
    "wrap-right": (rect(190, 66, 74, 124, 0, "none", TABLE), rect(40, 66, 150, 124, 0, VIOLET_TINT, VIOLET),
                   path("M122 66 V190", stroke=VIOLET), rect(104, 66, 86, 124, 0, VIOLET_TINT, VIOLET),
                   pinch(120, 164, skin=GLOVE), arrow("M228 48 C210 12 162 12 146 44", (143, 52, 112))),
    "wrap-sticker": (wrapped(36, 84, 160, 112), pinch(140, 140, skin=GLOVE), down(116, 18, 60)),
    "wrap-tray": (table(), path("M18 176 V218 H208 V176", width=8), wrapped(30, 164, 50, 48), wrapped(88, 164, 50, 48),
                  wrapped(146, 112, 50, 48), pinch(190, 130, skin=GLOVE), down(112, 56, 66),),
    # --- place
    "place-box": (table(), box(72, 208, 112, inside=shreds_in(72, 208, 112), flaps="bl"), both_hands(72, 208, 112, skin=GLOVE), down(150, 12, 50),),
    "place-first": (slots(1), pinch(100, 132, skin=GLOVE), down(83, 8, 66),),
    "place-second": (slots(2), pinch(147, 132, skin=GLOVE), down(130, 8, 66),),
    "place-third": (slots(3), pinch(194, 132, skin=GLOVE), down(177, 8, 66),),
    "place-pass": (table(), box(48, 214, inside=soaps_in(48, 214), flaps="b"), hold(52, 178, flip=True, skin=GLOVE), right(230, 150, 66)),
    # --- label
    "label-turn": (table(), box(74, 212, 112, inside=soaps_in(72, 212, 112), flaps="b"), both_hands(74, 212, 112),
                   arrow("M56 84 C84 18 214 8 262 70", (266, 77, 58)),),
    "label-peel": (rect(24, 52, 140, 164, 6, WHITE), label(38, 66, 50, 38), label(100, 66, 50, 38), label(38, 116, 50, 38),
                   label(100, 116, 50, 38), label(38, 166, 50, 38), rect(100, 166, 50, 38, 3, WHITE, "#8F877A"),
                   label(168, 104, 56, 42, -14), pinch(216, 112), arrow("M146 190 C170 190 182 178 186 160", (187, 154, -80))),
    "label-stick": (table(), box(10, 218, 150, 100, inside=soaps_in(20, 218, 130, 100), flaps="b",
                              front='<rect x="55" y="146" width="60" height="48" rx="3" fill="none" stroke-dasharray="2 10"/>'),
                    label(180, 146, 60, 48, 6), pinch(234, 178), left(174, 170, 48)),
    "label-smooth": (table(), box(40, 218, 150, 96, inside=soaps_in(50, 218, 130, 96), flaps="b", front=label(74, 148, 64, 48)),
                     palm(148, 184, turn=-52, scale=0.9), right(244, 84, 66),),
    "label-pass": (table(), box(48, 214, inside=soaps_in(48, 214), flaps="b", front=label(82, 156, 52, 40)),
                   hold(52, 178, flip=True), right(230, 150, 66)),
    # --- close
    "close-sides": (table(), box(96, 218, 120, 76, inside=soaps_in(96, 218), flaps="lr", front=label(130, 160, 52, 40)),
                    palm(286, 152, turn=-60), palm(30, 130, turn=60, flip=True),
                    arrow("M84 92 C90 56 118 52 134 76", (138, 82, 58)), arrow("M284 96 C276 52 238 48 222 76", (218, 82, 122)),),
    "close-lid": (table(), box(64, 218, 130, 76, inside=soaps_in(68, 218, 130), flaps="b", front=label(100, 160, 56, 42)),
                  palm(262, 104, turn=-56), arrow("M160 66 C116 40 74 60 72 116", (72, 124, 90)),),
    "close-tape": (table(), box(30, 218, 130, 80, top="taped", front=label(66, 160, 56, 42)), roll(196, 116), pinch(212, 120),
                   right(60, 80, 96),),
    "close-cut": (table(), box(14, 218, 120, 80, top="taped", front=label(46, 160, 56, 42)),
                  poly((156, 127), (262, 127), (262, 117), (160, 117), fill=BLUE_TINT, stroke=BLUE), roll(284, 140, 24),
                  pinch(222, 44), scissors(196, 84, turn=-90)),
    "close-pass": (table(), box(48, 214, top="taped", front=label(82, 156, 52, 40)), hold(52, 178, flip=True), right(230, 150, 66)),
    # --- check
    "check-take": (table(), box(72, 186, 112, top="taped", front=label(104, 130, 48, 38)), both_hands(72, 186, 112), up(160, 70, 56),),
    "check-lid": (table(), box(10, 218, 130, 88, top="taped", front=label(44, 160, 58, 44)), lens(92, 110, 44),
                  examples(mini(0, 0, top="taped"), mini(0, 0, flaps="b")),),
    "check-label": (table(), box(10, 218, 130, 88, top="taped", front=label(44, 152, 62, 46)), lens(75, 174, 46),
                    examples(box(0, 0, 54, 54, (12, -9), top="taped", front=label(9, -42, 36, 30)),
                             box(0, 0, 54, 54, (12, -9), top="taped", front=label(9, -42, 36, 30, 32))),),
    "check-whole": (table(), box(10, 218, 130, 88, top="taped", front=label(44, 152, 62, 46)), lens(146, 170, 40),
                    examples(mini(0, 0, top="taped"), mini(0, 0, top="taped") + path("M48 -38 L36 -26 L46 -18 L34 -8 L40 0", stroke=RUST)),),
    "check-put": (table(), box(70, 212, 112, top="taped", front=label(100, 154, 52, 40)), both_hands(70, 212, 112), right(216, 66, 76), tick(110, 68, 1.2),),
    "check-crooked": (table(), box(60, 218, 150, 96, top="taped", front=label(84, 146, 74, 54, 30)),),
    "check-open": (table(), box(60, 218, 150, 92, flaps="b", front=label(92, 156, 64, 46)),),
    "check-torn": (table(), box(60, 218, 150, 96, top="taped", front=label(80, 148, 64, 46)) + path("M186 122 L168 142 L186 156 L164 176 L178 196", stroke=RUST),),
    "check-faulty": (table(), box(84, 212, 112, top="taped", front=label(102, 154, 46, 36)) + path("M180 138 L166 154 L180 164 L162 182 L172 198", stroke=RUST),
                     both_hands(84, 212, 112), left(84, 66, 66), cross(176, 62)),
    # --- pack
    "pack-carton": (table(), carton(80, 216, 160, 116), hold(84, 160, flip=True), hold(236, 160), down(160, 16, 62),),
    "pack-bottom": (table(), carton(34, 218, 178, 100, small_boxes(41, 211, 5)), pinch(200, 180), down(123, 62, 74),),
    "pack-top": (table(), carton(34, 218, 178, 100, small_boxes(41, 211, 5) + small_boxes(41, 173, 5)), pinch(200, 142), down(123, 30, 74),),
    "pack-count": (table(), carton(34, 218, 178, 100, small_boxes(41, 211, 5) + small_boxes(41, 173, 5)), point(200, 156),
                   "".join(circle(59 + 32 * (i % 5), 28 + 28 * (i // 5), 8, BLUE, BLUE) for i in range(10)), right(222, 44, 60),),
    "pack-close": (table(), box(64, 218, 150, 100, (34, -26), inside=small_boxes(84, 118, 4), flaps="lr"), palm(276, 134, turn=-60),
                   palm(24, 112, turn=60, flip=True), arrow("M70 58 C80 22 112 16 130 40", (134, 47, 60)),
                   arrow("M254 58 C244 22 212 16 194 40", (190, 47, 120)),),
    "pack-carry": (path("M216 16 V226 M308 16 V226 M216 118 H308 M216 206 H308", width=7), rect(238, 156, 46, 46, 2, AMBER_TINT),
                   rect(62, 112, 92, 76, 2, AMBER_TINT), path("M62 132 H154 M108 112 V152"), hold(66, 160, flip=True), hold(150, 160),
                   arrow("M108 92 C124 32 222 26 256 88", (260, 96, 66))),
}


def main() -> None:
    folder = pathlib.Path(__file__).resolve().parent.parent / "pack" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, parts in PICTURES.items():
        (folder / f"{name}.svg").write_text(picture(*parts), encoding="utf-8")


if __name__ == "__main__":
    main()
