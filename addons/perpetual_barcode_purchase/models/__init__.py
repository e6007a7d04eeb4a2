from . import perpetual_receiving_discrepancy
