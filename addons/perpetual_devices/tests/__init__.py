from . import test_label_template
