from . import perpetual_abc_override
from . import perpetual_count_enter
from . import perpetual_count_found
from . import perpetual_count_prior_import
from . import perpetual_count_question
from . import perpetual_count_setup
from . import perpetual_count_typing
