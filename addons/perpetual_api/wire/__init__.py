"""What channels and server say to each other: keys, bodies, cursors, signatures; plain Python."""
