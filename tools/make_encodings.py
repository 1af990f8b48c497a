#!/usr/bin/env python3
"""Write csrc/gen/encodings.{h,c}: the Encoding standard's labels, its single-byte indexes and gb18030's ranges.

Run ``python tools/make_encodings.py`` after a change to a list below; a test compares the result
with what is committed. Labels: https://encoding.spec.whatwg.org/#names-and-labels. The indexes
come from Python's own codecs, corrected where the standard differs from them (see ``index``).
"""

from __future__ import annotations

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The standard's name, then its labels. "replacement" and "x-user-defined" are left out: nothing
# can be read from the former, and the latter is no encoding of text.
LABELS = """
UTF-8: unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8
IBM866: 866 cp866 csibm866 ibm866
ISO-8859-2: csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
ISO-8859-3: csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
ISO-8859-4: csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
ISO-8859-5: csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
ISO-8859-6: arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e
 iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
ISO-8859-7: csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597
 iso_8859-7 iso_8859-7:1987 sun_eu_greek
ISO-8859-8: csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598
 iso_8859-8 iso_8859-8:1988 visual
ISO-8859-8-I: csiso88598i iso-8859-8-i logical
ISO-8859-10: csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
ISO-8859-13: iso-8859-13 iso8859-13 iso885913
ISO-8859-14: iso-8859-14 iso8859-14 iso885914
ISO-8859-15: csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
ISO-8859-16: iso-8859-16
KOI8-R: cskoi8r koi koi8 koi8-r koi8_r
KOI8-U: koi8-ru koi8-u
macintosh: csmacintosh mac macintosh x-mac-roman
windows-874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
windows-1250: cp1250 windows-1250 x-cp1250
windows-1251: cp1251 windows-1251 x-cp1251
windows-1252: ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1
 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252
windows-1253: cp1253 windows-1253 x-cp1253
windows-1254: cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989
 l5 latin5 windows-1254 x-cp1254
windows-1255: cp1255 windows-1255 x-cp1255
windows-1256: cp1256 windows-1256 x-cp1256
windows-1257: cp1257 windows-1257 x-cp1257
windows-1258: cp1258 windows-1258 x-cp1258
x-mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
GBK: chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk
gb18030: gb18030
Big5: big5 big5-hkscs cn-big5 csbig5 x-x-big5
EUC-JP: cseucpkdfmtjapanese euc-jp x-euc-jp
ISO-2022-JP: csiso2022jp iso-2022-jp
Shift_JIS: csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
EUC-KR: cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601
 ksc_5601 windows-949
UTF-16BE: unicodefffe utf-16be
UTF-16LE: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le
"""

CODECS = {
    "IBM866": "cp866", "KOI8-R": "koi8_r", "KOI8-U": "koi8_u", "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "windows-874": "cp874", "ISO-8859-8-I": "iso8859_8",
}  # fmt: skip

# Where the standard's index differs from Python's codec of that name.
CORRECTIONS = {
    # KOI8-U is KOI8-RU there: https://encoding.spec.whatwg.org/#legacy-single-byte-encodings
    "KOI8-U": {0xAE: 0x045E, 0xBE: 0x040E},
    "windows-1255": {0xCA: 0x05BA},
}


def codec_of(name: str) -> str | None:
    if name in CODECS:
        return CODECS[name]
    if name.startswith("windows-"):
        return "cp" + name.removeprefix("windows-")
    if name.startswith("ISO-8859-"):
        return "iso8859_" + name.removeprefix("ISO-8859-")
    return None


def index(name: str, codec: str) -> list[int]:
    """The 128 code points of the upper half; 0 where a byte is an error.

    Bytes 80..9F that a codec leaves open are C1 controls in the standard's indexes.
    """
    points = []
    for byte in range(0x80, 0x100):
        try:
            point = ord(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            point = byte if byte < 0xA0 else 0
        points.append(CORRECTIONS.get(name, {}).get(byte, point))
    return points


def ranges() -> list[tuple[int, int]]:
    """(pointer, code point) where the four-byte sequences of gb18030 go on from another point, up to the last of the
    basic plane. https://encoding.spec.whatwg.org/#index-gb18030-ranges-code-point"""
    found = []
    expected = 0
    for pointer in range(39420):
        first, second = divmod(pointer // 10 // 126, 10)
        sequence = bytes((0x81 + first, 0x30 + second, 0x81 + pointer // 10 % 126, 0x30 + pointer % 10))
        point = 0xE7C7 if pointer == 7457 else ord(sequence.decode("gb18030"))
        if point != expected:
            found.append((pointer, point))
        expected = point + 1
    return found


def parse() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for entry in LABELS.replace("\n ", " ").split("\n"):
        if entry:
            name, labels = entry.split(": ", 1)
            table[name] = labels.split()
    return table


def header(table: dict[str, list[str]]) -> str:
    labels = sum(map(len, table.values()))
    count = len(ranges())
    return f"""\
/* Generated by tools/make_encodings.py: labels and indexes of encodings. Do not edit. */
#ifndef NWS_GEN_ENCODINGS_H
#define NWS_GEN_ENCODINGS_H

#include <stdint.h>

#define NWS_ENCODING_COUNT {len(table)}
#define NWS_ENCODING_LABELS {labels}
#define NWS_GB18030_RANGES {count}

typedef struct nws_encoding_entry {{
    const char *name;     /* the Encoding standard's */
    const uint16_t *high; /* single-byte: the points of 80..FF, 0 for an error; else NULL */
}} nws_encoding_entry;

typedef struct nws_encoding_label {{
    const char *label; /* lower case */
    uint8_t entry;     /* in nws_encoding_entries */
}} nws_encoding_label;

typedef struct nws_gb18030_range {{
    uint16_t pointer, point; /* from this pointer on, points follow this one */
}} nws_gb18030_range;

extern const nws_encoding_entry nws_encoding_entries[NWS_ENCODING_COUNT];
extern const nws_encoding_label nws_encoding_labels[NWS_ENCODING_LABELS]; /* sorted by bytes */
extern const nws_gb18030_range nws_gb18030_ranges[NWS_GB18030_RANGES];

#endif
"""


def source(table: dict[str, list[str]]) -> str:
    lines = [
        "/* Generated by tools/make_encodings.py: labels and indexes of encodings. Do not edit. */",
        '#include "gen/encodings.h"',
        "",
        "#include <stddef.h>",
        "",
        "/* clang-format off */",
    ]
    known: dict[tuple[int, ...], str] = {}
    symbols: dict[str, str] = {}
    for name in table:
        codec = codec_of(name)
        if codec is None:
            symbols[name] = "NULL"
            continue
        points = index(name, codec)
        if tuple(points) not in known:
            symbol = "high_" + name.lower().replace("-", "_")
            known[tuple(points)] = symbol
            lines.append(f"static const uint16_t {symbol}[128] = {{")
            for row in range(0, 128, 12):
                cells = ", ".join(f"0x{p:04X}" for p in points[row : row + 12])
                lines.append(f"    {cells},")
            lines.append("};")
        symbols[name] = known[tuple(points)]
    lines += ["", "const nws_encoding_entry nws_encoding_entries[NWS_ENCODING_COUNT] = {"]
    lines += [f'    {{"{name}", {symbols[name]}}},' for name in table]
    lines += ["};", "", "const nws_encoding_label nws_encoding_labels[NWS_ENCODING_LABELS] = {"]
    order = list(table)
    pairs = sorted((label, order.index(name)) for name in table for label in table[name])
    lines += [f'    {{"{label}", {entry}}},' for label, entry in pairs]
    lines += ["};", "", "const nws_gb18030_range nws_gb18030_ranges[NWS_GB18030_RANGES] = {"]
    pieces = [f"{{{pointer}, 0x{point:04X}}}" for pointer, point in ranges()]
    lines += [f"    {', '.join(pieces[row : row + 5])}," for row in range(0, len(pieces), 5)]
    lines += ["};", ""]
    return "\n".join(lines)


def main() -> None:
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "csrc" / "gen"
    table = parse()
    (out / "encodings.h").write_text(header(table), encoding="utf-8")
    (out / "encodings.c").write_text(source(table), encoding="utf-8")


if __name__ == "__main__":
    main()
