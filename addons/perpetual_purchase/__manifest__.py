{
    "name": "Perpetual Stock Ledger: Purchasing",
    "summary": "Goods received not invoiced: accrued at receipt, matched with vendor bills",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_stock", "purchase_stock"],
    "data": [
        "security/ir.model.access.csv",
        "security/perpetual_purchase_rules.xml",
        "views/perpetual_write_off_views.xml",
        "views/perpetual_grni_item_views.xml",
        "views/perpetual_grni_match_views.xml",
        "views/account_move_views.xml",
        "views/purchase_order_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["perpetual_purchase/static/tests/tours/*.js"],
    },
    "auto_install": ["perpetual_stock", "purchase_stock"],
}
