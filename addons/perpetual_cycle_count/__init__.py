from . import models
from . import wizard


def _post_init(env):
    """Each company's own loss locations for the shipped root causes, with their accounts."""
    env["perpetual.variance.reason"]._make_locations(env["res.company"].search([]))
