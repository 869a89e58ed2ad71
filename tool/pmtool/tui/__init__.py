"""The drafting desk: a terminal app to write and review a postmortem in. The one place that imports Textual."""
