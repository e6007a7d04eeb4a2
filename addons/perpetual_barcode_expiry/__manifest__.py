{
    "name": "Perpetual Barcode: Expiry Dates",
    "summary": "Expiry dates from GS1 labels, and when a lot that is looked up expires",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_barcode", "product_expiry"],
    "assets": {
        "web.assets_tests": ["perpetual_barcode_expiry/static/tests/tours/*.js"],
    },
    "auto_install": ["perpetual_barcode", "product_expiry"],
}
