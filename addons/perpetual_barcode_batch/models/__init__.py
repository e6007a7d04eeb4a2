from . import flow_batch
from . import flow_home
from . import perpetual_barcode_session
