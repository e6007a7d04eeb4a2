from . import test_assignment
from . import test_blind
from . import test_doors
from . import test_duties
from . import test_entry
from . import test_posting
from . import test_recount
from . import test_session
