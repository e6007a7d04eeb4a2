"""A served Odoo with worker processes, on a database of its own that keeps what is done."""
