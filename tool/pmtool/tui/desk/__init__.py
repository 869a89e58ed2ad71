"""The desk itself: the screen, and what it keeps going beside it: review, saving, the engines."""
