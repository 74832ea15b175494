"""Scraped news in, clean text out, with a record of every change."""

from cleanse.cleaner import Cleaner, clean
from cleanse.decoding.decode import decode
from cleanse.model import Change, Decoded, Document, Edit, Filter, Remark, Step
from cleanse.settings import ConfigError, SettingsKeywords
from cleanse.text.lines import Block
from cleanse.trace import Result, Trace

__version__ = "0.1.0"

__all__ = [
    "Block",
    "Change",
    "Cleaner",
    "ConfigError",
    "Decoded",
    "Document",
    "Edit",
    "Filter",
    "Remark",
    "Result",
    "SettingsKeywords",
    "Step",
    "Trace",
    "clean",
    "decode",
]
