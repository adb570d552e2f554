"""The shared parts of the sample pictures: the hand, the boxes, the arrows.

Every picture is a plain SVG of 320×240 units with a 5-unit stroke. A part is a
string of SVG elements; later parts are painted over earlier ones. Parts that
hide what lies behind them are filled, others are not.
"""

INK = "#1B1B1F"
BLUE, BLUE_TINT = "#0A4489", "#DCE9F9"
GREEN, GREEN_TINT = "#14532D", "#DDF3E4"
AMBER, AMBER_TINT = "#6B4000", "#FFE9C2"
VIOLET, VIOLET_TINT = "#43256F", "#EBE3F8"
RUST, RUST_TINT = "#8A2600", "#FFE3D6"
WHITE = "#FFFFFF"
INSIDE = "#EBCB8F"  # the shaded inside of cardboard
FLAP = "#FFF4DF"
TABLE = "#8F877A"


def path(d, fill="none", stroke=None, width=None, extra=""):
    attributes = f' fill="{fill}"' if fill != "none" else ""
    if stroke:
        attributes += f' stroke="{stroke}"'
    if width:
        attributes += f' stroke-width="{width}"'
    return f'<path d="{d}"{attributes}{extra}/>'


def poly(*points, fill=WHITE, **rest):
    return path("M" + " L".join(f"{x:g} {y:g}" for x, y in points) + " Z", fill, **rest)


def rect(x, y, w, h, r=0, fill=WHITE, stroke=None):
    colour = f' stroke="{stroke}"' if stroke else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{r:g}" fill="{fill}"{colour}/>'


def circle(x, y, r, fill="none", stroke=None):
    colour = f' stroke="{stroke}"' if stroke else ""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"{colour}/>'


def put(x, y, *parts, turn=0, flip=False, scale=1):
    steps = [f"translate({x:g} {y:g})"]
    if turn:
        steps.append(f"rotate({turn:g})")
    if flip or scale != 1:
        steps.append(f"scale({-scale if flip else scale:g} {scale:g})")
    return f'<g transform="{" ".join(steps)}">{"".join(parts)}</g>'


# ---- hands -----------------------------------------------------------------

def pinch(x, y, turn=0, flip=False, skin=WHITE):
    """A hand from the right whose finger and thumb meet at (x, y)."""
    cuff = BLUE
    return put(
        x, y,
        path("M92 -52 L118 -56 V16 L92 10 Z", cuff, INK),
        path("M38 -40 C24 -34 8 -20 -3 -6 a7.5 7.5 0 0 0 11 10 L34 -20", skin),
        path("M94 -50 C80 -54 64 -58 50 -52 C36 -46 22 -28 6 -12 a7.5 7.5 0 0 0 10 11"
             " L36 -16 C36 -8 30 0 22 4 L8 7 a7.5 7.5 0 0 0 4 15 L32 20"
             " C48 24 62 16 94 10 Z", skin),
        path("M52 -16 C58 -14 62 -8 61 -1"),
        turn=turn, flip=flip,
    )


def hold(x, y, flip=False, skin=WHITE):
    """A hand that holds something by its right side: the thumb in front at (x, y)."""
    return put(
        x, y,
        path("M44 -34 L68 -36 V30 L44 28 Z", BLUE, INK),
        path("M46 -32 C32 -34 22 -42 6 -38 V-10 H-20 a8.5 8.5 0 0 0 0 17 H6"
             " C14 24 30 26 46 26 Z", skin),
        flip=flip,
    )


def point(x, y, turn=0, flip=False, skin=WHITE):
    """A hand from the right whose forefinger points at (x, y)."""
    return put(
        x, y,
        path("M96 -22 L118 -24 V40 L96 38 Z", BLUE, INK),
        path("M98 -20 C84 -24 72 -26 60 -22 L44 -10 H8 a8 8 0 0 0 0 16 H44"
             " C34 8 34 20 42 21 C38 26 42 34 50 33 C52 42 64 42 70 40 C80 40 88 38 98 36 Z", skin),
        path("M44 21 H60 M52 33 H64"),
        turn=turn, flip=flip,
    )


def palm(x, y, turn=0, flip=False, skin=WHITE, scale=1.0):
    """The back of an open hand, fingers up, its middle at (x, y)."""
    return put(
        x, y,
        put(-50, -52,
            path("M28 86 H72 V108 H28 Z", BLUE, INK),
            path("M34 88 V74 C26 68 20 57 13 47 a5.8 5.8 0 0 1 9 -7.5 L28 46 V20 a5.5 5.5 0 0 1 11 0"
                 " V43 V14 a5.5 5.5 0 0 1 11 0 V43 V18 a5.5 5.5 0 0 1 11 0 V43 V29 a5.5 5.5 0 0 1 11 0"
                 " V60 C72 68 66 72 66 77 V88 Z", skin)),
        turn=turn, flip=flip, scale=scale,
    )


# ---- arrows and signs ------------------------------------------------------

def arrow(d, head, colour=BLUE):
    """A line along `d` whose head is drawn at (x, y, angle in degrees; 0 = right)."""
    x, y, angle = head
    return (path(d, stroke=colour, width=8)
            + put(x, y, path("M-17 -15 L0 0 L-17 15", stroke=colour, width=8), turn=angle))


def down(x, y, length=44):
    return arrow(f"M{x} {y} v{length - 4}", (x, y + length, 90))


def up(x, y, length=44):
    return arrow(f"M{x} {y} v{-(length - 4)}", (x, y - length, -90))


def right(x, y, length=54):
    return arrow(f"M{x} {y} h{length - 4}", (x + length, y, 0))


def left(x, y, length=54):
    return arrow(f"M{x} {y} h{-(length - 4)}", (x - length, y, 180))


def tick(x, y, scale=1.0):
    return put(x, y, path("M-22 2 L-6 18 L22 -18", stroke=GREEN, width=9), scale=scale)


def cross(x, y, scale=1.0):
    return put(x, y, path("M-16 -16 L16 16 M16 -16 L-16 16", stroke=RUST, width=9), scale=scale)


def table(y=226):
    return path(f"M16 {y} H304", stroke=TABLE)


# ---- things ----------------------------------------------------------------

def shreds(x, y, w, rows=2):
    """Loose paper shreds, `w` wide, lying on the line y."""
    waves = []
    for row in range(rows):
        start, end = x + 4 + row * 5, x + w - 4 - row * 5
        d, at, sign = f"M{start:g} {y - 6 - row * 12:g}", start, 1
        while at + 14 <= end:
            d += f" q7 {-16 * sign} 14 0"
            at, sign = at + 14, -sign
        waves.append(path(d, stroke=AMBER))
    return "".join(waves)


def soap(x, y, w=64, h=38, skin=GREEN_TINT):
    """A bare bar of soap, (x, y) its upper left corner."""
    return rect(x, y, w, h, min(w, h) * 0.34, skin) + rect(x + w * 0.24, y + h * 0.3, w * 0.52, h * 0.4, 5, "none", GREEN)


def wrapped(x, y, w=64, h=38):
    """A wrapped bar with its round sticker."""
    return (rect(x, y, w, h, 3, VIOLET_TINT)
            + path(f"M{x + w / 2:g} {y:g} v{h:g}", stroke=VIOLET)
            + circle(x + w / 2, y + h / 2, min(w, h) * 0.2, GREEN, GREEN))


def label(x, y, w=56, h=40, turn=0):
    """The product's label: a drop on a coloured field."""
    return put(x + w / 2, y + h / 2,
               rect(-w / 2, -h / 2, w, h, 3, RUST_TINT, RUST),
               path("M0 -12 C8 -2 9 2 9 5 a9 9 0 0 1 -18 0 C-9 2 -8 -2 0 -12 Z", RUST, RUST, 1),
               turn=turn)


def box(x, y, w=120, h=76, depth=(44, -32), top="open", inside="", front="", flaps="blfr"):
    """A carton whose front face stands on (x, y) lower left.

    `top`: open | closed | taped. `flaps`: which of back, left, front, right stand open.
    `inside` is painted in the opening, `front` on the front face.
    """
    dx, dy = depth
    a, b = (x, y - h), (x + w, y - h)
    c, d = (x + w + dx, y - h + dy), (x + dx, y - h + dy)
    parts = []
    if top == "open":
        if "b" in flaps:
            parts.append(poly(d, c, (c[0] + 14, c[1] - 26), (d[0] + 14, d[1] - 26), fill=FLAP))
        parts.append(poly(a, b, c, d, fill=INSIDE))
        parts.append(inside)
        parts.append(poly((x, y - h), (x + w, y - h), (x + w, y), (x, y), fill=AMBER_TINT))
        parts.append(poly(b, c, (c[0], c[1] + h), (x + w, y), fill=AMBER_TINT))
        if "l" in flaps:
            parts.append(poly(a, d, (d[0] - 34, d[1] - 2), (a[0] - 34, a[1] - 2), fill=FLAP))
        if "r" in flaps:
            parts.append(poly(b, c, (c[0] + 30, c[1] + 14), (b[0] + 30, b[1] + 14), fill=FLAP))
        parts.append(front)
        if "f" in flaps:
            parts.append(poly(a, b, (b[0] - 12, b[1] + 22), (a[0] - 12, a[1] + 22), fill=FLAP))
    else:
        parts.append(poly(a, b, c, d, fill=FLAP))
        parts.append(poly((x, y - h), (x + w, y - h), (x + w, y), (x, y), fill=AMBER_TINT))
        parts.append(poly(b, c, (c[0], c[1] + h), (x + w, y), fill=AMBER_TINT))
        middle = (x + dx / 2, y - h + dy / 2)
        if top == "closed":
            parts.append(path(f"M{middle[0]:g} {middle[1]:g} h{w}"))
        if top == "taped":
            parts.append(poly((middle[0] - 8, middle[1] + 6), (middle[0] + w - 8, middle[1] + 6),
                              (middle[0] + w + 8, middle[1] - 6), (middle[0] + 8, middle[1] - 6),
                              fill=BLUE_TINT, stroke=BLUE))
        parts.append(front)
    return "".join(parts)


def flat(x, y, w=120):
    """An unfolded carton lying flat, (x, y) its near left corner."""
    return (poly((x, y), (x + w, y), (x + w + 44, y - 32), (x + 44, y - 32), fill=AMBER_TINT)
            + path(f"M{x + w / 2:g} {y:g} l44 -32"))


def scissors(x, y, turn=0):
    """Open scissors whose blades cross at (x, y) and point left."""
    return put(
        x, y,
        poly((-64, -24), (-8, -12), (24, 10), (18, 18), (-4, 4), fill="#D5D9DE"),
        poly((-64, 24), (-8, 12), (24, -10), (18, -18), (-4, -4), fill="#D5D9DE"),
        circle(38, 22, 17, "none", RUST), circle(38, -22, 17, "none", RUST),
        circle(0, 0, 4, INK, INK),
        turn=turn,
    )


def roll(x, y, r=26):
    """A roll of tape."""
    return circle(x, y, r, BLUE_TINT, BLUE) + circle(x, y, r * 0.42, WHITE, BLUE)


def picture(*parts, width=320, height=240):
    body = "\n".join(f"  {part}" for part in parts)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" fill="none" stroke="{INK}"'
            f' stroke-width="5" stroke-linecap="round" stroke-linejoin="round">\n{body}\n</svg>\n')
