"""PySpark with workers of its own: mapInArrow over paths, contents and binaryFile."""

from __future__ import annotations

import os
import pathlib
import shutil
import sys
from collections.abc import Iterator

import pytest
from conftest import in_order

import newsproc

pa = pytest.importorskip("pyarrow")
sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: make cluster-test installs it")

if shutil.which("java") is None:
    pytest.skip("no Java: apt-get install default-jre-headless", allow_module_level=True)


def master() -> str:
    """Two executors, each a process; pyspark's wheel has all that local-cluster needs where it has
    sbin, else two threads, whose Python workers are processes all the same."""
    import pyspark

    home = pathlib.Path(pyspark.__file__).parent
    return os.environ.get("SPARK_MASTER") or ("local-cluster[2,1,1024]" if (home / "sbin").is_dir() else "local[2]")


@pytest.fixture(scope="module")
def spark() -> Iterator[sql.SparkSession]:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master(master())
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "5")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    print("Spark", session.version, session.sparkContext.master)
    yield session
    session.stop()


def check(frame: sql.DataFrame, expected: pa.Table) -> None:
    """The same rows: strings, lists, structs and times as they are, the 64 bits of digests as signed ones."""
    rows = in_order(frame.toArrow().to_pylist())
    wanted = in_order(expected.to_pylist())
    assert len(rows) == len(wanted)
    for row, want in zip(rows, wanted, strict=True):
        for name in ("digest", "simhash"):
            row[name] %= 1 << 64
        assert row == want


def test_paths(spark: sql.SparkSession, posts: list[str], expected: pa.Table) -> None:
    frame = spark.createDataFrame([(path,) for path in posts], "path string").repartition(4)
    check(frame.mapInArrow(newsproc.arrow_mapper(), newsproc.SCHEMA.to_ddl()), expected)


def test_contents(spark: sql.SparkSession, posts: list[str], expected: pa.Table) -> None:
    rows = [(path, pathlib.Path(path).read_bytes()) for path in posts if os.path.exists(path)]
    frame = spark.createDataFrame(rows, "path string, content binary").repartition(3)
    result = frame.mapInArrow(newsproc.arrow_mapper(), newsproc.SCHEMA.to_ddl())
    check(result, expected.filter(expected["ok"]))


def test_files_that_spark_reads(spark: sql.SparkSession, posts: list[str], expected: pa.Table) -> None:
    files = spark.read.format("binaryFile").load(os.path.dirname(posts[0]))
    rows = files.mapInArrow(newsproc.arrow_mapper(), newsproc.SCHEMA.to_ddl()).toArrow()
    found = sorted((row["path"].removeprefix("file:"), row["html"]) for row in rows.to_pylist())
    wanted = [row for row in expected.filter(expected["ok"]).to_pylist() if row["bytes"] > 0]  # Spark omits empty files
    assert found == sorted((row["path"], row["html"]) for row in wanted)


def test_columns(spark: sql.SparkSession) -> None:
    columns = {"rating": "float64", "tags_": "list<string>"}
    frame = spark.createDataFrame(
        [("a", "---\nrating: 3.5\ntags_: [x]\n---\nx"), ("b", None)], "id string, text string"
    )
    ddl = newsproc.Schema(columns=columns).to_ddl()
    rows = frame.mapInArrow(newsproc.arrow_mapper(columns=columns), ddl).orderBy("path").collect()
    assert [(row.path, row.ok, row.rating, row["tags_"]) for row in rows] == [
        ("a", True, 3.5, ["x"]),
        ("b", False, None, None),
    ]
