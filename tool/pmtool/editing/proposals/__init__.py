"""What engines propose, and how a person takes it."""
