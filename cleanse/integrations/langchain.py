"""A LangChain document transformer: cleans the content of each document before it is split and embedded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from langchain_core.documents import BaseDocumentTransformer, Document

from cleanse.cleaner import Cleaner
from cleanse.settings import SettingsKeywords


class CleanseTransformer(BaseDocumentTransformer):
    """Gives a clean copy of each document, in order; the documents given stay as they are.

    Settings are those of `Cleaner`. What the text itself said of its date, author and the like is added to the
    metadata under names that are not taken, and `cleanse_rules` counts the changes by rule.

    >>> from langchain_core.documents import Document
    >>> page = Document("Itâ€™s open.", metadata={"source": "a.txt"})
    >>> CleanseTransformer().transform_documents([page])[0].page_content
    'It’s open.'
    """

    def __init__(self, **settings: Unpack[SettingsKeywords]) -> None:
        self._cleaner = Cleaner(**settings)

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> Sequence[Document]:
        return [self._cleaned(document) for document in documents]

    def _cleaned(self, document: Document) -> Document:
        source = str(document.metadata.get("source") or "")
        result = self._cleaner.clean(document.page_content, id=document.id or source or "-", source=source)
        metadata = {**result.document.metadata, **document.metadata, "cleanse_rules": result.trace.counts()}
        return document.model_copy(update={"page_content": result.text, "metadata": metadata})
