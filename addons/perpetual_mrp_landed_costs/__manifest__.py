{
    "name": "Perpetual Stock Ledger: Landed Costs on Production",
    "summary": "Landed costs on manufacturing orders, on hand and sold; reversal",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_landed_costs", "perpetual_mrp", "mrp_landed_costs"],
    "auto_install": ["perpetual_landed_costs", "perpetual_mrp", "mrp_landed_costs"],
}
