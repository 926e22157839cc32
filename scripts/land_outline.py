#!/usr/bin/env python3
"""Outlines of countries for the web app's map: the shapefile of Natural Earth (public domain) as an SVG path.

    land_outline.py naturalearth_lowres.shp land.js

The path is on 720 x 360 pixels, equirectangular: two pixels a degree, (0, 0) at 180 W, 90 N. Points closer than
half a pixel to the last one are left out. Format: ESRI Shapefile Technical Description, July 1998, pages 4 to 9.
"""

import struct
import sys

POLYGON = 5


def rings(data):
    """The rings of all polygons: lists of (longitude, latitude)."""
    place = 100
    while place < len(data):
        _, words = struct.unpack_from(">2i", data, place)
        (kind,) = struct.unpack_from("<i", data, place + 8)
        if kind == POLYGON:
            parts, points = struct.unpack_from("<2i", data, place + 44)
            starts = struct.unpack_from(f"<{parts}i", data, place + 52) + (points,)
            numbers = struct.unpack_from(f"<{2 * points}d", data, place + 52 + 4 * parts)
            for first, last in zip(starts, starts[1:]):
                yield list(zip(numbers[2 * first:2 * last:2], numbers[2 * first + 1:2 * last:2]))
        place += 8 + 2 * words


def path(ring):
    """Moves in tenths of a pixel."""
    shown = []
    for longitude, latitude in ring:
        point = (round(2 * (longitude + 180), 1), round(2 * (90 - latitude), 1))
        if not shown or abs(point[0] - shown[-1][0]) + abs(point[1] - shown[-1][1]) >= 0.5:
            shown.append(point)
    if len(shown) < 3:
        return ""
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in shown) + "Z"


def main():
    with open(sys.argv[1], "rb") as file:
        text = "".join(path(ring) for ring in rings(file.read()))
    with open(sys.argv[2], "w") as file:
        file.write("/** Outlines of countries: Natural Earth, 1:110 million, public domain. */\n")
        file.write(f"export const land = '{text}';\n")


main()
