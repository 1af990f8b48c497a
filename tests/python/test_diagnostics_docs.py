"""docs/diagnostics.md: a row for every code of the core, with its severity, and an example that gives it."""

from __future__ import annotations

import pathlib
import re

import pytest

import newsproc

ROOT = pathlib.Path(__file__).resolve().parents[2]


def documented() -> dict[str, tuple[str, str]]:
    """Severity and example by code."""
    rows = {}
    for line in (ROOT / "docs/diagnostics.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        if len(cells) == 5 and cells[0].startswith("| `"):
            rows[cells[0].strip("| `")] = (cells[1], cells[3].strip("`"))
    return rows


def test_every_code_is_documented() -> None:
    header = (ROOT / "csrc/base/diagnostic.h").read_text(encoding="utf-8").replace("\\\n", "")
    codes = re.findall(r'X\(\w+,\s*"(\w+)",\s*(NOTE|WARNING|ERROR),', header)
    assert len(codes) > 20
    assert {code: severity.lower() for code, severity in codes} == {
        code: severity for code, (severity, _) in documented().items()
    }


@pytest.mark.parametrize("code", documented())
def test_every_example_gives_its_code(code: str) -> None:
    severity, example = documented()[code]

    def read(data: str | bytes | list[str], **options: object) -> list[newsproc.Diagnostic]:
        articles = newsproc.from_strings(data if isinstance(data, list) else [data], **options)  # type: ignore[arg-type]
        return [found for article in articles for found in article.diagnostics]

    found = {found.code: found for found in eval(f"read({example})", {"read": read})}
    assert code in found, found
    assert found[code].severity == severity
    assert found[code].message
    assert found[code].line >= 1
    assert found[code].start <= found[code].end
