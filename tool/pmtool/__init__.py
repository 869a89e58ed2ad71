"""pmtool: raw incident text in, a postmortem you can trust out."""

__version__ = "0.1.0"
