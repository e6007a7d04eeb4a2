{
    "name": "Perpetual Stock Ledger: Manufacturing",
    "summary": "Work in progress by manufacturing order, labour absorbed, production variance",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_stock", "mrp_account"],
    "data": [
        "security/ir.model.access.csv",
        "security/perpetual_mrp_rules.xml",
        "views/perpetual_wip_item_views.xml",
        "views/mrp_production_views.xml",
        "views/mrp_unbuild_views.xml",
        "views/res_config_settings_views.xml",
        "wizard/perpetual_tie_out_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["perpetual_mrp/static/tests/tours/*.js"],
    },
    "auto_install": ["perpetual_stock", "mrp_account"],
    "post_init_hook": "complete_set_up",
}
