from . import test_buyer
