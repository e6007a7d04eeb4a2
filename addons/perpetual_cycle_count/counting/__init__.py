"""Arithmetic of counting, in plain Python: tolerances, ABC classes, load, accuracy."""
