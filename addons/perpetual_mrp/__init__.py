from . import models
from . import wizard
from .hooks import complete_set_up
