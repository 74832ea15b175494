"""A run on two raylets on this machine, one of them killed half way: the output is that of a run without Ray."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cleanse.cli.main import main

pytestmark = [pytest.mark.integration, pytest.mark.timeout(420)]
RUN = (
    "import sys; from cleanse.pipeline import shards; shards.SHARD_FILES = 4; from cleanse.cli.main import main; "
    "sys.exit(main(sys.argv[1:]))"
)
WORDS = "the ferry harbour mayor bridge river said old new town closed again traffic winter office".split()  # noqa: SIM905


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and ".cleanse" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.skipif(sys.platform != "linux", reason="is tried with real nodes on Linux only")
def test_a_node_that_is_lost_changes_nothing(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    from ray.cluster_utils import Cluster

    dice = random.Random(3)
    (tmp_path / "in").mkdir()
    for number in range(240):
        text = (
            "\n\n".join(" ".join(dice.choices(WORDS, k=150)) for _ in range(4)) + f" It\u00e2\u20ac\u2122s {number}.\n"
        )
        (tmp_path / "in" / f"{number:03}.txt").write_text(text, encoding="utf-8")
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    try:
        node = cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        words = ["run", str(tmp_path / "in"), "-o", str(tmp_path / "ray"), "-q"]
        words += ["--engine", "ray", "--address", cluster.address]
        process = subprocess.Popen([sys.executable, "-c", RUN, *words])
        work = tmp_path / "ray/.cleanse/work"
        until = time.monotonic() + 180
        while len(list(work.glob("*/tally.json"))) < 20 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert process.poll() is None, "the run was over before a node could be lost"
        cluster.remove_node(node, allow_graceful=False)
        assert process.wait(timeout=200) == 0
    finally:
        cluster.shutdown()
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "local"), "-q"]) == 0
    assert files(tmp_path / "ray") == files(tmp_path / "local")
    assert main(["verify", str(tmp_path / "ray"), "-q"]) == 0
