#!/usr/bin/env python3
"""The picture of RESULTS.md: for each of its tables, how many times our time the others take.

python bench/picture.py bench/RESULTS.md bench/RESULTS.svg
"""

from __future__ import annotations

import pathlib
import sys

# Which column of a table says how much longer than ours.
RATIOS = ("medians against the first", "time against ours")


def tables(text: str) -> dict[str, dict[str, float]]:
    """Of each table with ratios: contender to ratio, ours left out."""
    found: dict[str, dict[str, float]] = {}
    for section in text.split("\n## ")[1:]:
        lines = section.splitlines()
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
        column = next((at for at, name in enumerate(rows[0]) if name in RATIOS), None) if rows else None
        if column is not None:
            found[lines[0]] = {row[0]: float(row[column]) for row in rows[3:]}
    return found


def draw(results: pathlib.Path, out: pathlib.Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "newsproc"  # the same picture for the same figures
    from matplotlib import pyplot

    bars = [
        (f"{name}: {title}", ratio)
        for title, rows in tables(results.read_text(encoding="utf-8")).items()
        for name, ratio in rows.items()
        if "newsproc" not in name
    ]
    figure, axes = pyplot.subplots(figsize=(11, 1 + 0.24 * len(bars)), layout="constrained")
    axes.barh(range(len(bars)), [ratio for _, ratio in bars], color="#4878a8")
    axes.set_yticks(range(len(bars)), [name for name, _ in bars], fontsize=7)
    axes.set_xscale("log")
    axes.axvline(1, color="black", linewidth=0.8)
    for at, (_, ratio) in enumerate(bars):
        axes.text(ratio * 1.03, at, f"{ratio:.1f}", va="center", fontsize=7)
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.set_xlabel("time, where ours is 1")
    figure.savefig(out, metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    draw(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
