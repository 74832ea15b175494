"""A datatrove pipeline step: cleans the text of each document, in any of datatrove's executors."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Unpack

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.typeshelper import StatHints

from cleanse.cleaner import Cleaner
from cleanse.record.trace_rows import to_row
from cleanse.settings import SettingsKeywords

EMPTY = "cleanse_empty"


class CleanseStep(PipelineStep):
    """Cleans documents, and leaves out those of which nothing remains.

    `exclusion_writer` gets what is left out, with `filter_reason` in its metadata and its text as it came in.
    `keep_trace` puts the trace into `metadata["cleanse_trace"]`, as plain data that leads back to the original.
    Settings are those of `Cleaner`. `metadata["cleanse_confidence"]` is how sure the chain is of the lines it kept.
    """

    name = "🧹 cleanse"
    type = "✂️ - CLEANER"

    def __init__(
        self,
        exclusion_writer: DiskWriter | None = None,
        keep_trace: bool = False,
        **settings: Unpack[SettingsKeywords],
    ) -> None:
        super().__init__()
        self.exclusion_writer = exclusion_writer
        self.keep_trace = keep_trace
        self._cleaner = Cleaner(**settings)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        with self.exclusion_writer or nullcontext() as writer:
            for document in data:
                self.stat_update(StatHints.total)
                with self.track_time():
                    is_kept = self._clean(document)
                if is_kept:
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(document)
                    yield document
                else:
                    self.stat_update(StatHints.dropped, f"dropped_{EMPTY}")
                    if writer:
                        document.metadata["filter_reason"] = EMPTY
                        writer.write(document, rank)

    def _clean(self, document: Document) -> bool:
        """Clean a document in place, unless nothing would remain of it."""
        url: Any = document.metadata.get("url")
        result = self._cleaner.clean(document.text, id=document.id, source=str(url or ""))
        for rule, count in result.trace.counts().items():
            self.stat_update(f"rule_{rule}", value=count)
        if not result.text.strip():
            return False
        document.text = result.text
        if result.confidence is not None:
            document.metadata["cleanse_confidence"] = round(result.confidence, 3)
        if self.keep_trace:
            document.metadata["cleanse_trace"] = to_row(result.trace)
        return True
