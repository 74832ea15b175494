"""Near-duplicates: MinHash signatures, bands, exact Jaccard similarity, and a lasting index."""
