"""Draws the avatar of each kind of room: `python room_layouts/avatars/draw.py [FOLDER]`.

Needs Pillow, which nothing else does, so the pictures are checked in. A kind differs from the
others by its symbol as well as its colour; half of the grounds are dark and half light, because
that difference remains for those who see few colours. Nothing stands in the corners: Element
shows rooms in circles.
"""

import math
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = 256
_SCALE = 4  # drawn four times as large, for smooth edges
_COLOURS = 32  # enough for three flat colours and their edges

Point = tuple[float, float]

WHITE, NAVY, YELLOW = "#ffffff", "#1d2b4f", "#ffd75e"


class Pen:
    """A sheet of one ground colour, to be drawn on in units of the finished picture."""

    def __init__(self, ground: str, *, is_light: bool) -> None:
        self.ground = ground
        self.ink = NAVY if is_light else WHITE
        self.accent = WHITE if is_light else YELLOW
        self._image = Image.new("RGB", (SIZE * _SCALE, SIZE * _SCALE), ground)
        self._draw = ImageDraw.Draw(self._image)

    def picture(self) -> Image.Image:
        """What was drawn, in the finished size and with a palette."""
        small = self._image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        return small.quantize(_COLOURS, dither=Image.Dither.NONE)

    def box(self, corner: Point, opposite: Point, colour: str, radius: float = 0) -> None:
        """A rectangle with round corners."""
        self._draw.rounded_rectangle(
            _scaled((corner, opposite)), radius=radius * _SCALE, fill=colour
        )

    def disc(self, centre: Point, radius: float, colour: str) -> None:
        """A filled circle."""
        x, y = centre
        self.oval((x - radius, y - radius), (x + radius, y + radius), colour)

    def oval(self, corner: Point, opposite: Point, colour: str) -> None:
        """A filled ellipse in a box."""
        self._draw.ellipse(_scaled((corner, opposite)), fill=colour)

    def shape(self, points: Sequence[Point], colour: str, rounding: float = 0) -> None:
        """A polygon; `rounding` is the radius of its corners, outside `points`."""
        self._draw.polygon(_scaled(points), fill=colour)
        if rounding:
            self.line([*points, points[0]], 2 * rounding, colour)

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """A line with round ends and corners."""
        for start, end in pairwise(points):
            self._draw.line(_scaled((start, end)), fill=colour, width=round(width * _SCALE))
        for point in points:
            self.disc(point, width / 2, colour)

    def arc(
        self, centre: Point, radius: float, angles: tuple[float, float], width: float, colour: str
    ) -> None:
        """A part of a circle, clockwise from the east in degrees, with round ends."""
        self.line(_on_circle(centre, radius, angles), width, colour)

    def person(self, head: Point, radius: float, bottom: float, colour: str) -> None:
        """Head and shoulders, down to `bottom`."""
        x, y = head
        half, top = radius * 1.6, y + radius * 1.35
        self.disc(head, radius, colour)
        self.box((x - half, top), (x + half, bottom + half), colour, half)
        self.box((x - half - 1, bottom), (x + half + 1, bottom + half + 1), self.ground)

    def tick(self, centre: Point, size: float, width: float, colour: str) -> None:
        """A check mark."""
        x, y = centre
        points = ((x - size, y), (x - size / 4, y + size * 0.72), (x + size, y - size * 0.72))
        self.line(points, width, colour)


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]


def _on_circle(centre: Point, radius: float, angles: tuple[float, float]) -> list[Point]:
    start, end = angles
    steps = max(2, round(abs(end - start) / 3))
    turns = (math.radians(start + (end - start) * n / steps) for n in range(steps + 1))
    return [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in turns]


def _wave(start: Point, end: Point, height: float, turns: float) -> list[Point]:
    """A sine line between two points, at right angles to their straight line."""
    length = math.dist(start, end)
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    points = []
    for n in range(61):
        part = n / 60
        off = height * math.sin(part * turns * math.tau)
        x = start[0] + along[0] * length * part - along[1] * off
        y = start[1] + along[1] * length * part + along[0] * off
        points.append((x, y))
    return points


def school(pen: Pen) -> None:
    """A school building with a flag."""
    pen.line(((128, 78), (128, 42)), 6, pen.ink)
    pen.shape(((131, 42), (164, 53), (131, 64)), pen.accent, 2)
    pen.box((52, 122), (204, 192), pen.ink, 6)
    pen.box((92, 104), (164, 192), pen.ink)
    pen.shape(((88, 104), (128, 74), (168, 104)), pen.ink, 5)
    pen.disc((128, 106), 11, pen.ground)
    pen.box((113, 144), (143, 192), pen.accent, 4)
    for x in (64, 172):
        pen.box((x, 140), (x + 20, 162), pen.ground, 3)


def announcements(pen: Pen) -> None:
    """A megaphone."""
    pen.shape(((88, 148), (116, 148), (124, 190), (100, 190)), pen.accent, 5)
    pen.box((54, 98), (112, 154), pen.ink, 16)
    pen.shape(((96, 102), (154, 68), (154, 184), (96, 150)), pen.ink, 5)
    pen.arc((160, 126), 24, (-62, 62), 11, pen.accent)
    pen.arc((160, 126), 47, (-58, 58), 11, pen.accent)


def documents(pen: Pen) -> None:
    """A sheet of paper with a folded corner."""
    pen.shape(((80, 58), (144, 58), (176, 90), (176, 198), (80, 198)), pen.ink, 8)
    pen.shape(((143, 58), (143, 91), (176, 91)), pen.accent, 3)
    for y, right in ((122, 160), (146, 160), (170, 132)):
        pen.line(((96, y), (right, y)), 9, pen.accent)


def class_(pen: Pen) -> None:
    """A blackboard on its stand."""
    for x in (88, 168):
        pen.line(((x, 150), (x + (x - 128) * 0.4, 206)), 11, pen.accent)
    pen.line(((128, 50), (128, 70)), 11, pen.accent)
    pen.box((46, 62), (210, 168), pen.ink, 12)
    pen.line(_wave((76, 106), (180, 106), 13, 2), 11, pen.ground)
    pen.line(((76, 143), (138, 143)), 11, pen.ground)


def pupils(pen: Pen) -> None:
    """A satchel."""
    pen.arc((128, 72), 21, (180, 360), 11, pen.ink)
    pen.box((56, 122), (92, 186), pen.ink, 14)
    pen.box((164, 122), (200, 186), pen.ink, 14)
    pen.box((72, 66), (184, 204), pen.ground, 50)
    pen.box((76, 70), (180, 202), pen.ink, 46)
    pen.box((76, 150), (180, 202), pen.ink, 18)
    pen.box((92, 136), (164, 188), pen.accent, 12)
    pen.line(((104, 152), (152, 152)), 7, pen.ink)
    pen.line(((106, 108), (150, 108)), 9, pen.accent)


def parents(pen: Pen) -> None:
    """A grown-up holding a child's hand."""
    pen.line(((126, 132), (158, 164)), 14, pen.ink)
    pen.disc((98, 70), 23, pen.ink)
    pen.box((66, 102), (130, 204), pen.ink, 28)
    pen.box((66, 150), (130, 204), pen.ink, 8)
    pen.disc((172, 116), 18, pen.accent)
    pen.box((148, 141), (196, 204), pen.accent, 21)
    pen.box((148, 170), (196, 204), pen.accent, 8)


def class_announcements(pen: Pen) -> None:
    """A bell."""
    pen.disc((128, 190), 19, pen.accent)
    pen.disc((128, 60), 13, pen.ink)
    pen.disc((128, 112), 48, pen.ink)
    pen.box((80, 112), (176, 158), pen.ink)
    left = ((86, 128), (85, 144), (79, 160), (66, 175))
    right = [(256 - x, y) for x, y in reversed(left)]
    pen.shape([*left, *right], pen.ink, 6)
    pen.arc((128, 112), 30, (180, 245), 9, pen.accent)


def materials(pen: Pen) -> None:
    """An open book."""
    for side in (-1, 1):
        outer, middle = 128 + side * 82, 128 + side * 5
        edge = [(outer, 76.0), *_bow((outer, 76), (middle, 92), -10)]
        lower = _bow((middle, 190), (outer, 174), -10)
        pen.shape([*edge, *lower], pen.ink, 4)
        for y in (108, 130, 152):
            inner = 128 + side * 24
            pen.line(_bow((128 + side * 66, y - 7), (inner, y + 3), -5), 7, pen.ground)
    pen.shape(((150, 84), (172, 79), (172, 128), (161, 118), (150, 130)), pen.accent, 2)


def _bow(start: Point, end: Point, height: float) -> list[Point]:
    """A shallow curve between two points, bent up or down by `height`."""
    points = []
    for n in range(21):
        part = n / 20
        x = start[0] + (end[0] - start[0]) * part
        y = start[1] + (end[1] - start[1]) * part + height * math.sin(part * math.pi)
        points.append((x, y))
    return points


def clubs(pen: Pen) -> None:
    """Four different things to do."""
    pen.shape(((84, 58), (112, 107), (56, 107)), pen.ink, 8)
    pen.disc((172, 84), 34, pen.accent)
    pen.box((52, 140), (116, 204), pen.accent, 11)
    pen.shape(_star((172, 175), 37, 17), pen.ink, 6)


def _star(centre: Point, outer: float, inner: float) -> list[Point]:
    """A star of five points."""
    angles = [math.radians(36 * n - 90) for n in range(10)]
    radii = (outer, inner) * 5
    x, y = centre
    return [(x + r * math.cos(a), y + r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]


def club(pen: Pen) -> None:
    """A piece of a jigsaw puzzle."""
    pen.box((56, 88), (168, 200), pen.ink, 11)
    pen.disc((112, 78), 25, pen.ink)
    pen.disc((178, 144), 25, pen.ink)
    pen.disc((66, 144), 23, pen.ground)
    pen.disc((112, 190), 23, pen.ground)


def staff(pen: Pen) -> None:
    """A name badge on a ribbon."""
    pen.line(((98, 44), (128, 92), (158, 44)), 13, pen.accent)
    pen.box((72, 84), (184, 208), pen.ink, 16)
    pen.box((112, 96), (144, 105), pen.ground, 4)
    pen.disc((128, 138), 19, pen.ground)
    pen.box((96, 164), (160, 220), pen.ground, 30)
    pen.box((90, 190), (166, 208), pen.ink)
    pen.box((72, 190), (184, 208), pen.ink, 16)


def staff_room(pen: Pen) -> None:
    """A cup of tea."""
    for x in (94, 128):
        pen.line(_wave((x, 92), (x, 54), 6, 1), 9, pen.accent)
    pen.disc((164, 138), 31, pen.ink)
    pen.disc((164, 138), 17, pen.ground)
    pen.box((64, 108), (160, 186), pen.ink, 30)
    pen.box((64, 108), (160, 148), pen.ink, 6)
    pen.line(((62, 202), (162, 202)), 10, pen.accent)


def council(pen: Pen) -> None:
    """A ballot box: the council decides by votes."""
    pen.box((54, 122), (202, 198), pen.ink, 12)
    pen.box((82, 138), (174, 148), pen.ground, 5)
    pen.box((92, 48), (164, 143), pen.accent, 8)
    pen.tick((128, 88), 23, 12, pen.ink)


def meetings(pen: Pen) -> None:
    """A calendar with a tick."""
    pen.box((60, 68), (196, 198), pen.ink, 16)
    pen.box((72, 108), (184, 186), pen.accent, 6)
    for x in (94, 162):
        pen.line(((x, 54), (x, 82)), 22, pen.ground)
        pen.line(((x, 54), (x, 82)), 12, pen.ink)
    pen.tick((128, 147), 28, 13, pen.ink)


def parents_committee(pen: Pen) -> None:
    """Three people, one in front."""
    for x in (74, 182):
        pen.person((x, 98), 20, 182, pen.accent)
    pen.disc((128, 90), 35, pen.ground)
    pen.box((77, 120), (179, 196), pen.ground, 51)
    pen.person((128, 90), 27, 194, pen.ink)


def director(pen: Pen) -> None:
    """A pen that signs."""
    pen.shape(((168, 54), (198, 84), (114, 168), (84, 138)), pen.ink, 5)
    pen.line(((140, 74), (178, 112)), 7, pen.ground)
    pen.shape(((78, 146), (106, 174), (62, 190)), pen.accent, 5)
    pen.line(_wave((112, 196), (198, 190), 7, 2), 10, pen.accent)


def moderation(pen: Pen) -> None:
    """A shield with a tick."""
    right = [(190, 74), (190, 120), *_on_circle((104, 120), 86, (8, 62))]
    left = [(256 - x, y) for x, y in reversed(right)]
    pen.shape([(128, 56), *right, (128, 206), *left], pen.ink, 4)
    pen.tick((128, 128), 34, 17, pen.ground)


def registry(pen: Pen) -> None:
    """A card index: a store in layers."""
    for y in (172, 126, 80):
        pen.oval((64, y - 8), (192, y + 40), pen.ground)
        pen.box((64, y), (192, y + 8), pen.ground)
        pen.oval((68, y - 2), (188, y + 34), pen.ink)
        pen.box((68, y - 10), (188, y + 16), pen.ink)
        pen.oval((68, y - 28), (188, y + 8), pen.ink)
    pen.oval((82, 60), (174, 82), pen.accent)


Symbol = Callable[[Pen], None]

# Kind of room → its symbol, its ground colour, and whether that is light.
AVATARS: dict[str, tuple[Symbol, str, bool]] = {
    "school": (school, "#1f4e9c", False),
    "announcements": (announcements, "#c0392b", False),
    "documents": (documents, "#9fd3f0", True),
    "class": (class_, "#1e7145", False),
    "pupils": (pupils, "#bfe36b", True),
    "parents": (parents, "#a3397f", False),
    "class_announcements": (class_announcements, "#ffc94d", True),
    "materials": (materials, "#0d7c86", False),
    "clubs": (clubs, "#d35400", False),
    "club": (club, "#ffb27a", True),
    "staff": (staff, "#5b3fa0", False),
    "staff_room": (staff_room, "#7a4a2b", False),
    "council": (council, "#cbb8f2", True),
    "meetings": (meetings, "#86dccb", True),
    "parents_committee": (parents_committee, "#f7b3d3", True),
    "director": (director, "#8a1538", False),
    "moderation": (moderation, "#3a4654", False),
    "registry": (registry, "#d5dbe1", True),
}


def main(folder: Path) -> None:
    """Write `<kind>.png` for every kind."""
    for kind, (symbol, ground, is_light) in AVATARS.items():
        pen = Pen(ground, is_light=is_light)
        symbol(pen)
        pen.picture().save(folder / f"{kind}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
