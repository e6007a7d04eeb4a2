from . import test_at_delivery
from . import test_at_invoice
