from . import test_closing
from . import test_companies
from . import test_invoice
from . import test_lots
from . import test_order
from . import test_queue
from . import test_ship_later
from . import test_tours
