"""What a run leaves in OUT/.cleanse, written and read: manifest, trace, originals, and the way back."""
