from . import test_d20, test_kits, test_readme
