{
    "name": "Perpetual Stock Ledger: Kits Purchased",
    "summary": "Kits on purchase orders: each component at its share of the kit's price",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_purchase", "purchase_mrp"],
    "data": ["views/perpetual_grni_match_views.xml"],
    "assets": {
        "web.assets_tests": ["perpetual_purchase_mrp/static/tests/tours/*.js"],
    },
    "auto_install": ["perpetual_purchase", "purchase_mrp"],
    "post_init_hook": "post_init_hook",
}
