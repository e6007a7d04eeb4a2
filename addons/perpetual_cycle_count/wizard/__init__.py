from . import perpetual_abc_override
