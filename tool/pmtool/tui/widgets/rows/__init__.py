"""The postmortem's lists, edited in their cells."""
