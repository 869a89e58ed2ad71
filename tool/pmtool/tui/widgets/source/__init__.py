"""The source pane: wrapped, marked, searched, selected from."""
