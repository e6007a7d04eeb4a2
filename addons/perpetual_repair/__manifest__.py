{
    "name": "Perpetual Stock Ledger: Repairs",
    "summary": "Parts used in a repair are a cost of what was sold, not work in progress",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_sale", "repair"],
    "data": ["security/ir.model.access.csv", "views/repair_order_views.xml"],
    "auto_install": ["perpetual_sale", "repair"],
}
