from . import perpetual_gdni_item, sale_order_line
