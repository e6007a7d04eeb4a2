{
    "name": "Perpetual Stock Ledger: Landed Costs",
    "summary": "Freight, duty and insurance on the stock on hand, and on what was sold of it",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_stock", "stock_landed_costs"],
    "data": [
        "security/ir.model.access.csv",
        "security/perpetual_landed_costs_rules.xml",
        "views/stock_landed_cost_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["perpetual_landed_costs/static/tests/tours/*.js"],
    },
    "auto_install": ["perpetual_stock", "stock_landed_costs"],
}
