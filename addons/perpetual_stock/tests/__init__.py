from . import test_count_scrap
from . import test_edit
from . import test_edit_place
from . import test_issue
from . import test_receipt
from . import test_revaluation
from . import test_transfer
