from . import test_corrections
from . import test_currency
from . import test_price_difference
from . import test_receipt_and_bill
from . import test_return
from . import test_tax
