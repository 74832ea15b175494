"""Types of arrays that name what an array holds and how many dimensions it has, as `thinc.types` does.

A type checker sees the dtype. The number of dimensions is for the reader: NumPy's functions do not pass it on, so
it is not checked. Docstrings say what each dimension is, as in "shape (documents, values)".
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Bools1d: TypeAlias = NDArray[np.bool_]
Bytes1d: TypeAlias = NDArray[np.uint8]
Bits1d: TypeAlias = NDArray[np.uint16]
Classes1d: TypeAlias = NDArray[np.uint32]
"""Classes of characters, a bit for each."""

Ints1d: TypeAlias = NDArray[np.int64]
"""Positions, counts, numbers of documents."""
Int32s1d: TypeAlias = NDArray[np.int32]
"""The same where there are many of them: n-grams of a page, elements of a tree."""

Codes1d: TypeAlias = NDArray[np.uint32]
"""Unicode code points."""
Hashes1d: TypeAlias = NDArray[np.uint32]
"""32-bit hashes: tokens, shingles, values of a MinHash signature, buckets of n-grams."""
Hashes2d: TypeAlias = NDArray[np.uint32]
Keys1d: TypeAlias = NDArray[np.uint64]
"""64-bit hashes that are compared across a corpus: bands, lines."""
Keys2d: TypeAlias = NDArray[np.uint64]
Bytes2d: TypeAlias = NDArray[np.uint8]

Floats1d: TypeAlias = NDArray[np.float32]
"""What the models compute with."""
Floats2d: TypeAlias = NDArray[np.float32]
Doubles1d: TypeAlias = NDArray[np.float64]
"""Sums and shares, where single precision would round differently."""
Doubles2d: TypeAlias = NDArray[np.float64]

Column: TypeAlias = NDArray[Any]
"""One value for each line of a page, of any numeric type: features become float32 when they are put together."""
