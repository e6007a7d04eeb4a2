from . import test_box_calls
from . import test_label_template
from . import test_label_tours
from . import test_print_jobs
from . import test_scans
