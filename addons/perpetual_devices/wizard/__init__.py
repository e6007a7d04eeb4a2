from . import perpetual_box_pairing
from . import perpetual_label_print
from . import product_label_layout
from . import lot_label_layout
from . import perpetual_barcode_sheet
