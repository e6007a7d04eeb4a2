from . import test_access
from . import test_bill
from . import test_flows
from . import test_go_live
from . import test_methods
from . import test_mixed
from . import test_split
from . import test_tours
