"""A run over files: shards → clean → templates → duplicates → write."""
