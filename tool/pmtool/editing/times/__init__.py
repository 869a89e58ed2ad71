"""Times on the desk: typed by a person, shown by four clocks, and the lengths between them."""
