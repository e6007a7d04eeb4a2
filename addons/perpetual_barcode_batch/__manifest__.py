{
    "name": "Perpetual Barcode: Batch Transfers",
    "summary": "Pick the transfers of a batch in one round",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_barcode", "stock_picking_batch"],
    "assets": {
        "web.assets_tests": ["perpetual_barcode_batch/static/tests/tours/*.js"],
    },
    "auto_install": ["perpetual_barcode", "stock_picking_batch"],
}
