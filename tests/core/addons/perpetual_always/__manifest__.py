{
    "name": "Perpetual: Always Continuous",
    "summary": "For ./dev test --core --continuous only: whatever core's tests ask for, every"
    " company and every category is on continuous valuation",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Perpetual",
    "license": "LGPL-3",
    "depends": ["perpetual_stock"],
    "post_init_hook": "switch_all",
}
