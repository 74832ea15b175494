"""Which lines of a page are its article: rules, two line classifiers, and the choice of what goes."""
