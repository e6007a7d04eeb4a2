"""Scanners, printers and keyboards that are none: to try the box without hardware."""
