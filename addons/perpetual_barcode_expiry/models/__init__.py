from . import flow_lookup
from . import flow_receive
