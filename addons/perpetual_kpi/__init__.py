from . import models


def _post_init(env):
    """The first night builds the figures of the whole ledger."""
    env.ref("perpetual_kpi.ir_cron_kpi_snapshot")._trigger()
