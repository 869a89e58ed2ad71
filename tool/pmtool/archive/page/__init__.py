"""What a browser shows of an archive: index.html, and a picture of each incident's timeline."""
