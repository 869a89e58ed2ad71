"""The incident on one line."""
