{
    "name": "Perpetual Cycle Count",
    "summary": "ABC classes, blind counts and recounts, variance log with approval, baseline count",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_barcode"],
    "data": [
        "security/perpetual_cycle_count_groups.xml",
        "security/ir.model.access.csv",
        "security/perpetual_cycle_count_rules.xml",
        "data/perpetual_abc_policy_data.xml",
        "views/perpetual_cycle_count_menus.xml",
        "views/perpetual_abc_policy_views.xml",
    ],
    "application": True,
}
