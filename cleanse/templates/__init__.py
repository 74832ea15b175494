"""Lines that recur on the pages of one site: counted, and removed."""
