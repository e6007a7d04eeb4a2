from . import test_assignment
from . import test_plan
from . import test_session
