from . import test_access
from . import test_client
from . import test_contract
from . import test_levels
from . import test_orders
from . import test_refusals
from . import test_tours
from . import test_webhook
