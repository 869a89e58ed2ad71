"""What there is to do and what became of it, in a database that survives whatever ends a run."""
