{
    "name": "Perpetual Stock Ledger: Point of Sale",
    "summary": "Stock and cost of goods sold at the order; a sale never waits for the accounts",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_stock", "point_of_sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/perpetual_pos_rules.xml",
        "data/perpetual_pos_queue_data.xml",
        "views/perpetual_pos_queue_views.xml",
        "views/pos_order_views.xml",
        "views/pos_session_views.xml",
        "wizard/perpetual_tie_out_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["perpetual_pos/static/tests/tours/*.js"],
    },
    "auto_install": ["perpetual_stock", "point_of_sale"],
}
