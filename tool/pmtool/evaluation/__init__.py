"""How good a run is, held against postmortems that people have reviewed."""
