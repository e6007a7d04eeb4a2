from . import perpetual_damage_refusal
from . import perpetual_barcode_sheet
