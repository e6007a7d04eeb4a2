{
    "name": "Perpetual Barcode",
    "summary": "Receive, move, pick and look up with a scanner or a phone",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_stock", "barcodes_gs1_nomenclature"],
    "data": [
        "security/ir.model.access.csv",
        "security/perpetual_barcode_rules.xml",
        "data/perpetual_barcode_reason_data.xml",
        "views/perpetual_receiving_discrepancy_views.xml",
        "views/perpetual_pick_error_views.xml",
        "views/stock_picking_type_views.xml",
        "views/perpetual_barcode_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["perpetual_barcode/static/src/**/*"],
        "web.assets_tests": ["perpetual_barcode/static/tests/tours/*.js"],
    },
    "application": True,
}
