{
    "name": "Perpetual Devices",
    "summary": "IoT box, scanners, label printers: nothing lost, nothing twice",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_barcode"],
    "data": [
        "security/ir.model.access.csv",
        "security/perpetual_label_rules.xml",
        "data/perpetual_label_template_data.xml",
        "views/perpetual_label_template_views.xml",
        "wizard/perpetual_label_print_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["perpetual_devices/static/tests/tours/*.js"],
    },
}
