{
    "name": "Perpetual Barcode: Purchasing",
    "summary": "Receiving discrepancies for the buyer: the order, an activity, a menu",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_barcode", "purchase_stock"],
    "data": [
        "security/ir.model.access.csv",
        "views/perpetual_receiving_discrepancy_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["perpetual_barcode_purchase/static/tests/tours/*.js"],
    },
    "auto_install": ["perpetual_barcode", "purchase_stock"],
}
