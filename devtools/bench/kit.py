# pylint: disable=print-used
"""What the topics of ``./dev bench`` share: set-up, business verbs, timing, the table.

A topic is a script that runs inside Odoo with ``env`` given; ``Bench(env, sys.argv)`` reads
its arguments: the sizes, the number of measurements, and the file that takes the bounds.
"""

import json
import statistics
import time
from pathlib import Path

MODES = ("real_time", "continuous")


class Bench:
    """One topic's run: a company with a chart of accounts, core's and our products."""

    def __init__(self, env, argv):
        self.env = env
        self.sizes = [int(word) for word in argv[1].split(",")]
        self.repeat = int(argv[2])
        self.results = Path(argv[3])
        company = self.company = env.company
        if not company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        company.anglo_saxon_accounting = True
        company.perpetual_setup()
        self.warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        self.stock = self.warehouse.lot_stock_id
        self.suppliers = env.ref("stock.stock_location_suppliers")
        self.customers = env.ref("stock.stock_location_customers")
        env.cr.commit()

    # Set-up

    def category(self, mode, method):
        """The category of core's or our products of a costing method."""
        name = f"bench {mode} {method}"
        found = self.env["product.category"].search([("name", "=", name)])
        vals = {"name": name, "property_valuation": mode, "property_cost_method": method}
        return found or found.create(vals)

    def products(self, mode, method, count, label):
        """``count`` storable products at cost 10, invoiced and billed by ordered quantity."""
        category = self.category(mode, method)
        return self.env["product.product"].create(
            [
                {
                    "name": f"{label} {mode} {method} {number}",
                    "is_storable": True,
                    "categ_id": category.id,
                    "standard_price": 10,
                    "list_price": 20,
                    "purchase_method": "receive",
                    "invoice_policy": "delivery",
                    "taxes_id": False,
                    "supplier_taxes_id": False,
                }
                for number in range(count)
            ]
        )

    # Verbs

    def transfer(self, direction, goods):
        """A transfer, ``in`` or ``out``, ready to be validated.

        :param goods: list of (product, quantity, price)
        """
        source, target = self.suppliers, self.stock
        kind = self.warehouse.in_type_id
        if direction == "out":
            source, target, kind = self.stock, self.customers, self.warehouse.out_type_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        },
                    )
                    for product, quantity, price in goods
                ],
            }
        )
        return self.pick(picking)

    def pick(self, picking):
        """Confirm, reserve and pick all of it."""
        picking.action_confirm()
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        return picking

    def validate(self, picking):
        """Validate, and make sure of it."""
        picking.button_validate()
        self.env.flush_all()
        if picking.state != "done":
            raise SystemExit(f"{picking.name} was not validated")
        return picking

    # Measuring

    def measure(self, work):
        """(seconds, number of queries) of ``work`` from a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        queries, started = self.env.cr.sql_log_count, time.perf_counter()
        work()
        self.env.flush_all()
        return time.perf_counter() - started, self.env.cr.sql_log_count - queries

    def undo(self):
        """Nothing happened: the next measurement finds the same database."""
        self.env.cr.rollback()
        self.env.invalidate_all()

    def medians(self, *works):
        """Median (seconds, queries) of each work; they take turns, the first turn warms up."""
        taken = [[] for _work in works]
        for turn in range(self.repeat + 1):
            for times, work in zip(taken, works, strict=True):
                measured = work()
                if turn:
                    times.append(measured)
        return [tuple(map(statistics.median, zip(*times, strict=True))) for times in taken]

    # Telling

    def note(self, text):
        """A line of progress."""
        print(f"   {text}", flush=True)

    def bound(self, what, measured, limit, at_most=True, unit="×"):
        """Tell whether a bound holds, and keep it for the table of all topics."""
        holds = measured <= limit if at_most else measured >= limit
        sign = "≤" if at_most else "≥"
        row = {
            "what": what,
            "bound": f"{sign} {limit:g} {unit}".replace(" ×", "×"),
            "measured": f"{measured:.2f} {unit}".replace(" ×", "×"),
            "holds": holds,
        }
        with self.results.open("a") as file:
            file.write(json.dumps(row) + "\n")
        self.note(f"{'holds' if holds else 'BROKEN'}: {what}: {row['measured']} ({row['bound']})")

    def check_books(self):
        """End the topic with an error unless ledger, stock and general ledger agree."""
        self.env.invalidate_all()
        wrong = [row for row in self.company.perpetual_tie_out() if row["difference"]]
        if wrong:
            raise SystemExit(f"the books do not agree: {wrong}")


def copy_rows(cr, table, row_id, copies, changes):
    """Copy one row ``copies`` times; ``g`` in an SQL text of ``changes`` numbers the copies.

    :returns: the number that g is added to for the id of copy g
    """
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    columns = [name for (name,) in cr.fetchall() if name != "id"]
    cr.execute(f"SELECT MAX(id) FROM {table}")
    (base,) = cr.fetchone()
    values = ", ".join(changes.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cr.execute(
        f"INSERT INTO {table} (id, {names}) SELECT {base} + g, {values}"
        f" FROM {table}, generate_series(1, %s) g WHERE {table}.id = %s ORDER BY g",
        [copies, row_id],
    )
    cr.execute(f"SELECT setval('{table}_id_seq', %s)", [base + copies + 1])
    return base
