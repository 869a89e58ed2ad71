"""What rules read out of a record before they judge it: words, sentences, lengths, windows, and what happened when."""
