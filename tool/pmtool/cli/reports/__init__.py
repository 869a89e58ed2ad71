"""What a check found, told: to people (text), to programs (json), to code scanning (sarif), to pull requests (github)."""
