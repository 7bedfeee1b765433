"""Plots as SVG without a library: bars and lines, on logarithmic axes. Each says in words what it shows, for those who do not
see it, and follows the reader's light or dark page."""
import math
from xml.sax.saxutils import escape

STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #24292f } .small { font-size: 11px; fill: #57606a }
.head { font-weight: 600; font-size: 14px }
.grid { stroke: #d0d7de; stroke-width: 1 } .bar { fill: #8c959f } .own { fill: #0969da } .line { fill: none; stroke-width: 2 }
.c0 { stroke: #0969da; fill: #0969da } .c1 { stroke: #bc4c00; fill: #bc4c00 } .c2 { stroke: #1a7f37; fill: #1a7f37 }
.c3 { stroke: #8250df; fill: #8250df } .c4 { stroke: #57606a; fill: #57606a }
path.line { fill: none } text.c0, text.c1, text.c2, text.c3, text.c4 { stroke: none }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .small { fill: #9198a1 } .grid { stroke: #3d444d } .bar { fill: #656c76 } .own { fill: #4493f8 }
.c0 { stroke: #4493f8; fill: #4493f8 } .c1 { stroke: #f0883e; fill: #f0883e } .c2 { stroke: #3fb950; fill: #3fb950 }
.c3 { stroke: #ab7df8; fill: #ab7df8 } .c4 { stroke: #9198a1; fill: #9198a1 } }
</style>"""


def number(v):
    if v >= 100:
        return f"{v:,.0f}"
    return f"{v:.1f}".removesuffix(".0") if v >= 10 else f"{v:.2f}".rstrip("0").rstrip(".")


def _decades(low, high):
    return [10.0**k for k in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def _document(path, width, height, title, words, parts):
    with open(path, "w") as f:
        f.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
                f'role="img" aria-labelledby="t d">\n<title id="t">{escape(title)}</title>\n<desc id="d">{escape(words)}</desc>\n{STYLE}\n')
        f.write("\n".join(parts) + "\n</svg>\n")


def bars(path, title, unit, rows):
    """rows: (label, value, whether it is ours), drawn in their order on a logarithmic axis."""
    left, width, step, top = 270, 760, 24, 44
    ticks = _decades(min(v for _, v, _ in rows) * 0.9, max(v for _, v, _ in rows))
    low, high = math.log10(ticks[0]), math.log10(ticks[-1])
    scale = (width - left - 70) / max(high - low, 1)
    bottom = top + step * len(rows)

    def x(v):
        return left + (math.log10(v) - low) * scale
    out = [f'<text class="head" x="8" y="22">{escape(title)}</text>']
    for t in ticks:
        out += [f'<line class="grid" x1="{x(t):.1f}" x2="{x(t):.1f}" y1="{top - 6}" y2="{bottom}"/>',
                f'<text class="small" x="{x(t):.1f}" y="{bottom + 16}" text-anchor="middle">{number(t)}</text>']
    for i, (label, value, own) in enumerate(rows):
        y = top + step * i
        out += [f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(label)}</text>',
                f'<rect class="{"own" if own else "bar"}" x="{left}" y="{y + 2}" width="{max(x(value) - left, 1):.1f}" '
                f'height="{step - 7}" rx="2"/>',
                f'<text class="small" x="{x(value) + 6:.1f}" y="{y + 14}">{number(value)}</text>']
    out.append(f'<text class="small" x="{width - 8}" y="{bottom + 32}" text-anchor="end">{escape(unit)}, logarithmic</text>')
    words = f"Bars, {unit}: " + "; ".join(f"{label} {number(v)}" for label, v, _ in rows) + "."
    _document(path, width, bottom + 40, title, words, out)


def lines(path, title, across, up, series):
    """series: name to points (x, y); both axes logarithmic, so that what grows in proportion is a straight line of slope one."""
    width, height, left, top, right, bottom = 760, 420, 70, 44, 150, 60
    points = [p for ps in series.values() for p in ps]
    xs, ys = (_decades(min(p[k] for p in points), max(p[k] for p in points)) for k in (0, 1))
    if len({x for x, _ in points}) > 3:  # few decades, many values: a line of the grid for each value
        xs = sorted({x for x, _ in points})

    def place(v, ticks, start, end):
        a, b = math.log10(ticks[0]), math.log10(ticks[-1])
        return start + (math.log10(v) - a) / max(b - a, 1e-9) * (end - start)

    def at(x, y):
        return place(x, xs, left, width - right), place(y, ys, height - bottom, top)
    out = [f'<text class="head" x="8" y="22">{escape(title)}</text>']
    for t in xs:
        px = at(t, ys[0])[0]
        out += [f'<line class="grid" x1="{px:.1f}" x2="{px:.1f}" y1="{top}" y2="{height - bottom}"/>',
                f'<text class="small" x="{px:.1f}" y="{height - bottom + 18}" text-anchor="middle">{number(t)}</text>']
    for t in ys:
        py = at(xs[0], t)[1]
        out += [f'<line class="grid" x1="{left}" x2="{width - right}" y1="{py:.1f}" y2="{py:.1f}"/>',
                f'<text class="small" x="{left - 8}" y="{py + 4:.1f}" text-anchor="end">{number(t)}</text>']
    labels = []
    for i, (name, ps) in enumerate(series.items()):
        c = f"c{i % 5}"
        path_of = " ".join(f"{'L' if k else 'M'}{px:.1f} {py:.1f}" for k, (px, py) in enumerate(at(x, y) for x, y in ps))
        out.append(f'<path class="line {c}" d="{path_of}"/>')
        out += [f'<circle class="{c}" cx="{px:.1f}" cy="{py:.1f}" r="3"/>' for px, py in (at(x, y) for x, y in ps)]
        labels.append([at(*ps[-1])[1], name, c])
    labels.sort()
    for i, label in enumerate(labels):
        if i:
            label[0] = max(label[0], labels[i - 1][0] + 15)
        out.append(f'<text class="{label[2]}" x="{width - right + 8}" y="{label[0] + 4:.1f}">{escape(label[1])}</text>')
    out += [f'<text class="small" x="{(left + width - right) / 2}" y="{height - 14}" text-anchor="middle">{escape(across)}, '
            'logarithmic</text>',
            f'<text class="small" x="{left}" y="{top - 8}">{escape(up)}, logarithmic</text>']
    words = f"Lines over {across}, {up}: " + "; ".join(
        f"{name}: " + ", ".join(f"{number(y)} at {number(x)}" for x, y in ps) for name, ps in series.items()) + "."
    _document(path, width, height, title, words, out)
