from . import perpetual_device
from . import perpetual_print_job
from . import perpetual_label_source
from . import perpetual_label_template
from . import perpetual_label_element
from . import perpetual_label_choice
from . import flow_labels
from . import flow_transfer
