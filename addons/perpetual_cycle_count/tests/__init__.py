from . import test_accuracy
from . import test_assignment
from . import test_baseline
from . import test_baseline_tours
from . import test_blind
from . import test_doors
from . import test_duties
from . import test_entry
from . import test_flow
from . import test_paper
from . import test_plan
from . import test_plan_tours
from . import test_posting
from . import test_recount
from . import test_reservations
from . import test_session
from . import test_tours
from . import test_clues, test_relocation
