"""Writing on a postmortem: edits, history, proposals, kept drafts. Knows no screen; the desk shows what is here."""
