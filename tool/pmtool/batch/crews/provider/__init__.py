"""A provider's jobs: all that is asked goes out in files, and what comes back within a day costs half as much."""
