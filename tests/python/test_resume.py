"""read(known=...): only what changed is read, and the outcome is that of reading all."""

from __future__ import annotations

import os
import pathlib
import random
import warnings

import pytest

import newsproc

POST = "---\ntitle: T{0}\ntags: [a, b{0}]\ndate: 2021-03-0{1}\n---\n<p onclick=x>{0} <img src=/{0}>" + " words" * 50


def posts(folder: pathlib.Path, count: int = 300) -> list[pathlib.Path]:
    paths = [folder / f"{i:04}.md" for i in range(count)]
    for i, path in enumerate(paths):
        path.write_text(POST.format(i, i % 9 + 1))
    return paths


def rows(corpus: newsproc.Corpus) -> bytes:
    return b"".join(corpus.json_lines())


def parsed(**arguments: object) -> tuple[newsproc.Corpus, int]:
    """What read() makes of it, and how many files it has parsed."""
    calls = [0]
    paths = arguments.pop("paths")
    corpus = newsproc.read(paths, progress=lambda done, *_: calls.append(done), **arguments)  # type: ignore[arg-type]
    return corpus, calls[-1]


def test_nothing_changed(tmp_path: pathlib.Path) -> None:
    posts(tmp_path)
    first = newsproc.read(tmp_path)
    again, count = parsed(paths=tmp_path, known=first)
    assert count == 0
    assert rows(again) == rows(first)
    assert again == first
    part, count = parsed(paths=tmp_path, known=first[10:200:3])  # a part of it does, too
    assert count == 300 - len(range(10, 200, 3))
    assert rows(part) == rows(first)


@pytest.mark.parametrize("threads", [1, 3])
def test_whatever_changes_the_rows_are_those_of_a_full_read(tmp_path: pathlib.Path, threads: int) -> None:
    paths = posts(tmp_path)
    chance = random.Random(7)
    corpus = newsproc.read(tmp_path)
    for turn in range(6):
        changed = set(chance.sample(paths, 20))
        for number, path in enumerate(sorted(changed)):
            match number % 5:
                case 0:
                    path.write_text(POST.format(turn, 1) + "more" * turn)
                case 1:
                    path.unlink(missing_ok=True)
                case 2:
                    (tmp_path / f"new-{turn}-{path.name}").write_text("---\ntitle: new\n---\nx")
                case 3 if path.exists():
                    path.rename(tmp_path / f"moved-{turn}-{path.name}")
                case 4:
                    path.write_bytes(b"")
        corpus, count = parsed(paths=tmp_path, known=corpus, threads=threads)
        full = newsproc.read(tmp_path)
        assert rows(corpus) == rows(full)
        assert corpus.stats() | {"memory": 0} == full.stats() | {"memory": 0}
        assert 0 < count <= 20
        if turn == 5:
            pytest.importorskip("pyarrow")
            assert corpus.to_arrow().equals(full.to_arrow())
            assert corpus.removals().to_arrow().to_pylist() == full.removals().to_arrow().to_pylist()


def test_a_change_that_keeps_size_and_time(tmp_path: pathlib.Path) -> None:
    """What unpacking and copying do: the time is set back. The inode's own time tells."""
    (path,) = posts(tmp_path, 1)
    before = path.stat()
    corpus = newsproc.read(tmp_path)
    other = path.with_suffix(".tmp")
    other.write_text(POST.format(7, 1))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(other, path)
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert newsproc.read(tmp_path, known=corpus)[0].title == "T7"


def test_other_orders_and_selections(tmp_path: pathlib.Path) -> None:
    paths = posts(tmp_path, 50)
    corpus = newsproc.read(tmp_path)
    mixed = [*paths[40:], *paths[:5], paths[20], tmp_path / "no.md", *paths[21:30]]
    with pytest.warns(newsproc.NewsprocWarning, match="1 of 26"):
        again, count = parsed(paths=mixed, known=corpus)
    assert count == 1
    with pytest.warns(newsproc.NewsprocWarning, match="1 of 26"):
        assert rows(again) == rows(newsproc.read(mixed))
    (tmp_path / "no.md").write_text("now it is there")
    assert len(newsproc.read(mixed, known=again).errors) == 0
    assert len(newsproc.read([], known=corpus)) == 0


def test_failures_are_tried_again(tmp_path: pathlib.Path) -> None:
    paths = posts(tmp_path, 10)
    named = [*paths, tmp_path / "gone.md"]
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.read(named)
    with pytest.raises(FileNotFoundError, match="gone"):
        newsproc.read(named, known=corpus, on_error="raise")
    with pytest.warns(newsproc.NewsprocWarning, match="1 of 11"):
        skipped = newsproc.read(named, known=corpus, on_error="skip")
    assert (len(skipped), skipped.stats()["skipped"]) == (10, 1)
    assert parsed(paths=paths, known=skipped)[1] == 0


def test_other_options_and_other_sources_are_of_no_use(tmp_path: pathlib.Path) -> None:
    posts(tmp_path, 20)
    corpus = newsproc.read(tmp_path)
    for options in ({"policy": newsproc.Policy.TEXT}, {"timezone": "+01:00"}, {"columns": {"lang": "string"}}):
        again, count = parsed(paths=tmp_path, known=corpus, **options)
        assert count == 20
        assert rows(again) == rows(newsproc.read(tmp_path, **options))  # type: ignore[arg-type]
        assert parsed(paths=tmp_path, known=again, **options)[1] == 0
    texts = newsproc.from_strings(["x"], ids=[str(tmp_path / "0000.md")])
    assert parsed(paths=tmp_path, known=texts)[1] == 20
    with pytest.raises(TypeError, match="Corpus"):
        newsproc.read(tmp_path, known="old.parquet")  # type: ignore[arg-type]


def test_dates_that_other_files_decide(tmp_path: pathlib.Path) -> None:
    """One more file can turn 03/04/2021 round in all others."""
    for i in range(20):
        (tmp_path / f"{i:02}.md").write_text("---\ndate: 03/04/2021\n---\nx")
    corpus = newsproc.read(tmp_path)
    assert corpus[0].date is None
    for name, date, month in (("a.md", "25/12/2020", 4), ("b.md", "25/11/2020", 4), ("c.md", "12/25/2020", None)):
        (tmp_path / name).write_text(f"---\ndate: {date}\n---\ny")
        corpus = newsproc.read(tmp_path, known=corpus)
        assert (corpus[0].date and corpus[0].date.month) == month
        assert rows(corpus) == rows(newsproc.read(tmp_path))
    assert parsed(paths=tmp_path, known=newsproc.read(tmp_path, date_order="mdy"), date_order="mdy")[1] == 0
    for path in tmp_path.glob("[0-9]*.md"):  # the other way round: none needs it, then one does
        path.write_text("---\ndate: 25/04/2021\n---\nx")
    (tmp_path / "c.md").unlink()
    corpus = newsproc.read(tmp_path)
    (tmp_path / "d.md").write_text("---\ndate: 03/04/2021\n---\nz")
    corpus, count = parsed(paths=tmp_path, known=corpus)
    assert count == 23
    assert rows(corpus) == rows(newsproc.read(tmp_path))
    assert corpus[-1].date is not None


@pytest.mark.skipif(os.name != "posix", reason="names that are no text")
def test_names_that_look_alike(tmp_path: pathlib.Path) -> None:
    """Two names that are no text are the same to a table, and yet two files."""
    folder = os.fsencode(tmp_path)
    try:
        for name in (b"\xff.md", b"\xfe.md", "\ufffd.md".encode()):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(b"post " + name.hex().encode())
    except OSError:
        pytest.skip("this file system takes no such names")
    corpus = newsproc.read(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again, count = parsed(paths=tmp_path, known=corpus)
    assert count == 3
    assert rows(again) == rows(corpus)
