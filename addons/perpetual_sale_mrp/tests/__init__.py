from . import test_d20, test_kits
