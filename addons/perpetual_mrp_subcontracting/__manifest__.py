{
    "name": "Perpetual Stock Ledger: Subcontracting",
    "summary": "Subcontracted goods at the cost of their components and of the service",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": [
        "perpetual_mrp",
        "perpetual_purchase",
        "mrp_subcontracting_account",
        "mrp_subcontracting_purchase",
    ],
    "auto_install": True,
}
