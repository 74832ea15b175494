"""Archives of files: read as folders by a run, given back as they were by `restore`."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from cleanse.cli.main import main

Capture = pytest.CaptureFixture[str]
DAMAGED, MENDED = "Itâ€™s open, the mayor said on Monday.\n", "It’s open, the mayor said on Monday.\n"
FILES = {
    "a.txt": DAMAGED,
    "deep/b.jsonl": json.dumps({"text": DAMAGED}, ensure_ascii=False) + "\n",
    "deep/c.csv": f'id,text\n1,"{DAMAGED}"\n',
    "d.py": "import os\n",
}
WANTED = {name: text.replace("Itâ€™s", "It’s") for name, text in FILES.items() if name != "d.py"}


def pack(folder: Path, name: str) -> bytes:
    """An archive of FILES in `folder/in`, made by the usual tools."""
    (folder / "in").mkdir(exist_ok=True)
    source = folder / "source"
    for file, text in FILES.items():
        (source / file).parent.mkdir(parents=True, exist_ok=True)
        (source / file).write_text(text, encoding="utf-8")
    path = folder / "in" / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in FILES:
                archive.write(source / file, file)
    else:
        subprocess.run(["tar", "-C", str(source), "-caf", str(path), *sorted(FILES)], check=True)
    return path.read_bytes()


def run(folder: Path, *more: str) -> int:
    return main(["run", str(folder / "in"), "-o", str(folder / "out"), "-q", "--duplicates", "keep", *more])


def written(out: Path) -> dict[str, str]:
    paths = [path for path in out.rglob("*") if path.is_file() and ".cleanse" not in path.parts]
    return {path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def restored(folder: Path, *more: str) -> dict[str, bytes]:
    back = folder / "back"
    assert main(["restore", str(folder / "out"), "-o", str(back), *more]) == 0
    return {path.relative_to(back).as_posix(): path.read_bytes() for path in back.rglob("*") if path.is_file()}


@pytest.mark.parametrize("originals", ["keep", "reference"])
@pytest.mark.parametrize(
    "name",
    ["n.zip", "n.tar", "n.tar.gz", "n.tgz", "n.tar.xz", pytest.param("n.tar.zst", marks=pytest.mark.integration)],
)
def test_an_archive_is_a_folder(tmp_path: Path, name: str, originals: str) -> None:
    data = pack(tmp_path, name)
    (tmp_path / "in/e.txt").write_text("The harbour is calm.\n")
    assert run(tmp_path, "--jobs", "2", "--originals", originals) == 0
    wanted = {f"{name}/{file}": text for file, text in WANTED.items()}
    assert written(tmp_path / "out") == {**wanted, "e.txt": "The harbour is calm.\n"}
    assert not (tmp_path / "out/.cleanse/work").exists()
    assert f"{name}/d.py" in (tmp_path / "out/.cleanse/skipped.jsonl").read_text()
    assert restored(tmp_path) == {name: data, "e.txt": b"The harbour is calm.\n"}


def test_an_archive_that_was_damaged_in_the_record_is_named(tmp_path: Path, capsys: Capture) -> None:
    pack(tmp_path, "n.zip")
    assert run(tmp_path) == 0
    assert main(["verify", str(tmp_path / "out")]) == 0
    kept = tmp_path / "out/.cleanse/archives/originals/n.zip"
    kept.write_bytes(kept.read_bytes()[:-1] + b"!")
    assert main(["verify", str(tmp_path / "out")]) == 2
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back")]) == 2
    assert "n.zip: what is brought back is not what was read" in capsys.readouterr().err
    assert not (tmp_path / "back/n.zip").exists()


def test_a_file_of_an_archive_comes_back_alone(tmp_path: Path) -> None:
    data = pack(tmp_path, "n.zip")
    assert run(tmp_path) == 0
    assert restored(tmp_path, "--only", "n.zip/deep/c.csv") == {"n.zip/deep/c.csv": FILES["deep/c.csv"].encode()}
    (tmp_path / "back/n.zip/deep/c.csv").unlink()
    (tmp_path / "back/n.zip/deep").rmdir()
    (tmp_path / "back/n.zip").rmdir()
    assert restored(tmp_path, "--only", "n.zip") == {"n.zip": data}


def test_a_resumed_run_gives_the_same(tmp_path: Path) -> None:
    data = pack(tmp_path, "n.tar.gz")
    assert run(tmp_path) == 0
    first = written(tmp_path / "out")
    for _ in range(2):
        assert run(tmp_path, "--resume") == 0
        assert written(tmp_path / "out") == first
    assert restored(tmp_path) == {"n.tar.gz": data}


@pytest.mark.parametrize("more", [(), ("--resume",)])
def test_an_archive_of_an_earlier_run_is_forgotten(tmp_path: Path, more: tuple[str, ...]) -> None:
    pack(tmp_path, "n.tar.gz")
    assert run(tmp_path) == 0
    (tmp_path / "in/n.tar.gz").unlink()
    (tmp_path / "in/e.txt").write_text("The harbour is calm.\n")
    assert run(tmp_path, *more) == 0
    assert written(tmp_path / "out") == {"e.txt": "The harbour is calm.\n"}
    assert restored(tmp_path) == {"e.txt": b"The harbour is calm.\n"}


def test_a_record_that_names_an_archive_elsewhere_writes_nothing(tmp_path: Path, capsys: Capture) -> None:
    pack(tmp_path, "n.zip")
    assert run(tmp_path) == 0
    (tmp_path / "out/.cleanse/archives.json").write_text('["../n.zip"]')
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back")]) == 2
    assert "leads outside" in capsys.readouterr().err
    assert not (tmp_path / "n.zip").exists()


@pytest.mark.parametrize("name", ["../../evil.txt", "/tmp/evil.txt", "a/../../evil.txt"])
@pytest.mark.parametrize("ending", [".zip", ".tar"])
def test_no_name_leads_out_of_an_archive(tmp_path: Path, name: str, ending: str, capsys: Capture) -> None:
    (tmp_path / "in").mkdir()
    path, text = tmp_path / f"in/n{ending}", DAMAGED.encode()
    if ending == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, text)
            archive.writestr("a.txt", text)
    else:
        with tarfile.open(path, "w") as tar:
            for member in (name, "a.txt"):
                info = tarfile.TarInfo(member)
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text))
            link = tarfile.TarInfo("link.txt")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(link)
    before = {path for path in tmp_path.rglob("*") if "evil" in path.name}
    assert run(tmp_path) == 2
    assert "leads out of the archive" in capsys.readouterr().err
    assert {path for path in tmp_path.rglob("*") if "evil" in path.name} == before
    assert written(tmp_path / "out") == {f"n{ending}/a.txt": MENDED}


def test_a_file_of_an_archive_comes_back_alone_where_the_archive_is_only_noted(tmp_path: Path) -> None:
    pack(tmp_path, "n.zip")
    assert run(tmp_path, "--originals", "reference") == 0
    assert not (tmp_path / "out/.cleanse/archives/originals").exists()
    assert main(["verify", str(tmp_path / "out")]) == 0
    (tmp_path / "in/n.zip").unlink()
    assert restored(tmp_path, "--only", "n.zip/deep/c.csv") == {"n.zip/deep/c.csv": FILES["deep/c.csv"].encode()}


@pytest.mark.parametrize("name", ["n.zip", "n.tar", "n.tar.gz"])
def test_a_broken_archive_gives_nothing_and_is_named(tmp_path: Path, name: str, capsys: Capture) -> None:
    data = pack(tmp_path, name)
    (tmp_path / "in" / name).write_bytes(data[: len(data) // 3])
    (tmp_path / "in/e.txt").write_text("The harbour is calm.\n")
    assert run(tmp_path) == 2
    error = capsys.readouterr().err
    assert f"{name}: broken" in error
    assert error.count("\n") == 1
    assert written(tmp_path / "out") == {"e.txt": "The harbour is calm.\n"}


def test_a_broken_member_of_a_zip_is_named_and_the_rest_goes_on(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in/n.zip", "w") as archive:
        archive.writestr("a.txt", DAMAGED)
        archive.writestr("b.txt", "The harbour is calm.\n")
    path = tmp_path / "in/n.zip"
    path.write_bytes(path.read_bytes().replace(b"harbour", b"harbeur"))
    assert run(tmp_path) == 2
    assert "n.zip/b.txt: broken" in capsys.readouterr().err
    assert written(tmp_path / "out") == {"n.zip/a.txt": MENDED}
