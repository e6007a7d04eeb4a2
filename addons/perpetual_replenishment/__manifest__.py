{
    "name": "Perpetual Replenishment",
    "summary": "Demand, lead times and reorder points from the stock ledger; alerts; a simulator",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_cycle_count", "perpetual_purchase"],
}
