from . import xlsx
from . import heads
