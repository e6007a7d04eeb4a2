{
    "name": "Perpetual Stock Ledger: Dropshipping",
    "summary": "Goods sent from the vendor to the customer: cost of goods sold at once",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Perpetual",
    "website": "https://github.com/perpetual-odoo/perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_purchase", "perpetual_sale", "stock_dropshipping"],
    "auto_install": ["perpetual_purchase", "perpetual_sale", "stock_dropshipping"],
}
