{
    "name": "Perpetual Stock Ledger: Kits at the Point of Sale",
    "summary": "Components of kits leave stock with the POS order, and come back at their value",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_pos", "pos_mrp"],
    "auto_install": ["perpetual_pos", "pos_mrp"],
}
