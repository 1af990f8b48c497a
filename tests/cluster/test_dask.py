"""Dask with two worker processes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

import newsproc

pa = pytest.importorskip("pyarrow")
dd = pytest.importorskip("dask.dataframe", reason="dask is not installed: make cluster-test installs it")
distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client() -> Iterator[distributed.Client]:
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_tables(client: distributed.Client, posts: list[str], expected: pa.Table) -> None:
    """Arrow tables on two processes: the bytes are those of read()."""
    parts = [pa.table({"path": posts[start : start + 4]}) for start in range(0, len(posts), 4)]
    tables = client.gather(client.map(newsproc.arrow_mapper(), parts))
    assert pa.concat_tables(tables).equals(expected)
    workers = client.run(os.getpid)
    assert len(set(workers.values()) - {os.getpid()}) == 2


def test_data_frames(client: distributed.Client, posts: list[str], expected: pa.Table) -> None:
    import pandas as pd

    frame = dd.from_pandas(pd.DataFrame({"path": posts}), npartitions=4)
    mapper = newsproc.arrow_mapper()
    meta = mapper(pd.DataFrame({"path": pd.Series([], dtype="str")}))
    result = frame.map_partitions(mapper, meta=meta).compute()
    for name in ("path", "title", "html", "text", "metadata", "error"):
        assert result[name].astype(object).where(result[name].notna(), None).tolist() == expected[name].to_pylist()
    for name in ("digest", "simhash", "bytes", "word_count", "ok"):
        assert result[name].tolist() == expected[name].to_pylist()
    assert [list(tags) for tags in result["tags"]] == expected["tags"].to_pylist()
