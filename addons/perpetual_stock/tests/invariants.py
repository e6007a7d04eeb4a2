"""What must hold after every test, and the table assertions of the stock ledger."""

from collections import defaultdict


class Invariants:
    """Mixed into the base class of the tests; ``companies`` are the ones to check."""

    def tearDown(self):
        try:
            self.assert_invariants()
        finally:
            super().tearDown()

    # Tables

    def assert_ledger(self, product, rows, company=None, lot=None):
        """The product's ledger is exactly these rows.

        :param rows: [(kind, quantity, value, balance quantity, balance value)]
        """
        fields = ("quantity", "value", "balance_quantity", "balance_value")
        actual = [
            (entry.kind, *(round(entry[field], 6) for field in fields))
            for entry in self.entries(product, company, lot)
        ]
        self.assertEqual(actual, [(kind, *map(float, numbers)) for kind, *numbers in rows])

    def assert_entry(self, record, rows):
        """Exactly these items were posted for ``record``, in one journal entry.

        :param record: a stock move, a ledger entry or a journal entry
        :param rows: [(account by its short name, debit, credit)], order free
        """
        moves = self.journal_entries(record)
        self.assertEqual(len(moves), 1, f"{record} has {len(moves)} journal entries")
        self.assert_items(moves, rows)

    def assert_items(self, moves, rows):
        """Exactly these items are in the journal entries ``moves``, together."""
        company = moves.company_id
        names = {self.account(name, company): name for name in self.account_names()}
        actual = [
            (names.get(item.account_id, item.account_id.name), item.debit, item.credit)
            for item in moves.line_ids
        ]
        self.assertEqual(sorted(actual), sorted((a, float(d), float(c)) for a, d, c in rows))
        for move in moves:
            self.assertEqual(move.state, "posted")
            self.assertEqual(move.journal_id, company.account_stock_journal_id)
            self.assertEqual(set(move.perpetual_entry_ids.mapped("accounting_date")), {move.date})

    def assert_no_entry(self, record):
        """Nothing was posted for ``record``."""
        self.assertFalse(self.journal_entries(record))

    def journal_entries(self, record):
        if record._name == "stock.move":
            record = record.perpetual_entry_ids
        if record._name == "perpetual.ledger.entry":
            record = record.account_move_id
        return record

    def account_names(self):
        from .common import ACCOUNTS

        return ACCOUNTS

    # Invariants

    def assert_invariants(self):
        """Ledger, quants, general ledger and core's own figures agree in every company."""
        self.env.invalidate_all()
        for company in self.companies:
            self.assert_tie_out(company)
            self.assert_core_closes(company)
            self.assert_core_figures(company)
            self.assert_moves_are_booked(company)
            self.assert_places(company)

    def assert_tie_out(self, company):
        company = company.with_context(perpetual_all_digests=True)
        wrong = [row for row in company.perpetual_tie_out() if row["difference"] or row["detail"]]
        self.assertEqual(wrong, [], f"tie-out of {company.name}")

    def assert_core_closes(self, company):
        """Core's closing finds nothing to post."""
        vals_list = company.with_company(company)._action_close_stock_valuation()
        self.assertEqual(vals_list, [], f"closing of {company.name}")

    def assert_core_figures(self, company):
        """Product value, cost and quants are the pools'."""
        every = self.env["perpetual.cost.pool"].search([("company_id", "=", company.id)])
        for product, pools in every.grouped("product_id").items():
            product = product.with_company(company)
            if not product._is_perpetual():
                continue
            quantity, value = sum(pools.mapped("quantity")), sum(pools.mapped("value"))
            self.assertAlmostEqual(product.total_value, value, 6, product.name)
            self.assert_quant_values(product, value if quantity else 0.0)
            if quantity:
                rounding = company.currency_id.rounding
                self.assertAlmostEqual(
                    product.avg_cost, value / quantity, delta=rounding / 2 + 1e-9
                )
            if quantity > 0 and product.cost_method != "standard":
                # The exact cost of a unit, which explains the value to a cent.
                self.assertAlmostEqual(
                    product.standard_price * quantity,
                    value,
                    delta=company.currency_id.rounding * len(pools) + 1e-5 * quantity,
                )

    def assert_quant_values(self, product, value):
        """Each quant shows a rounded share, so many quants may be off by half a cent each."""
        company = product.env.company
        quants = product.env["stock.quant"].search(
            [("product_id", "=", product.id), ("company_id", "=", company.id)]
        )
        shown = sum(quants.mapped("value"))
        inside = quants.filtered(lambda quant: quant.location_id._should_be_valued())
        slack = company.currency_id.rounding / 2 * len(inside) if len(inside) > 1 else 0.0
        self.assertAlmostEqual(shown, value, delta=slack + 1e-6, msg=product.name)

    def assert_moves_are_booked(self, company):
        """Every done line is in the ledger with its quantity, every move with its value.

        From a product's first entry on: before, it was not continuous.
        """
        moves = self.env["stock.move"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "done"),
                ("product_id", "in", self._pooled(company).ids),
            ]
        )
        booked = moves.filtered("perpetual_entry_ids.stock_move_line_id")
        first = {product: min(found.ids) for product, found in booked.grouped("product_id").items()}
        opened = self._opened_at(company)
        for move in moves.filtered(lambda move: move._is_perpetual()):
            if move.id < first.get(move.product_id, move.id):
                continue
            rows = move.perpetual_entry_ids.filtered(
                lambda row: row.quantity or row.kind == "price_difference"
            )
            # What was done before go-live stays in core's books.
            if move.product_id in opened and move.date <= opened[move.product_id]:
                continue
            for line in move.move_line_ids:
                self.assert_line_is_booked(line)
            by_hand = move.perpetual_entry_ids.filtered(self._is_worth_more)
            value = sum(rows.mapped("value")) + sum(by_hand.mapped("counterpart_value"))
            sign = -1 if move.is_out else 1
            self.assertAlmostEqual(move.value, sign * value, 6, move.reference)

    def _is_worth_more(self, row):
        """Whether the entry makes its receipt worth more. What was a landed cost while the
        product was at standard cost is a price difference, whatever its method is now."""
        if row.kind != "landed_cost":
            return row.kind == "revaluation"
        company = row.company_id
        product = row.product_id.with_company(company)
        if not company.anglo_saxon_accounting:
            return product.cost_method != "standard"
        items = row.account_move_id.line_ids.filtered(
            lambda item: item.perpetual_stock_move_id == row.stock_move_id
        )
        return company.perpetual_price_difference_account_id not in items.account_id

    def _opened_at(self, company):
        """Product → instant of its last go-live."""
        rows = self.env["perpetual.ledger.entry"].search(
            [("company_id", "=", company.id), ("kind", "=", "opening")], order="id"
        )
        return {row.product_id: row.effective_at for row in rows}

    def assert_line_is_booked(self, line):
        rows = self.env["perpetual.ledger.entry"].search([("stock_move_line_id", "=", line.id)])
        kind = line.move_id._perpetual_kind(line.location_id, line.location_dest_id)
        expected = line.quantity_product_uom if kind else 0.0
        self.assertAlmostEqual(sum(rows.mapped("moved_quantity")), expected, 6)

    def assert_places(self, company):
        """A location's quantity is what the ledger moved in less what it moved out."""
        products = self._pooled(company)
        booked = defaultdict(float)
        for row in self.env["perpetual.ledger.entry"].search([("company_id", "=", company.id)]):
            booked[row.product_id, row.location_dest_id] += row.moved_quantity
            booked[row.product_id, row.location_id] -= row.moved_quantity
        found = defaultdict(float)
        for quant in self.env["stock.quant"].search(
            [("product_id", "in", products.ids), ("company_id", "=", company.id)]
        ):
            found[quant.product_id, quant.location_id] += quant.quantity
        for product, location in {*booked, *found}:
            if product in products and location and location._should_be_valued():
                key = (product, location)
                self.assertAlmostEqual(
                    booked[key], found[key], 6, f"{product.name} {location.name}"
                )

    def _pooled(self, company):
        """Products that the company values in the ledger."""
        pools = self.env["perpetual.cost.pool"].search([("company_id", "=", company.id)])
        return pools.product_id.filtered(
            lambda product: product.with_company(company)._is_perpetual()
        )
