"""What scanners and printers say, as pure functions on bytes."""
