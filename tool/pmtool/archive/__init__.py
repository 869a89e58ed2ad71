"""What a batch amounts to: tables, figures and pages over all its postmortems. Knows nothing of how they were made."""
