"""Pages as a browser shows them: browse.py PROGRAM RULES; exit 77 where no Chromium is installed.

Each page, on a phone and on a screen, light and dark: nothing is asked for but the file, nothing is complained of, nothing
stands outside of the window but in tables that scroll by themselves, no word of a chart stands on another, all text has the
contrast that WCAG AA asks for. On paper it is light, whole and numbered.
"""
import pathlib
import re
import sys
import tempfile

import chromium
import page
import pages
import studies

SIZES = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]

LOOK = r"""
(() => {
  const said = [];
  const name = e => e.tagName + (e.id ? "#" + e.id : "") + " '" + e.textContent.trim().slice(0, 40) + "'";
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) said.push("the page is " + document.documentElement.scrollWidth + " wide, not " + wide);
  const colour = text => text.match(/[\d.]+/g).map(Number);
  const light = rgb => rgb.slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c.length == 3 || c[3] > 0) return c;
    }
  };
  const seen = e => {
    const x = e.getBoundingClientRect(), cut = e.parentElement.closest("svg svg");
    if (!cut) return x;
    const from = cut.parentElement.getBoundingClientRect().left, left = Math.max(x.left, from);
    const right = Math.min(x.right, from + cut.width.baseVal.value); // what is behind it is not drawn
    return {left, right, top: x.top, bottom: x.bottom, width: right - left};
  };
  for (const e of document.querySelectorAll("body *")) {
    const box = seen(e), style = getComputedStyle(e);
    const text = [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim());
    if (!box.width || !text || e.closest("title, desc, .skip")) continue;
    if (!e.closest(".scroll") && (box.right > wide + 1 || box.left < -1)) said.push("outside of the window: " + name(e));
    const ink = light(colour(e.closest("svg") ? style.fill : style.color)), paper = light(behind(e));
    const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (contrast < 4.5) said.push("contrast " + contrast.toFixed(2) + ": " + name(e));
    if (parseFloat(style.fontSize) < 12) said.push("letters of " + style.fontSize + ": " + name(e));
  }
  for (const chart of document.querySelectorAll("svg[role=img]")) {
    const words = [...chart.querySelectorAll("text")].map(e => [e, seen(e)]);
    words.forEach(([a, x], i) => words.slice(i + 1).forEach(([b, y]) => {
      if (x.left < y.right && y.left < x.right && x.top + 2 < y.bottom - 2 && y.top + 2 < x.bottom - 2)
        said.push("one on the other: " + name(a) + " and " + name(b));
    }));
  }
  for (const e of document.querySelectorAll(".scroll"))
    if (e.scrollWidth > e.clientWidth && e.tabIndex != 0) said.push("scrolls without the keyboard: " + name(e));
  return said;
})()
"""


def sheets_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def look(browser, file):
    for width, scheme in SIZES:
        browser.open(file, width, scheme=scheme)
        said = browser.evaluate(LOOK) + browser.complaints()
        asked = [url for url in browser.requests() if url != file.resolve().as_uri()]
        if said or asked:
            raise page.Bad(f"{file.name} at {width}, {scheme}: {'; '.join((said + asked)[:5])}")
    browser.open(file, 794, scheme="dark", media="print")
    paper = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    cut = browser.evaluate("[...document.querySelectorAll('.scroll')].filter(e => getComputedStyle(e).overflowY != 'visible').length")
    if paper != "rgb(255, 255, 255)" or cut:
        raise page.Bad(f"{file.name} on paper: {paper}, {cut} tables are cut")
    sheets = sheets_of(browser.paper())
    if not 1 <= sheets <= 40:
        raise page.Bad(f"{file.name} is {sheets} sheets of paper")


def main(program, rules):
    if not chromium.program():
        print("no Chromium is installed", file=sys.stderr)
        return 77
    with tempfile.TemporaryDirectory() as folder:
        pages.shipped(program, rules, pathlib.Path(folder))
        pages.odd(program, rules, pathlib.Path(folder))
        studies.write(program, rules, pathlib.Path(folder))
        files = sorted(pathlib.Path(folder).glob("*.html"))
        with chromium.Browser() as browser:
            for file in files:
                look(browser, file)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except page.Bad as bad:
        sys.exit(str(bad))
