from . import account_chart_template, product_category, res_company, stock_move, stock_quant
