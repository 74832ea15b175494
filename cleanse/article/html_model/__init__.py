"""The line classifier for web pages: names of elements, characters, places in the tree."""
