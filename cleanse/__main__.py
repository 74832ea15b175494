from cleanse.cli import entry

entry()
