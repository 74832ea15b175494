"""A page as plain text: its lines, where the article is among them, and what may go."""
