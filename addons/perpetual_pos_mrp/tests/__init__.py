from . import test_kits, test_readme
