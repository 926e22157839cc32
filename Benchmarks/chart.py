"""A chart of costs over sizes, both logarithmic, as SVG that can be read on light and dark pages."""

import math
from dataclasses import dataclass

WIDTH, HEIGHT = 860, 380
LEFT, TOP, SIDE, FLOOR, BETWEEN = 66, 56, 14, 58, 62

# Blue and orange of the palette by Okabe and Ito, which all common kinds of colour vision tell apart;
# the lighter blue of it on dark pages. The shapes differ too.
STYLE = """
  .page { fill: #ffffff } .ink { fill: #222222 } .soft { fill: #5a5a5a }
  .grid { stroke: #d9d9d9 } .frame { stroke: #777777; fill: none }
  .point { fill: #0072b2; stroke: #ffffff } .fit { stroke: #0072b2 } .linear { stroke: #d55e00 }
  text { font: 13px system-ui, sans-serif } .title { font-weight: 600; font-size: 14px } .small { font-size: 12px }
  @media (prefers-color-scheme: dark) {
    .page { fill: #16191d } .ink { fill: #e8e8e8 } .soft { fill: #b0b0b0 }
    .grid { stroke: #33383e } .frame { stroke: #8a8a8a }
    .point { fill: #56b4e9; stroke: #16191d } .fit { stroke: #56b4e9 } .linear { stroke: #e69f00 }
  }
"""


@dataclass
class Panel:
    kind: str
    axis: str
    # Size, CPU seconds.
    points: list
    # Slope and intercept of the logarithms, largest factor off the line.
    fit: tuple


def ticks(low, high):
    """1, 2 and 5 times powers of ten within the range."""
    found = []
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        found += [step * 10.0**power for step in (1, 2, 5) if low <= step * 10.0**power <= high]
    return found


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:g}"


def svg(panels, title):
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{title}, over {" and over ".join(panel.kind for panel in panels)}">',
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>',
    ]
    width = (WIDTH - LEFT - SIDE - BETWEEN * (len(panels) - 1)) / len(panels)
    # One range of seconds for all panels, so that heights can be compared.
    costs = [cost for panel in panels for _, cost in panel.points]
    low, high = min(costs) / 1.5, max(costs) * 1.5
    for index, panel in enumerate(panels):
        parts += draw(panel, title, LEFT + index * (width + BETWEEN), width, low, high)
    return "\n".join(parts + ["</svg>"]) + "\n"


def draw(panel, title, left, width, low, high):
    bottom = HEIGHT - FLOOR
    sizes = [size for size, _ in panel.points]
    first, last = min(sizes) / 1.3, max(sizes) * 1.3

    def x(size):
        return left + width * math.log(size / first) / math.log(last / first)

    def y(cost):
        return bottom - (bottom - TOP) * math.log(cost / low) / math.log(high / low)

    slope, start, _ = panel.fit
    parts = [f'<text class="ink title" x="{left:.1f}" y="22">{title}, over {panel.kind}</text>']
    for tick in ticks(low, high):
        parts.append(f'<line class="grid" x1="{left:.1f}" x2="{left + width:.1f}" y1="{y(tick):.1f}" y2="{y(tick):.1f}"/>')
        parts.append(f'<text class="soft small" x="{left - 7:.1f}" y="{y(tick) + 4:.1f}" text-anchor="end">{number(tick)} s</text>')
    # The sizes that were measured are the ticks.
    for size in sizes:
        parts.append(f'<line class="grid" x1="{x(size):.1f}" x2="{x(size):.1f}" y1="{TOP}" y2="{bottom}"/>')
        parts.append(f'<text class="soft small" x="{x(size):.1f}" y="{bottom + 18}" text-anchor="middle">{number(size)}</text>')
    parts.append(f'<rect class="frame" x="{left:.1f}" y="{TOP}" width="{width:.1f}" height="{bottom - TOP}"/>')

    def line(name, low_cost, high_cost, dash=""):
        return (f'<line class="{name}" stroke-width="2"{dash} x1="{x(sizes[0]):.1f}" y1="{y(low_cost):.1f}" '
                f'x2="{x(sizes[-1]):.1f}" y2="{y(high_cost):.1f}"/>')

    fitted = [math.exp(start + slope * math.log(size)) for size in (sizes[0], sizes[-1])]
    # Linear growth through the middle of the fitted line.
    middle, half = math.sqrt(fitted[0] * fitted[1]), math.sqrt(sizes[-1] / sizes[0])
    parts.append(line("linear", middle / half, middle * half, ' stroke-dasharray="6 5"'))
    parts.append(line("fit", *fitted))
    for size, cost in panel.points:
        parts.append(f'<circle class="point" stroke-width="1.5" r="5" cx="{x(size):.1f}" cy="{y(cost):.1f}">'
                     f"<title>{number(size)} {panel.kind}: {cost:.3g} s</title></circle>")
    parts += legend(left + 14, slope)
    parts.append(f'<text class="ink" x="{left + width / 2:.1f}" y="{HEIGHT - 14}" text-anchor="middle">{panel.axis}</text>')
    return parts


def legend(left, slope):
    above = TOP - 12
    return [
        f'<circle class="point" stroke-width="1.5" r="5" cx="{left:.1f}" cy="{above - 4}"/>',
        f'<text class="ink small" x="{left + 11:.1f}" y="{above}">measured</text>',
        f'<line class="fit" stroke-width="2" x1="{left + 82:.1f}" x2="{left + 108:.1f}" y1="{above - 4}" y2="{above - 4}"/>',
        f'<text class="ink small" x="{left + 114:.1f}" y="{above}">fit, exponent {slope:.2f}</text>',
        f'<line class="linear" stroke-width="2" stroke-dasharray="6 5" x1="{left + 236:.1f}" x2="{left + 264:.1f}" y1="{above - 4}" y2="{above - 4}"/>',
        f'<text class="ink small" x="{left + 270:.1f}" y="{above}">linear</text>',
    ]
