"""Odoo's command line as a file: worker processes start their helper by that name."""

from odoo.cli.command import main

if __name__ == "__main__":
    main()
