from . import perpetual_abc_override
from . import perpetual_count_enter
