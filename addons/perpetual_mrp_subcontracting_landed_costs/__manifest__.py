{
    "name": "Perpetual Stock Ledger: Landed Costs on Subcontracted Goods",
    "summary": "Freight on a subcontractor's receipt goes to the goods, on hand and sold",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_landed_costs", "perpetual_mrp_subcontracting"],
    "auto_install": ["perpetual_landed_costs", "perpetual_mrp_subcontracting"],
}
