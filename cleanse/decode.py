"""Bytes → text, and why."""

from __future__ import annotations

from cleanse.model import Decoded


def decode(data: bytes, declared: str | None = None) -> Decoded:
    return Decoded(data.decode("utf-8", "replace"), "utf-8", "placeholder")
