from . import test_receipt_and_bill
