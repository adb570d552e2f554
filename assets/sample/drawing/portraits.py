"""Draws the invented people's portraits, and the pictures that some chose instead.

A portrait is 240×240 units, head and shoulders, flat, with a 5-unit outline. Each
differs from the others in ground, hair, clothes and one thing more (glasses, a beard,
a scarf, a cap), so that nobody depends on a single feature or colour.
"""

import pathlib

from parts import (AMBER_TINT, BLUE, BLUE_TINT, GREEN, GREEN_TINT, INK, RUST, RUST_TINT, VIOLET, VIOLET_TINT, WHITE,
                   circle, path, picture, rect)

SKIN = ["#F7DCC6", "#EFC6A4", "#DDAA80", "#B5815A"]
BLACK, BROWN, CHESTNUT, FAIR, RED, GREY = "#2A2523", "#5A3A26", "#8A5230", "#DDBB77", "#B5552B", "#A7A6A3"
CLOTH_BLUE, CLOTH_GREEN, CLOTH_AMBER, CLOTH_VIOLET, CLOTH_RUST, CLOTH_GREY = (
    "#5B87BD", "#6FA57F", "#E0B05A", "#9480BE", "#C97C58", "#8C929B")


def shoulders(cloth, neckline="round", skin=SKIN[0], inner=WHITE):
    body = path("M20 244 C22 196 58 184 96 178 H144 C182 184 218 196 220 244 Z", cloth, INK)
    neck = path("M98 146 V182 C104 200 136 200 142 182 V146 Z", skin, INK)
    if neckline == "round":
        return neck + body_over(cloth)
    if neckline == "v":
        return body + neck + path("M96 178 L120 224 L144 178 M96 178 L120 224 L144 178 L142 182 C136 200 104 200 98 182 Z", skin, INK)
    if neckline == "shirt":
        return body + neck + path("M96 176 L120 204 L100 224 L82 184 Z M144 176 L120 204 L140 224 L158 184 Z", inner, INK) + path("M120 206 V244")
    if neckline == "hood":
        return (path("M66 196 C70 160 170 160 174 196 L150 214 H90 Z", cloth, INK) + neck + body_over(cloth)
                + path("M104 206 V228 M136 206 V228", stroke=WHITE))
    if neckline == "high":
        return neck + body + rect(92, 164, 56, 30, 12, cloth)
    raise ValueError(neckline)


def body_over(cloth):
    return path("M20 244 C22 196 58 184 94 178 C100 204 140 204 146 178 C182 184 218 196 220 244 Z", cloth, INK)


def head(skin, brow=BROWN, smile=8, eyes=True, width=44):
    w = width
    out = (circle(120 - w, 108, 10, skin) + circle(120 + w, 108, 10, skin)
           + path(f"M{120 - w} 92 C{120 - w} 52 {120 + w} 52 {120 + w} 92 V112 C{120 + w} 142 140 160 120 160"
                  f" S{120 - w} 142 {120 - w} 112 Z", skin, INK))
    if eyes:
        out += path("M102 104 v4 M138 104 v4", width=7)
    out += path("M94 91 q8 -5 16 -1 M146 91 q-8 -5 -16 -1", stroke=brow)
    out += path("M120 110 l-4 12 h6", width=4)
    out += path(f"M106 136 q14 {smile} 28 0")
    return out


def glasses(shape="round", colour=INK):
    if shape == "round":
        return circle(100, 107, 15, "none", colour) + circle(140, 107, 15, "none", colour) + path("M115 105 q5 -4 10 0", stroke=colour)
    return (rect(83, 95, 33, 23, 5, "none", colour) + rect(124, 95, 33, 23, 5, "none", colour)
            + path("M116 103 h8", stroke=colour))


def ground(tint):
    return f'<rect width="240" height="240" fill="{tint}" stroke="none"/>'


def person(tint, *parts):
    return (ground(tint), *parts)


PORTRAITS = {
    # Денис: short dark hair brushed up, blue hood.
    "p-01": person(AMBER_TINT, shoulders(CLOTH_BLUE, "hood", SKIN[0]), head(SKIN[0], BROWN),
                   path("M74 98 C68 56 88 34 124 36 C156 38 174 58 166 98 L158 78 C146 82 132 78 126 68 C112 80 94 82 84 78 Z", BROWN, INK)),
    # Аня: long fair hair with a fringe, green jumper.
    "p-02": person(VIOLET_TINT, path("M72 96 C62 40 178 40 168 96 V186 C176 200 158 206 148 196 H92 C82 206 64 200 72 186 Z", FAIR, INK),
                   shoulders(CLOTH_GREEN, "round", SKIN[0]), head(SKIN[0], CHESTNUT, 9, width=42),
                   path("M70 122 C60 36 180 36 170 122 L160 90 H80 Z", FAIR, INK),
                   path("M104 72 V88 M122 68 V88 M138 72 V88", width=4)),
    # Марат: black hair, short beard, white shirt.
    "p-03": person(BLUE_TINT, shoulders(WHITE, "shirt", SKIN[2]), head(SKIN[2], BLACK),
                   path("M76 104 V116 C78 146 100 166 120 166 S162 146 164 116 V104 C158 122 152 124 142 124 C132 122 126 126 120 126 S108 122 98 124 C88 124 82 122 76 104 Z", BLACK, INK),
                   path("M108 140 q12 6 24 0", stroke=SKIN[2]),
                   path("M75 94 C66 50 96 40 122 42 C150 42 174 54 165 94 C160 84 158 76 152 70 C130 76 108 76 90 70 C84 76 80 84 75 94 Z", BLACK, INK)),
    # Соня: red curls, round glasses, violet jumper.
    "p-04": person(GREEN_TINT, "".join(circle(x, y, r, RED) for x, y, r in
                                      [(70, 150, 22), (170, 150, 22), (62, 118, 24), (178, 118, 24), (70, 84, 24), (170, 84, 24),
                                       (94, 56, 24), (146, 56, 24), (120, 46, 24)]),
                   shoulders(CLOTH_VIOLET, "high", SKIN[0]), head(SKIN[0], RED, 9),
                   "".join(circle(x, y, 15, RED) for x, y in [(86, 74), (104, 64), (122, 68), (140, 64), (155, 75)]),
                   glasses("round")),
    # Лиля: patterned headscarf, rust coat.
    "p-06": person(BLUE_TINT, shoulders(CLOTH_RUST, "round", SKIN[1]),
                   path("M62 176 C50 60 82 34 120 34 S190 60 178 176 C160 206 134 214 120 214 S80 206 62 176 Z", CLOTH_VIOLET, INK),
                   head(SKIN[1], BLACK, 8, width=40).replace(circle(80, 108, 10, SKIN[1]), "").replace(circle(160, 108, 10, SKIN[1]), ""),
                   path("M80 108 C78 62 100 54 120 54 S162 62 160 108 C164 84 160 66 120 64 S76 84 80 108 Z", CLOTH_VIOLET, INK),
                   "".join(circle(x, y, 4.5, WHITE, WHITE) for x, y in [(90, 52), (120, 44), (150, 52), (68, 92), (172, 92), (66, 132), (174, 132), (78, 166), (162, 166), (100, 190), (140, 190)]),
                   path("M84 150 C96 172 112 176 120 176 S146 172 156 150")),
    # Гоша, 17: amber cap, freckles, green shirt.
    "p-07": person(RUST_TINT, shoulders(CLOTH_GREEN, "v", SKIN[0]), head(SKIN[0], FAIR, 10),
                   path("M76 106 V84 H86 L82 104 Z M164 106 V84 H154 L158 104 Z", FAIR, INK),
                   path("M72 84 C70 34 170 34 168 84 Z", CLOTH_AMBER, INK), path("M66 84 C96 70 144 70 174 84 L196 94 C160 82 100 80 62 92 Z", CLOTH_AMBER, INK),
                   path("M120 46 V72"), circle(120, 45, 4, INK, INK),
                   "".join(circle(x, y, 2.6, RED, "none") for x, y in [(94, 122), (102, 126), (146, 122), (138, 126), (98, 130), (142, 130)])),
    # Alex: black curls, square glasses, grey jacket.
    "p-08": person(AMBER_TINT, shoulders(CLOTH_GREY, "shirt", SKIN[3], AMBER_TINT), head(SKIN[3], BLACK, 8),
                   "".join(circle(x, y, 16, BLACK) for x, y in [(80, 80), (84, 62), (98, 50), (116, 44), (134, 46), (150, 56), (158, 72), (162, 84), (104, 66), (124, 60), (142, 68)]),
                   glasses("square")),
    # Тимур: long dark hair, amber headband, goatee, blue jersey.
    "p-10": person(GREEN_TINT, path("M70 100 C58 40 182 40 170 100 L176 186 C160 196 80 196 64 186 Z", BLACK, INK),
                   shoulders(CLOTH_BLUE, "v", SKIN[1]), head(SKIN[1], BLACK, 7, width=42),
                   path("M76 100 C68 52 96 42 120 42 S172 52 164 100 C160 86 140 76 120 76 S80 86 76 100 Z", BLACK, INK),
                   path("M72 88 C84 58 156 58 168 88 L166 70 C146 42 94 42 74 70 Z", CLOTH_AMBER, INK),
                   path("M110 150 h20 l-4 12 h-12 Z", BLACK, INK)),
    # Ольга Петровна: grey bob, glasses, rust cardigan.
    "staff-1": person(VIOLET_TINT, path("M66 152 C56 50 88 38 120 38 S184 50 174 152 C172 160 148 160 146 150 H94 C92 160 68 160 66 152 Z", GREY, INK),
                      shoulders(CLOTH_RUST, "v", SKIN[0]), head(SKIN[0], GREY, 9, width=42),
                      path("M74 112 C66 60 104 48 118 54 C150 44 174 64 166 112 C160 92 150 78 128 70 C112 84 86 88 74 112 Z", GREY, INK), glasses("round", VIOLET)),
    # Илья: brown hair parted, full beard, green shirt.
    "staff-2": person(RUST_TINT, shoulders(CLOTH_GREEN, "shirt", SKIN[0], CLOTH_GREEN), head(SKIN[0], CHESTNUT),
                      path("M75 100 C74 150 96 182 120 182 S166 150 165 100 C160 122 152 126 140 124 C130 120 126 124 120 124 S110 120 100 124 C88 126 80 122 75 100 Z", CHESTNUT, INK),
                      path("M106 139 q14 8 28 0", stroke=WHITE),
                      path("M74 98 C64 48 96 34 126 38 C160 40 176 62 166 98 C162 84 158 76 150 72 C128 74 110 66 100 56 C96 70 84 80 74 98 Z", CHESTNUT, INK)),
    # Наталья: dark bun, earrings, blue blouse.
    "staff-3": person(AMBER_TINT, circle(120, 36, 24, BROWN), shoulders(CLOTH_BLUE, "round", SKIN[1]), head(SKIN[1], BROWN, 9, width=42),
                      path("M76 100 C68 56 92 46 120 46 S172 56 164 100 C160 82 146 68 120 66 S80 82 76 100 Z", BROWN, INK),
                      circle(78, 124, 5, CLOTH_AMBER), circle(162, 124, 5, CLOTH_AMBER)),
    # Роман: bald, square glasses, moustache, violet jumper.
    "staff-4": person(BLUE_TINT, shoulders(CLOTH_VIOLET, "high", SKIN[1]), head(SKIN[1], BLACK, 6),
                      path("M102 130 C108 122 116 124 120 128 C124 124 132 122 138 130 Z", BLACK, INK), glasses("square", BLUE)),
    # Костя chose a bicycle.
    "p-05": (ground(GREEN_TINT), circle(64, 156, 42, WHITE), circle(178, 156, 42, WHITE), circle(64, 156, 5, INK, INK), circle(178, 156, 5, INK, INK),
             path("M64 156 L98 92 H156 L178 156 M98 92 L120 156 L156 92 M64 156 H120 M98 92 L90 70 M74 70 H108 M156 92 L148 62 H172 C182 62 182 76 172 76", stroke=GREEN, width=8),
             circle(120, 156, 9, WHITE)),
    # Вера chose a cat.
    "p-09": (ground(RUST_TINT), path("M180 190 C220 190 226 150 204 132", width=14), path("M180 190 C220 190 226 150 204 132", stroke=CLOTH_AMBER, width=6),
             path("M66 218 C54 160 78 130 112 130 S176 160 176 218 Z", CLOTH_AMBER, INK),
             path("M56 46 L82 62 C98 54 126 54 142 62 L168 46 L170 96 C172 132 142 146 112 146 S52 132 54 96 Z", CLOTH_AMBER, INK),
             path("M90 94 v5 M134 94 v5", width=8), path("M106 110 h12 l-6 6 Z", RUST, RUST), path("M112 118 C110 128 98 128 96 122 M112 118 C114 128 126 128 128 122"),
             path("M72 110 L40 104 M72 118 L42 124 M152 110 L184 104 M152 118 L182 124", width=3), path("M104 60 v14 M120 60 v14", width=4),
             path("M98 218 V190 M126 218 V190")),
    # Free for anybody who would rather not be drawn.
    "own-kettle": (ground(VIOLET_TINT), path("M70 100 C66 40 174 40 170 100"), path("M174 132 L214 96 L224 108 L180 178", BLUE_TINT, INK),
                   path("M56 208 C44 150 60 98 120 98 S196 150 184 208 Z", BLUE_TINT, INK), path("M92 98 H148 M52 186 H188", width=5),
                   circle(120, 88, 9, BLUE), path("M206 76 c-8 -10 8 -14 0 -26 M224 80 c-6 -10 6 -12 0 -22", stroke=VIOLET)),
    "own-tree": (ground(BLUE_TINT), rect(108, 140, 24, 76, 4, CHESTNUT), path("M120 30 C150 26 176 50 170 76 C200 84 200 134 164 138 C150 160 92 160 78 138 C40 134 42 86 70 76 C64 48 92 26 120 30 Z", CLOTH_GREEN, INK),
                 path("M40 216 H200"), path("M120 150 V104 M120 122 L142 104 M120 134 L98 112")),
    "own-guitar": (ground(AMBER_TINT), path("M88 118 C64 110 40 132 46 160 C30 176 44 214 80 208 C104 212 128 196 124 170 C140 152 128 126 110 126 Z", CLOTH_RUST, INK),
                   circle(86, 162, 16, INK, INK), path("M92 150 L176 62 L190 76 L104 164 Z", CHESTNUT, INK), path("M172 58 L196 32 L218 54 L194 80 Z", BROWN, INK), path("M62 180 L78 196", width=7)),
    "own-apple": (ground(GREEN_TINT), path("M120 84 C96 60 48 70 48 126 C48 178 86 214 112 206 C118 204 122 204 128 206 C154 214 192 178 192 126 C192 70 144 60 120 84 Z", CLOTH_RUST, INK),
                  path("M120 84 C120 62 126 48 136 38"), path("M126 62 C140 40 168 38 182 48 C174 70 148 78 126 62 Z", CLOTH_GREEN, INK), path("M74 120 C74 106 82 98 92 96", stroke=WHITE, width=7)),
    "own-boat": (ground(BLUE_TINT), path("M36 152 H204 C198 184 180 202 160 202 H80 C60 202 42 184 36 152 Z", CLOTH_RUST, INK), path("M116 152 V34"),
                 path("M124 46 C168 66 186 100 190 138 H124 Z", WHITE, INK), path("M108 66 L60 138 H108 Z", CLOTH_AMBER, INK),
                 path("M20 218 q16 -14 33 0 t33 0 t33 0 t33 0 t33 0 t33 0", stroke=BLUE)),
    "own-fish": (ground(VIOLET_TINT), path("M36 122 C62 78 118 66 160 104 L210 74 C198 104 198 138 210 168 L160 138 C118 178 62 164 36 122 Z", CLOTH_BLUE, INK),
                 circle(80, 112, 6, INK, INK), path("M108 96 C120 112 120 132 108 148"), path("M130 104 v36 M148 112 v20", width=4),
                 circle(44, 76, 8, "none", BLUE), circle(60, 50, 6, "none", BLUE)),
    "own-flower": (ground(AMBER_TINT), path("M120 116 V220"), path("M120 196 C92 196 76 182 72 162 C100 160 118 174 120 196 Z M120 180 C148 180 164 166 168 146 C140 144 122 158 120 180 Z", CLOTH_GREEN, INK),
                   "".join(circle(x, y, 25, CLOTH_VIOLET) for x, y in [(120, 46), (156, 68), (148, 110), (92, 110), (84, 68)]), circle(120, 82, 22, CLOTH_AMBER)),
    "own-mountain": (ground(RUST_TINT), circle(186, 58, 24, CLOTH_AMBER), path("M16 206 L92 62 L146 164 L168 128 L224 206 Z", CLOTH_GREY, INK),
                     path("M92 62 L116 108 L102 122 L92 108 L80 122 L68 108 Z", WHITE, INK), path("M16 206 H224")),
    "own-star": (ground(BLUE_TINT), path("M120 30 L146 94 L214 98 L162 142 L178 208 L120 172 L62 208 L78 142 L26 98 L94 94 Z", CLOTH_AMBER, INK)),
    "own-train": (ground(GREEN_TINT), path("M60 46 H180 C192 46 198 54 198 66 V150 C198 170 186 182 168 182 H72 C54 182 42 170 42 150 V66 C42 54 48 46 60 46 Z", CLOTH_BLUE, INK),
                  rect(60, 68, 52, 44, 6, WHITE), rect(128, 68, 52, 44, 6, WHITE), circle(74, 148, 9, CLOTH_AMBER), circle(166, 148, 9, CLOTH_AMBER), path("M100 150 H140"),
                  path("M78 184 L56 220 M162 184 L184 220 M66 206 H174"), path("M92 46 L104 24 H136 L148 46")),
    "own-umbrella": (ground(VIOLET_TINT), path("M120 108 V184 C120 208 156 208 156 184"), path("M120 26 V40"),
                     path("M26 126 C30 74 74 40 120 40 S210 74 214 126 C198 106 170 106 152 126 C142 104 98 104 88 126 C70 106 42 106 26 126 Z", CLOTH_RUST, INK),
                     path("M88 126 C92 82 106 56 120 40 C134 56 148 82 152 126", CLOTH_AMBER, INK)),
    "own-bird": (ground(AMBER_TINT), path("M60 96 C60 60 118 48 130 96 C150 120 186 128 216 120 C206 168 160 196 116 188 C74 180 58 142 60 96 Z", CLOTH_GREEN, INK),
                 path("M60 92 L30 104 L62 114 Z", CLOTH_RUST, INK), circle(90, 92, 6, INK, INK), path("M112 132 C122 160 152 162 176 146"), path("M108 188 V216 M134 188 V216 M94 218 H122 M120 218 H148")),
}


def main() -> None:
    folder = pathlib.Path(__file__).resolve().parent.parent / "portraits"
    folder.mkdir(parents=True, exist_ok=True)
    for name, parts in PORTRAITS.items():
        (folder / f"{name}.svg").write_text(picture(*parts, width=240, height=240), encoding="utf-8")


if __name__ == "__main__":
    main()
