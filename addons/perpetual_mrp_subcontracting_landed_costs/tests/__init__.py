from . import test_subcontracted
