"""A page as a reader of HTML takes it in: page.py PAGE.html [DOCUMENT.json]

Everything in a page must be of the template: known elements with known attributes, nested and closed as they should be, no
script, nothing that is loaded, no style but the one sheet, ids that stand once and references that lead somewhere, headings
in order, tables with captions and scopes, charts with a title and a description. With the document the page was made of, every
figure and every text of it must be in the page. Other tests import `Page`.
"""
import html.parser
import json
import re
import sys

SAFE_ID = r"[a-z][a-z0-9-]*"
LENGTH = r"\d{1,3}(\.\d\d)?%|\d{1,6}(\.\d)?"
WORDS = r"[a-z -]*"
# attributes of each element, with what their values look like
TEMPLATE = {
    "html": {"lang": "id|en"}, "head": {}, "title": {}, "style": {}, "body": {}, "header": {}, "footer": {},
    "meta": {"charset": "utf-8", "http-equiv": "Content-Security-Policy", "name": "viewport|color-scheme|referrer",
             "content": r"default-src 'none'; style-src 'unsafe-inline'|width=device-width, initial-scale=1|light dark|no-referrer"},
    "a": {"class": "skip", "href": "#" + SAFE_ID}, "nav": {"aria-label": ".+"}, "main": {"id": "main", "tabindex": "-1"},
    "section": {"id": SAFE_ID, "aria-labelledby": SAFE_ID}, "h1": {}, "h2": {"id": SAFE_ID}, "h3": {"id": SAFE_ID},
    "p": {"class": WORDS, "lang": "en"}, "bdi": {}, "b": {}, "small": {}, "span": {},
    "ul": {"class": WORDS}, "li": {}, "dl": {"class": WORDS}, "dt": {}, "dd": {"class": WORDS},
    "div": {"class": WORDS, "role": "region", "aria-labelledby": SAFE_ID, "tabindex": "0"},
    "table": {"id": SAFE_ID}, "caption": {"id": SAFE_ID}, "thead": {}, "tbody": {}, "tr": {"class": WORDS},
    "th": {"scope": "col|row", "class": WORDS}, "td": {"class": WORDS},
    "svg": {"class": WORDS, "width": LENGTH, "height": LENGTH, "role": "img", "aria-hidden": "true",
            "aria-labelledby": SAFE_ID, "aria-describedby": SAFE_ID, "x": LENGTH, "y": LENGTH},
    "desc": {"id": SAFE_ID}, "defs": {},
    "pattern": {"id": "hatch|dots", "width": LENGTH, "height": LENGTH, "patternunits": "userSpaceOnUse", "patterntransform": r"rotate\(45\)"},
    "rect": {"class": WORDS, "x": LENGTH, "y": LENGTH, "width": LENGTH, "height": LENGTH},
    "circle": {"class": WORDS, "cx": LENGTH, "cy": LENGTH, "r": LENGTH},
    "line": {"class": WORDS, "x1": LENGTH, "x2": LENGTH, "y1": LENGTH, "y2": LENGTH},
    "text": {"class": WORDS, "x": LENGTH, "y": LENGTH},
}
TITLE_IN_SVG = {"id": SAFE_ID}
VOID = {"meta"}
# what a terminal or a reader of text would obey, or nobody sees
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff]")


class Bad(Exception):
    pass


class Page(html.parser.HTMLParser):
    """Parses at once and raises Bad at the first thing that is not of the template."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.refs, self.texts, self.heads = [], set(), [], [], []
        self.tables, self.charts, self.chart, self.cells, self.doctype, self.policy = [], 0, None, None, None, False
        if UNSEEN.search(text):
            raise Bad("a character that is not seen")
        self.feed(text)
        self.close()
        self.whole()

    def handle_starttag(self, tag, attrs):
        where = self.open[-1] if self.open else None
        known = TITLE_IN_SVG if tag == "title" and where == "svg" else TEMPLATE.get(tag)
        if known is None:
            raise Bad(f"an element <{tag}>")
        if len(dict(attrs)) != len(attrs):
            raise Bad(f"an attribute of <{tag}> stands twice")
        for name, value in attrs:
            if name not in known or not re.fullmatch(known[name], value or "", re.S):
                raise Bad(f"an attribute {name}={value!r} of <{tag}>")
        self.look(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        if "svg" not in self.open:
            raise Bad(f"<{tag}/> outside of a chart")
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise Bad(f"</{tag}> closes something else")
        if tag == "svg" and "svg" not in self.open and self.chart is not None:
            if self.chart != ["title", "desc"]:
                raise Bad("a chart without title and description")
            self.chart = None
        if tag == "tr":
            self.tables[-1].append(self.cells)
            self.cells = None

    def handle_data(self, data):
        where = self.open[-1] if self.open else None
        if where == "style":
            self.sheet(data)
        elif data.strip():
            if where in (None, "html", "head", "tr", "table", "dl", "ul", "svg"):
                raise Bad(f"text in <{where}>: {data[:40]!r}")
            self.texts.append(data)

    def handle_comment(self, data):
        raise Bad("a comment")

    def handle_pi(self, data):
        raise Bad("an instruction")

    def unknown_decl(self, data):
        raise Bad("a declaration")

    def handle_decl(self, decl):
        if decl != "DOCTYPE html" or self.open or self.doctype:
            raise Bad(f"a declaration {decl!r}")
        self.doctype = decl

    def sheet(self, text):
        if re.search(r"@import|expression|javascript|url\((?!#(hatch|dots)\))|[<>]\s*/?\s*[a-z]+\s*>", text):
            raise Bad("a style that loads something")

    def look(self, tag, attrs):
        if "id" in attrs:
            if attrs["id"] in self.ids:
                raise Bad(f"id {attrs['id']!r} stands twice")
            self.ids.add(attrs["id"])
        self.refs += [attrs[a] for a in ("aria-labelledby", "aria-describedby") if a in attrs]
        self.refs += [attrs["href"][1:]] if "href" in attrs else []
        if attrs.get("content", "").startswith("default-src 'none'"):
            self.policy = attrs.get("http-equiv") == "Content-Security-Policy" and "style" not in self.open and not self.texts
        if tag in ("h1", "h2", "h3"):
            self.heads.append(int(tag[1]))
        if tag == "svg" and "aria-hidden" not in attrs and "svg" not in self.open:
            if not {"role", "aria-labelledby", "aria-describedby"} <= set(attrs):
                raise Bad("a chart without a name")
            self.charts += 1
            self.chart = []
        if tag in ("title", "desc") and self.open and self.open[-1] == "svg":
            self.chart.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "caption" and self.open[-1] != "table":
            raise Bad("a caption outside of a table")
        if tag == "tr":
            self.cells = 0
        if tag in ("th", "td"):
            if tag == "th" and "scope" not in attrs:
                raise Bad("a heading of a table without a scope")
            self.cells += 1

    def whole(self):
        if self.open or not self.doctype:
            raise Bad(f"not closed: {self.open}")
        missing = [r for r in self.refs if r not in self.ids]
        if missing:
            raise Bad(f"references to nothing: {missing}")
        if self.heads[:1] != [1] or self.heads.count(1) != 1 or any(b > a + 1 for a, b in zip(self.heads, self.heads[1:])):
            raise Bad(f"headings out of order: {self.heads}")
        for rows in self.tables:
            if len(rows) < 2 or len(set(rows)) != 1:
                raise Bad(f"a table whose rows have {rows} cells")
        if not self.policy:
            raise Bad("no policy before the style")

    @property
    def text(self):
        return "\n".join(self.texts)


# ---- against the document ----

# numbers that name or describe something, or that a page has no room for
NO_FIGURES = {"run", "line", "delivery", "superseded_by", "seconds", "seen", "agrees", "step", "width", "unit", "seats", "percent",
              "months", "even", "stopped", "constants"}
# texts that are codes for the reader's words, or belong to programs
NO_TEXTS = {"kept_at", "created_at", "forgotten_at", "as_of", "from", "constraint", "short_because", "engine", "office", "walls",
            "text", "file", "what", "worker", "seed_source", "by", "gone", "data"}
# what a page sums up in measures
SUMMED = re.compile("/balance/(?!fields/groups/(group|workers|eligible|selected|poor/workers)$).*")


def leaves(value, path=""):
    if isinstance(value, dict):
        for k, v in value.items():
            yield from leaves(v, f"{path}/{k}")
    elif isinstance(value, list):
        for v in value:
            yield from leaves(v, path)
    elif value is not None:
        yield path, value


def seen(text):
    """As a page writes a text of the document."""
    return UNSEEN.sub("\ufffd", re.sub("[\n\r\t]", " ", text))


def compare(page, document, separator):
    """Every number and text of the document stands in the page."""
    numbers = set(re.findall(r"\d+(?:[.,]\d{3})*", page.text))
    text = page.text
    for path, value in leaves(document):
        key = path.rsplit("/", 1)[1]
        if SUMMED.fullmatch(path) or isinstance(value, bool) or key in NO_FIGURES or key in NO_TEXTS:
            continue
        if isinstance(value, int) and f"{abs(value):,}".replace(",", separator) not in numbers:
            raise Bad(f"{path} {value} of the document is not in the page")
        if isinstance(value, str) and value.strip() and seen(value) not in text:
            raise Bad(f"{path} {value!r} of the document is not in the page")


def main(path, document=None):
    with open(path, encoding="utf-8", newline="") as f:
        source = f.read()
    page = Page(source)
    if document:
        with open(document, encoding="utf-8") as f:
            compare(page, json.load(f), "." if 'lang="id"' in source[:60] else ",")
    print(f"{len(page.tables)} tables, {page.charts} charts, {sum(len(t) for t in page.tables)} rows")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Bad as bad:
        sys.exit(f"{sys.argv[1]}: {bad}")
