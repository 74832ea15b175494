"""What kinds of files are read and written. A format is one file; `kinds` says which names are of which format.

To add one: a module with a class as in `protocol`, and one object of it in `kinds.FORMATS`.
"""

from cleanse.formats.errors import InputError
from cleanse.formats.fields import Fields
from cleanse.formats.protocol import Format, Item, LeftOut, Ref, one_document
from cleanse.formats.rows import dump, writable

__all__ = ["Fields", "Format", "InputError", "Item", "LeftOut", "Ref", "dump", "one_document", "writable"]
