from . import perpetual_abc_class
from . import perpetual_abc_policy
