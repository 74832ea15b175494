"""What any text is made of: its characters, lines, tokens, and the forms texts are compared in."""
