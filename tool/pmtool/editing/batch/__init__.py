"""A batch's folder: which of its postmortems needs a person first."""
