{
    "name": "Perpetual Stock Ledger: Sales",
    "summary": "Cost of goods sold at delivery or at invoice, at the value that was delivered",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_stock", "sale_stock"],
    "data": [
        "security/ir.model.access.csv",
        "security/perpetual_sale_rules.xml",
        "views/perpetual_write_off_views.xml",
        "views/perpetual_gdni_item_views.xml",
        "views/perpetual_gdni_match_views.xml",
        "views/account_move_views.xml",
        "views/sale_order_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["perpetual_sale/static/tests/tours/*.js"],
    },
    "auto_install": ["perpetual_stock", "sale_stock"],
}
