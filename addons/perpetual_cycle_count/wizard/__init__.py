from . import perpetual_count_enter
