"""Names that callers give and that are not ours: the nearest ones of ours, and what Python calls an encoding.

Apart because C and Python ask alike, and only once something is wrong or unusual.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# A longer name is no slip of the pen, and to compare it would take long.
LONGEST = 64
# Names of time zones and encodings that a message suggests; how much alike (of 1) names are that it does, as difflib
# has it. A zone that is only a little like the wrong one lies somewhere else.
SEVERAL = 3
ALIKE, ZONES_ALIKE = 0.6, 0.8

# Python's codecs whose own names are no labels of the Encoding standard, with hyphens for underscores. Windows' code
# pages 932, 949 and 950 and Big5-HKSCS are what the standard means by these labels.
CODECS = {
    "big5hkscs": "big5",
    "cp874": "windows-874",
    "cp932": "shift_jis",
    "cp949": "euc-kr",
    "cp950": "big5",
    "iso2022-jp": "iso-2022-jp",
    "iso8859-16": "iso-8859-16",
    "mac-cyrillic": "x-mac-cyrillic",
    "mac-roman": "macintosh",
    "utf-16-be": "utf-16be",
    "utf-16-le": "utf-16le",
    "utf-8-sig": "utf-8",
}


def nearest(name: str, names: Iterable[str], most: int = 1, alike: float = ALIKE) -> list[str]:
    """At most so many of names that are much like name, whatever their case, the most like first.

    >>> nearest("titel", ["text", "title", "tags"]), nearest("xyz", ["title"])
    (['title'], [])
    """
    if len(name) > LONGEST:
        return []
    import difflib

    spelt: dict[str, str] = {}
    for other in names:
        spelt.setdefault(other.casefold(), other)
    return [spelt[found] for found in difflib.get_close_matches(name.casefold(), spelt, most, alike)]


def hint(name: str, names: Iterable[str], most: int = 1) -> str:
    """The end of a message about a name that is none of names: "; did you mean ...?", or nothing.

    >>> hint("titel", ["text", "title", "tags"]), hint("xyz", ["title"])
    ("; did you mean 'title'?", '')
    """
    return _suggest(nearest(name, names, most))


def _suggest(found: list[str]) -> str:
    if not found:
        return ""
    *others, last = map(repr, found)
    return f"; did you mean {', '.join(others)}{' or ' if others else ''}{last}?"


def unknown_argument(function: str, name: str, names: Iterable[str]) -> str:
    """The message about a keyword that a function does not have."""
    return f"{function}() got an unexpected keyword argument {name!r}{hint(name, names)}"


def no_column(name: str, names: Iterable[str]) -> KeyError:
    """What a corpus raises for a column that it does not have."""
    return KeyError(f"there is no column {name!r}{hint(name, names) or '; corpus.schema.names has all'}")


def zone_hint(name: str) -> str:
    """The end of a message about a time zone that there is not: a zone may be asked for by its city alone."""
    import zoneinfo

    zones: dict[str, str] = {}
    for zone in sorted(zoneinfo.available_timezones() - {"localtime"}):
        zones.setdefault(zone.rpartition("/")[2], zone)
        zones[zone] = zone
    return _suggest(_distinct(zones, nearest(name, zones, SEVERAL, ZONES_ALIKE)))


def _distinct(meant: Mapping[str, str], names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(meant[name] for name in names))


def encoding_label(name: str) -> str:
    """The label of the Encoding standard for what Python calls a codec; name itself where Python has none.

    >>> encoding_label("Latin_1"), encoding_label("mac_roman"), encoding_label("klingon")
    ('iso8859-1', 'macintosh', 'klingon')
    """
    codec = _codec(name)
    return name if codec is None else CODECS.get(codec, codec)


def _codec(name: str) -> str | None:
    import codecs

    try:
        return codecs.lookup(name).name.replace("_", "-")
    except (LookupError, ValueError):  # ValueError: NUL, or what has no UTF-8
        return None


def unknown_encoding(name: str, labels: Iterable[str]) -> str:
    """The message about an encoding that is not read here."""
    shown = repr(name if len(name) <= LONGEST else name[:LONGEST] + "…")
    if _codec(name) is not None:
        return f"unknown_encoding: {shown} is a codec of Python's, but none of the encodings that are read here"
    return f"unknown_encoding: there is no encoding {shown}{hint(name, [*labels, *CODECS], SEVERAL)}"
