"""Bytes → text, and why: encodings by mark, declaration and likelihood; what is a page and what is plain text."""
