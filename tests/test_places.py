"""Inputs and outputs that are not on this machine, against servers that the test starts on it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main
from cleanse.cli.places import address_of

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("words", ["a/b", "/a/b", "C:/a", "c:", "a:b", "http.txt", "x://"])
def test_a_path_of_this_machine_is_no_address(words: str) -> None:
    assert address_of(Path(words)) is None


def test_an_address_that_needs_an_extra_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    assert main(["run", "s3://bucket/in", "-o", str(tmp_path / "out")]) == 2
    assert "pip install 'cleanse-news[cloud]'" in capsys.readouterr().err


def test_parts_are_for_this_machine(tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", "s3://bucket/in", "-o", str(tmp_path / "out"), "--resume"]) == 2
    assert "files of this machine" in capsys.readouterr().err


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/news.jsonl").write_text('{"text": "Itâ€™s open."}\n', encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "web")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.integration
def test_a_file_is_read_over_http(web: str, tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", f"{web}/news.jsonl", "-o", str(tmp_path / "out"), "-q"]) == 0
    assert json.loads((tmp_path / "out/news.jsonl").read_text(encoding="utf-8")) == {"text": "It’s open."}
    assert main(["run", f"{web}/none.jsonl", "-o", str(tmp_path / "none"), "-q"]) == 2
    assert "none.jsonl: cannot be read" in capsys.readouterr().err


@pytest.mark.integration
@pytest.mark.timeout(120)
def test_a_folder_goes_from_bucket_to_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        for name, value in (
            ("AWS_ACCESS_KEY_ID", "a"),
            ("AWS_SECRET_ACCESS_KEY", "b"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
        ):
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        client = boto3.client("s3")
        client.create_bucket(Bucket="crawl")
        client.create_bucket(Bucket="clean")
        client.put_object(Bucket="crawl", Key="2026/a.txt", Body="Itâ€™s open.\n".encode())
        client.put_object(Bucket="crawl", Key="2026/sub/b.txt", Body=b"Sound prose of the harbour.\n")
        assert main(["run", "s3://crawl/2026", "-o", "s3://clean/2026", "-q"]) == 0
        body = client.get_object(Bucket="clean", Key="2026/a.txt")["Body"].read()
        assert body.decode() == "It’s open.\n"
        keys = {each["Key"] for each in client.list_objects_v2(Bucket="clean")["Contents"]}
        assert {"2026/sub/b.txt", "2026/.cleanse/manifest.jsonl"} <= keys
        assert main(["run", "s3://crawl/none", "-o", str(tmp_path / "out"), "-q"]) == 2
        assert "nothing at that address" in capsys.readouterr().err
    finally:
        server.stop()
