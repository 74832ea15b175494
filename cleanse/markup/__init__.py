"""HTML pages: parsed once, the facts they declare, and their text."""
