"""The parts of ``./dev``: one module per concern, standard library only."""
