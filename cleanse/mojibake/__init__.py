"""Text that was decoded wrongly or escaped once too often → the text it was."""
