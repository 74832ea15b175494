"""How likely a text is as language: what tells a right decoding from a wrong one."""
