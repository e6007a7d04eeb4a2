from . import perpetual_abc_assignment
from . import perpetual_abc_class
from . import perpetual_abc_policy
from . import perpetual_abc_ranking
from . import perpetual_abc_run
from . import perpetual_abc_run_change
from . import perpetual_abc_run_item
