"""The manual page has every command and option, and is roff that a reader of manuals takes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from runpy import run_path

import click

from cleanse.cli.main import command

TOOL = run_path(str(Path(__file__).parents[1] / "tools/build_man_page.py"))
page, escaped = TOOL["page"], TOOL["escaped"]


def test_every_command_and_every_option_is_in_it() -> None:
    lines = list(page(command))
    for name, one in command.commands.items():
        assert any(line.startswith(f".SS cleanse {name} ") for line in lines), name
        for parameter in one.params:
            if isinstance(parameter, click.Option):
                assert any(escaped(max(parameter.opts, key=len)) in line for line in lines), parameter.opts


def test_only_requests_begin_with_a_dot_and_no_escape_is_left_open() -> None:
    known = {".TH", ".SH", ".SS", ".B", ".PP", ".TP", ".nf", ".fi"}
    for line in page(command):
        assert "\n" not in line
        assert "\b" not in line
        if line.startswith((".", "'")):
            assert line.split(" ")[0] in known, line
    assert escaped(r"C:\new") == r"C:\enew"


def test_a_reader_of_manuals_has_nothing_to_say_of_it() -> None:
    if groff := shutil.which("groff"):
        source = "\n".join(page(command)) + "\n"
        done = subprocess.run(
            [groff, "-man", "-Tutf8", "-ww"], input=source, capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        assert "--diff" in re.sub(".\b", "", done.stdout)  # bold is a letter struck twice
