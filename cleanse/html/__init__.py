"""A web page → its tree, its lines, and what it declares about itself."""
