{
    "name": "Perpetual Stock Ledger",
    "summary": "Continuous inventory valuation: every stock transaction posted as it happens",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["stock_account"],
    "data": [
        "security/perpetual_stock_groups.xml",
        "security/ir.model.access.csv",
        "security/perpetual_stock_rules.xml",
    ],
    "installable": True,
}
