{
    "name": "Perpetual Stock Ledger: Kits",
    "summary": "Cost of goods sold of kits at invoice, component by component",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_sale", "sale_mrp"],
    "auto_install": ["perpetual_sale", "sale_mrp"],
}
