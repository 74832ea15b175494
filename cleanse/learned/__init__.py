"""What the learned classifiers share: lines as numbers, hashed n-grams and boosted trees, in numpy alone."""
