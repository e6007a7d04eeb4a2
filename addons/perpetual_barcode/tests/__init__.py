from . import test_deliver
from . import test_home
from . import test_move
from . import test_process
from . import test_receive
from . import test_receive_discrepancies
from . import test_resolver
from . import test_tours
