from cleanse.cli.main import entry

entry()
