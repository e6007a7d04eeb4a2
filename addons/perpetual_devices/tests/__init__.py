from . import test_label_template
from . import test_label_tours
from . import test_label_print
