from cleanse.cli.commands import entry

entry()
