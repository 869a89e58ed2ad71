"""Many reports: what there is to do, doing it whatever happens, and what became of each."""
