"""Run by Odoo's Python with ``env`` at hand: prints the demo's figures, fails if one is off."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from devtools.demo import figures
from devtools.demo.tables import table


def main(env) -> bool:
    """Print all tables; tell whether every check agrees to the cent."""
    kinds = ["kind", "entries", "quantity", "value"]
    held = ["category", "costing", "products", "quantity", "value"]
    compared = ["check", "expected", "actual", "difference", ""]
    tie_out, checks = figures.tie_out(env), figures.checks(env)
    for title, heads, rows in (
        ("What was traded", ["what", "count"], figures.volumes(env)),
        ("Stock ledger by kind", kinds, figures.ledger_by_kind(env)),
        ("Stock ledger by category", held, figures.ledger_by_category(env)),
        ("Accounts that inventory moves", ["code", "account", "balance"], figures.accounts(env)),
        ("Tie-out", compared, [check.row for check in tie_out]),
        ("Other checks", compared, [check.row for check in checks]),
    ):
        print(f"\n{table(title, heads, rows)}", flush=True)
    off = [check.name for check in [*tie_out, *checks] if not check.passed]
    print(f"\nOFF: {', '.join(off)}" if off else "\nAll checks agree to the cent.", flush=True)
    return not off


if __name__ == "__main__":
    agreed = main(env)  # noqa: F821
    env.cr.rollback()  # noqa: F821
    sys.exit(0 if agreed else 1)
