"""What a check found, told to people (text), programs (json), code scanning (sarif) and pull requests (github)."""
