"""Ray Data with two workers, and Hugging Face datasets with two processes."""

from __future__ import annotations

import pytest
from conftest import in_order

import newsproc

pa = pytest.importorskip("pyarrow")


def test_ray(posts: list[str], expected: pa.Table) -> None:
    ray = pytest.importorskip("ray", reason="ray is not installed")
    data = pytest.importorskip("ray.data")
    for attempt in range(3):  # Ray waits for itself for half a minute, too little on a busy machine
        try:
            ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
            break
        except Exception as error:
            ray.shutdown()
            if attempt == 2 or "timed out during startup" not in str(error):
                raise
    try:
        rows = data.from_arrow(pa.table({"path": posts})).repartition(4)
        tables = ray.get(rows.map_batches(newsproc.arrow_mapper(), batch_format="pyarrow").to_arrow_refs())
    finally:
        ray.shutdown()
    found = [row for table in tables for row in table.to_pylist()]
    assert in_order(found) == in_order(expected.to_pylist())


def test_datasets(posts: list[str], expected: pa.Table) -> None:
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    rows = datasets.Dataset.from_dict({"path": posts}).with_format("arrow")
    result = rows.map(newsproc.arrow_mapper(), batched=True, batch_size=4, num_proc=2, remove_columns=["path"])
    assert result.with_format("arrow")[:].to_pylist() == expected.to_pylist()
