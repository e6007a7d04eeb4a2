from . import perpetual_box_pairing
