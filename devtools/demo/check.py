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
    balances = ["code", "account", "balance"]
    compared = ["check", "expected", "actual", "difference", ""]
    off = []
    print(f"\n{table('What was traded', ['what', 'count'], figures.volumes(env))}")
    for company in env["res.company"].search([], order="id"):
        mine = env(context={**env.context, "allowed_company_ids": company.ids})
        tie_out, checks = figures.tie_out(mine), figures.checks(mine)
        for title, heads, rows in (
            ("Stock ledger by kind", kinds, figures.ledger_by_kind(mine)),
            ("Stock ledger by category", held, figures.ledger_by_category(mine)),
            ("Accounts that inventory moves", balances, figures.accounts(mine)),
            ("Tie-out", compared, [check.row for check in tie_out]),
            ("Other checks", compared, [check.row for check in checks]),
        ):
            print(f"\n{table(f'{company.name}: {title}', heads, rows)}", flush=True)
        off += [f"{company.name}: {one.name}" for one in [*tie_out, *checks] if not one.passed]
    print(f"\nOFF: {', '.join(off)}" if off else "\nAll checks agree to the cent.", flush=True)
    return not off


if __name__ == "__main__":
    agreed = main(env)  # noqa: F821
    env.cr.rollback()  # noqa: F821
    sys.exit(0 if agreed else 1)
