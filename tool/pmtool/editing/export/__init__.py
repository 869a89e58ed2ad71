"""What leaves the desk: formats, the public version, and the files it goes to."""
