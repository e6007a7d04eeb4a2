from . import test_d20, test_go_live, test_kits, test_kits_matched, test_readme
from . import test_tours
