"""The main job: a folder of posts becomes a table, printed, and a Parquet file."""

from __future__ import annotations

import pathlib

import pandas as pd

import newsproc

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main() -> None:
    corpus = newsproc.read(ROOT / "examples" / "posts")
    frame = corpus.to_pandas()
    frame["post"] = [pathlib.PurePath(path).name for path in frame["path"]]
    frame["day"] = frame["date"].dt.strftime("%Y-%m-%d").fillna("")
    frame["title"] = frame["title"].fillna("").str.slice(0, 30)
    shown = [
        "post",
        "title",
        "day",
        "word_count",
        "image_count",
        "link_count",
        "removal_count",
        "diagnostic_count",
    ]
    with pd.option_context("display.width", 200, "display.max_columns", None, "display.unicode.east_asian_width", True):
        print(frame[shown].to_string(index=False))

    print("\nWhat was found on the way:")
    for diagnostic in corpus.diagnostics().to_pandas().itertuples():
        name = frame["post"][diagnostic.row]
        print(f"  {name}:{diagnostic.line}:{diagnostic.column}: {diagnostic.code}: {diagnostic.message}")

    output = ROOT / "build" / "articles.parquet"
    output.parent.mkdir(exist_ok=True)
    corpus.to_parquet(output)
    print(f"\n{len(corpus)} articles, {output.stat().st_size:,} bytes in {output.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
