"""What there is to know about encodings: their names on the web, their marks in the bytes, what is no text at all."""
