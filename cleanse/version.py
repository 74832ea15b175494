"""The version of this package, written once: the build, the command line and the record of a run read it here."""

__version__ = "0.1.0"
