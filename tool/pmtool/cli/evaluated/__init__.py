"""What an evaluation found, told to people (text, details), programs (json) and spreadsheets (csv)."""
