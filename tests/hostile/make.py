"""What is too large or too odd to lie in the tree: hostile files made at the time of the test.

RULES and CSV give name -> bytes; the expected outcomes stand with the others in expected.csv. The same bytes every time.
"""

HEAD = 'return require "kantor" { reads = { "desil" }, when = function(desil)\n'
SOURCE = 256 * 1024  # what a rule file may be


def around(body):
    return (HEAD + body + "\nreturn true end }\n").encode()


def filled(piece, size, numbered=False):
    """As many pieces as fit."""
    out, n = [], 0
    while n + len(piece) + 6 < size:
        out.append(piece.replace("#", str(len(out))) if numbered else piece)
        n += len(out[-1])
    return "".join(out)


def chain(n):
    """Modules that each require the next one."""
    return {"rantai/m%d.lua" % i: b'return require "rantai.m%d"\n' % (i + 1) for i in range(1, n)} | {
        "rantai/m%d.lua" % n: b'return require "kantor" {}\n'}


def rules():
    room = SOURCE - 2000
    made = {
        # the compiler
        "made-elseif-60000.lua": around("if desil then" + " elseif desil then" * 60000 + " end"),
        "made-elseif.lua": around("if desil == 99 then" + filled(" elseif desil then", room) + " end"),
        "made-parentheses.lua": b"return " + b"(" * 5000 + b"1" + b")" * 5000,
        "made-tables.lua": b"return " + b"{" * 5000 + b"}" * 5000,
        "made-functions.lua": b"return " + b"function() return " * 5000 + b"1" + b" end" * 5000,
        "made-not.lua": b"return " + b"not " * 50000 + b"nil",
        "made-minus.lua": b"return " + b"- " * 50000 + b"1",
        "made-concat.lua": b'return "a"' + b' .. "a"' * 30000,
        "made-power.lua": b"return 1" + b" ^ 1" * 30000,
        "made-blocks.lua": b"do " * 20000 + b" end" * 20000,
        "made-calls.lua": b"return f" + b"()" * 50000,
        "made-indexes.lua": b"return f" + b".a" * 50000,
        "made-locals.lua": "".join("local v%d = %d\n" % (i, i) for i in range(300)).encode(),
        "made-upvalues.lua": ("".join(
            "local function f%d()\n%s" % (k, "".join("local v%d_%d\n" % (k, i) for i in range(120))) for k in range(3)) +
            "return function() return " + ", ".join("v%d_%d" % (k, i) for k in range(3) for i in range(120)) + " end" +
            " end" * 3).encode(),
        "made-arguments.lua": around("tostring(" + ", ".join(["desil"] * 300) + ")"),
        "made-constants.lua": around("local t = {" + filled("#,", room, True) + "}"),
        "made-labels.lua": around(filled("::l#:: ", room, True)),
        "made-gotos.lua": around(filled("goto last ", room) + " ::last::"),
        "made-long-text.lua": b'return require "kantor" { title = "' + b"x" * (SOURCE - 100) + b'" }',
        "made-long-name.lua": b"return " + b"n" * 60000,
        "made-long-comment.lua": b"--" + b"[" + b"=" * (SOURCE - 100) + b"[\n",
        "made-long-number.lua": around("local n = 0x" + "f" * 200000),
        "made-long-decimal.lua": around("local n = " + "7" * 200000),
        "made-long-lines.lua": around("\n" * (SOURCE - 500)),
        "made-over-256-kb.lua": b"--" + b"x" * SOURCE,
        # the bytes
        "made-bytecode.lua": b"\x1bLua\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08" + bytes(range(256)) * 4,
        "made-escape.lua": b"\x1b[2J return 1",
        "made-hash.lua": b"#!/usr/bin/lua\nreturn 1\n",
        "made-bom.lua": b'\xef\xbb\xbfreturn require "kantor" {}\n',
        "made-utf16.lua": 'return require "kantor" {}\n'.encode("utf-16"),
        "made-utf16-be.lua": 'return require "kantor" {}\n'.encode("utf-16-be"),
        "made-nul.lua": b'return require "kantor" {}\0 os.execute("x")\n',
        "made-cr.lua": b"-- lines that end in CR: the key given twice is seen all the same\r"
                       b'return require "kantor" { eligibility = { rule { "tamu", when = { desil = 1, desil = 9 } } } }\r',
        "made-noise.lua": bytes((i * 197 + 91) % 255 + 1 for i in range(4000)),
        "made-curly.lua": 'return require “kantor” {}\n'.encode(),
        "made-cyrillic.lua": 'return require "kantor" { reads = { "dеsil" }, when = function(d) return true end }\n'.encode(),
        "made-fullwidth.lua": 'return require "kantor" { eligibility = { rule { "＝1", when = { desil = 1 } } } }\n'.encode(),
    }
    return made | chain(300)


HEADER = "nik,nama,tanggal_lahir,jenis_kelamin,desil,penghasilan\n"


def person(i, name="S", desil="1"):
    """A row whose number exists nowhere: kecamatan 53.15.90 and up do not."""
    return "%06d%02d0580%04d,%s,01/05/1980,P,%s,1500000\n" % (531590 + i // 250000, 41 + i // 9000 % 25, i % 9000 + 1, name, desil)


def csv():
    good = [person(i) for i in range(100000)]
    plain = HEADER + good[0]
    made = {
        "made-cell-65536": plain + person(1, "x" * 65536) + person(2),
        "made-cell-65537": plain + person(1, "x" * 65537) + person(2),
        "made-cell-quoted-65537": plain + person(1, '"' + "x" * 65537 + '"') + person(2),
        "made-row-over-1-mb": plain + person(1, ",".join(["x" * 60000] * 20)) + person(2),
        "made-line-over-1-mb": plain + "x" * 3000000 + "\n" + person(2),
        "made-one-line-64-mb": "x" * (64 << 20),
        "made-one-line-64-mb-below": plain + "," * (64 << 20) + "\n" + person(2),
        "made-quote-swallows-100000": HEADER + person(1, '"S').strip() + "\n" + "".join(good),
        "made-quote-each-row": HEADER + "".join(person(i, '"S') for i in range(20000)),
        "made-quote-each-other": HEADER + "".join(person(i, '"S' if i % 2 else "S") for i in range(20000)),
        "made-quotes-odd": plain + '"' * 200001 + "\n" + person(2),
        "made-blank-lines": HEADER + "\n" * 1000000 + good[1],
        "made-comma-lines": HEADER + ",,,,,\n" * 200000 + good[1],
        "made-cr-100000": (HEADER + "".join(good)).replace("\n", "\r"),
        "made-crlf-100000": (HEADER + "".join(good)).replace("\n", "\r\n"),
        "made-one-key-100000": HEADER + "".join(person(5, desil=str(i % 10 + 1)) for i in range(100000)),
        "made-bad-100000": HEADER + "".join(person(i, desil="x") for i in range(100000)),
        "made-nul-late": (HEADER + "".join(good)) + "a\0b\n",
        "made-columns-100000": HEADER.strip() + ",k" * 100000 + "\n" + good[1],
        "made-titles-100000": "Judul\n" * 100000 + plain,
        "made-quote-lines-5000": HEADER + person(1, '"a' + '"\n"' * 5000 + '"') + person(2),
    }
    return {name: text.encode() for name, text in made.items()}
