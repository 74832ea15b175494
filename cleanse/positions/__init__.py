"""Where a character of a clean text came from, and what became of one of the original."""
