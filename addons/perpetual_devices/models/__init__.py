from . import perpetual_label_source
from . import perpetual_label_template
from . import perpetual_label_element
