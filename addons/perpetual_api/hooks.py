from .models.perpetual_stock_level import DROP


def uninstall_hook(env):
    """The changes of stock levels are no model: their table and triggers go by hand."""
    env.cr.execute(DROP)
