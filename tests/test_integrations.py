"""What is written for other packages, run with the real ones."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import run
from sys import executable
from typing import Any

import pytest

import cleanse
from cleanse.record.trace_rows import from_row

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

PAGES = {
    "harbour.html": ("utf-8", "The harbour board has moved the ferry’s summer timetable forward by two weeks."),
    "kai.html": ("gb18030", "港务局宣布，夏季渡轮时刻表将提前两周实行，居民对此表示欢迎，游客也可以提前订票。"),
    "prichal.html": ("windows-1251", "Управление порта перенесло летнее расписание паромов на две недели вперёд."),
    "again.html": ("utf-8", "The harbour board has moved the ferry’s summer timetable forward by two weeks!"),
}
PAGE = (
    "<html><head><title>News</title></head><body><article><h1>{title}</h1><p>{text}</p></article>"
    "<div>Share on Facebook</div>{links}</body></html>"
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A site on this machine whose pages are in several encodings, none of them declared."""
    folder = tmp_path / "site"
    folder.mkdir()
    for name, (encoding, text) in PAGES.items():
        page = PAGE.format(title=name.removesuffix(".html"), text=f"{text} {text[::-1]}", links="")
        (folder / name).write_bytes(page.encode(encoding))
    links = "".join(f'<a href="{name}">{name}</a>' for name in PAGES)
    (folder / "index.html").write_text(PAGE.format(title="", text="", links=links), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


SPIDER = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class News(scrapy.Spider):
    name = "news"
    start_urls = [sys.argv[1] + "/index.html"]

    def parse(self, response):
        for page in response.css("a::attr(href)").getall():
            yield response.follow(page, self.parse_page)

    def parse_page(self, response):
        yield {"url": response.url, "html": response.body}

process = CrawlerProcess(settings={
    "ITEM_PIPELINES": {"cleanse.integrations.scrapy.CleansePipeline": 300},
    "CLEANSE_FIELDS": {"html": "text"},
    "CLEANSE_RECORD_FIELD": "trace",
    "CLEANSE_INDEX": sys.argv[2],
    "CONCURRENT_REQUESTS": 1,
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
})
items = []
crawler = process.create_crawler(News)
def keep(item):  # signals hold what they call weakly
    items.append(item)
crawler.signals.connect(keep, signal=scrapy.signals.item_scraped)
process.crawl(crawler)
process.start()
stats = {k: v for k, v in crawler.stats.get_stats().items() if k.startswith("cleanse/") or k == "item_dropped_count"}
print(json.dumps({"items": [{k: v for k, v in i.items() if k != "html"} for i in items], "stats": stats}))
"""


def _crawl(site: str, index: Path, spider: Path) -> dict[str, Any]:
    spider.write_text(SPIDER, encoding="utf-8")
    done = run([executable, str(spider), site, str(index)], capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_scrapy_cleans_pages_of_any_encoding_and_drops_near_duplicates(site: str, tmp_path: Path) -> None:
    first = _crawl(site, tmp_path / "seen.duckdb", tmp_path / "spider.py")
    texts = {item["url"].rsplit("/", 1)[1]: item for item in first["items"]}
    assert len(texts) == 3  # one of the two that differ by a mark was dropped
    assert PAGES["kai.html"][1] in texts["kai.html"]["text"]
    assert PAGES["prichal.html"][1] in texts["prichal.html"]["text"]
    assert all("Share on Facebook" not in item["text"] for item in texts.values())
    assert first["stats"]["cleanse/documents"] == 4
    assert first["stats"]["cleanse/near-duplicates"] == 1
    restored = from_row(texts["kai.html"]["trace"]).restore(texts["kai.html"]["text"])
    assert restored == (tmp_path / "site" / "kai.html").read_bytes().decode("gb18030")


def test_scrapy_drops_what_an_earlier_crawl_kept(site: str, tmp_path: Path) -> None:
    index = tmp_path / "seen.duckdb"
    assert _crawl(site, index, tmp_path / "spider.py")["items"]
    kept = tmp_path / "site" / "harbour.html"
    (tmp_path / "site" / "copy.html").write_bytes(kept.read_bytes())
    links = '<a href="copy.html">copy</a>'
    (tmp_path / "site" / "index.html").write_text(PAGE.format(title="", text="", links=links), encoding="utf-8")
    second = _crawl(site, index, tmp_path / "spider.py")
    assert second["items"] == []
    assert second["stats"]["cleanse/near-duplicates"] == 1


def test_datatrove_cleans_in_its_own_executor(tmp_path: Path) -> None:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleanse.integrations.datatrove import CleanseStep

    rows = [
        {"text": "Itâ€™s open, the cityâ€™s mayor said on the ferry.", "id": "a"},
        {"text": "\u200b\u200b", "id": "b"},
        {"text": "創(chuàng)新發(fā)展", "id": "c"},
    ]
    (tmp_path / "in").mkdir()
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "in" / "news.jsonl").write_text(lines, encoding="utf-8")
    excluded = JsonlWriter(str(tmp_path / "excluded"), compression=None)
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(tmp_path / "in")),
            CleanseStep(exclusion_writer=excluded, keep_trace=True, script="zh-Hant"),
            JsonlWriter(str(tmp_path / "out"), compression=None),
        ],
        logging_dir=str(tmp_path / "logs"),
    ).run()
    out = _json_lines(tmp_path / "out")
    assert [row["text"] for row in out] == ["It’s open, the city’s mayor said on the ferry.", "創新發展"]
    assert from_row(out[1]["metadata"]["cleanse_trace"]).restore(out[1]["text"]) == rows[2]["text"]
    (left_out,) = _json_lines(tmp_path / "excluded")
    assert (left_out["id"], left_out["text"]) == ("b", "\u200b\u200b")
    assert left_out["metadata"]["filter_reason"] == "cleanse_empty"


def _json_lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")]


def test_langchain_transforms_copies() -> None:
    from langchain_core.documents import Document

    from cleanse.integrations.langchain import CleanseTransformer

    given = [Document("Itâ€™s open.", metadata={"source": "a.txt"}), Document("Plain.")]
    got = CleanseTransformer().transform_documents(given)
    assert [document.page_content for document in got] == ["It’s open.", "Plain."]
    assert got[0].metadata == {"source": "a.txt", "cleanse_rules": {"mojibake/utf-8-as-cp1252": 1}}
    assert given[0].page_content == "Itâ€™s open."


def test_ray_data_maps_batches() -> None:
    import ray

    ray.init(num_cpus=1, include_dashboard=False)
    try:
        data = ray.data.from_items([{"text": "Itâ€™s open.", "n": 1}, {"text": "Plain.", "n": 2}])
        rows = data.map_batches(cleanse.clean_batch, batch_format="numpy").sort("n").take_all()
    finally:
        ray.shutdown()
    assert rows == [{"text": "It’s open.", "n": 1}, {"text": "Plain.", "n": 2}]


TEXTS = ["Itâ€™s open.", "Plain prose of the harbour.", None]
ROWS: dict[str, list[Any]] = {"text": TEXTS, "n": [1, 2, 3]}
CLEAN = ["It’s open.", "Plain prose of the harbour.", None]
ALIKE = {"id": ["a", "b", "c"], "text": ["The ferry sails on Monday.", "THE FERRY sails on Monday", "No ferry today."]}
FOUND = {"duplicate_of": [None, "a", None], "relation": [None, "copy", None], "group": ["a", "a", "c"]}


def test_datasets_map_batches_with_a_stable_fingerprint() -> None:
    import datasets

    data = datasets.Dataset.from_dict(ROWS)
    one, two = (data.map(cleanse.clean_batch, batched=True, num_proc=2) for _ in range(2))
    assert one["text"][:] == CLEAN
    assert one["n"][:] == [1, 2, 3]
    assert one._fingerprint == two._fingerprint
    traditional = data.map(cleanse.clean_batch, batched=True, fn_kwargs={"script": "zh-Hant"})
    assert traditional._fingerprint != one._fingerprint
    found = cleanse.dedup(datasets.Dataset.from_dict(ALIKE), id="id")
    assert {name: found[name][:] for name in FOUND} == FOUND


def test_pandas_frames_are_cleaned_and_compared() -> None:
    import pandas

    frame = pandas.DataFrame(ROWS)
    frame["text"] = frame["text"].map(cleanse.clean, na_action="ignore")
    assert frame["text"].tolist()[:2] == CLEAN[:2]
    found = cleanse.dedup(pandas.DataFrame(ALIKE), id="id")
    assert found["group"].tolist() == FOUND["group"]
    assert found["relation"].tolist()[1] == "copy"


def test_polars_frames_are_cleaned_and_compared() -> None:
    import polars

    frame = polars.DataFrame(ROWS)
    cleaned = frame.with_columns(polars.col("text").map_elements(cleanse.clean, return_dtype=polars.String))
    assert cleaned["text"].to_list() == CLEAN
    found = cleanse.dedup(polars.DataFrame(ALIKE), id="id")
    assert {name: found[name].to_list() for name in FOUND} == FOUND


def test_arrow_tables_are_compared() -> None:
    import pyarrow

    found = cleanse.dedup(pyarrow.table(ALIKE), id="id")
    assert {name: found.column(name).to_pylist() for name in FOUND} == FOUND


def test_minhashes_go_into_datasketch() -> None:
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=0.8, num_perm=128)
    index.insert("a", cleanse.minhash(ALIKE["text"][0]))
    assert index.query(cleanse.minhash(ALIKE["text"][1])) == ["a"]
    assert index.query(cleanse.minhash(ALIKE["text"][2])) == []


def test_texts_that_trafilatura_extracted_lose_what_it_left() -> None:
    import trafilatura

    text = "The harbour board has moved the ferry’s summer timetable forward by two weeks, it said on Monday."
    page = PAGE.format(title="Timetable", text=f"{text} {text}", links="")
    extracted = trafilatura.extract(page) or ""
    assert text in cleanse.clean(extracted)


PAGE_OF_DOCS = (Path(__file__).parents[1] / "docs/pipelines.md").read_text(encoding="utf-8")
BLOCK = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.M | re.S)
SECTIONS = {text.partition("\n")[0]: BLOCK.findall(text) for text in re.split("^## ", PAGE_OF_DOCS, flags=re.M)[1:]}
EXAMPLES = [name for name, blocks in SECTIONS.items() if [language for language, *_ in blocks] == ["python"]]


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_of_the_page_on_pipelines_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ((_, _, code),) = SECTIONS[name]
    exec(compile(code, f"pipelines.md: {name}", "exec"), {"__name__": "example"})


TITLE = "The ferry’s timetable"
BODY = [
    "The ferry’s summer timetable begins two weeks earlier than planned, the harbour board said on Monday.",
    "It’s the third year in a row that the board has moved the date, and residents have welcomed it.",
]
BESIDE = {  # packages that want another chardet than cleanse: what they write, what becomes of it, its field of text
    "news-please": ("articles/ferry.json", "clean/ferry.json", "maintext"),
    "fundus": ("articles.jsonl", "clean/articles.jsonl", "plaintext"),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", BESIDE)
def test_what_a_package_with_an_environment_of_its_own_writes_is_cleaned(name: str, tmp_path: Path) -> None:
    """The page's commands, one after the other: they install the package, have it write a file, and clean that."""
    for language, title, text in SECTIONS[name]:
        if title:
            (tmp_path / title).write_text(text, encoding="utf-8")
        else:
            assert language == "sh"
            _shell(text, tmp_path)
    written, cleaned, field = BESIDE[name]
    before = json.loads((tmp_path / written).read_text(encoding="utf-8"))
    after = json.loads((tmp_path / cleaned).read_text(encoding="utf-8"))
    assert before["title"] == TITLE.encode().decode("cp1252")
    assert "â€™" in before[field]
    assert after["title"] == TITLE
    assert [line for line in after[field].split("\n") if line] == BODY
    texts = {field, "title"}
    assert {k: v for k, v in after.items() if k not in texts} == {k: v for k, v in before.items() if k not in texts}


def _shell(commands: str, folder: Path) -> None:
    """Run them with the commands of this environment, and no modules from elsewhere."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PATH"] = os.pathsep.join([str(Path(executable).parent), environment["PATH"]])
    done = run(["sh", "-euc", commands], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_on_pipelines_has_examples() -> None:
    assert len(EXAMPLES) >= 9
    assert {name for name, blocks in SECTIONS.items() if blocks} == {*EXAMPLES, *BESIDE}
