from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: Problems of one kind that are listed; the rest are counted.
LIMIT = 50
#: Categories that a message names.
NAMES = 10


class PerpetualGoLiveProblemsMixin(models.AbstractModel):
    """What has to be fixed before a switch, each with its way out."""

    _name = "perpetual.go.live.problems.mixin"
    _description = "Problems of a Go-Live"

    def _find_problems(self):
        """List of (text, record to open)."""
        problems = [*self._date_problems(), *self._scope_problems(), *self._line_problems()]
        if self.direction == "enter":
            problems += self._set_up_problems()
            problems += self._draft_problems()
        return [*problems, *self._shared_problems()]

    def _set_up_problems(self):
        company = self.company_id
        missing = ", ".join(company._perpetual_missing().values())
        if missing:
            yield (
                self.env._(
                    "%(company)s has no %(missing)s. Run Inventory > Configuration > Settings >"
                    " Continuous valuation > Set up accounts.",
                    company=company.display_name,
                    missing=missing,
                ),
                company,
            )
        for account in self._inventory_accounts():
            if not company.anglo_saxon_accounting and not account.account_stock_variation_id:
                yield (
                    self.env._(
                        "%s has no stock variation account, which continental accounting"
                        " posts against. Choose one on the account.",
                        account.display_name,
                    ),
                    account,
                )
        for category in self._categories():
            if not self._account_of(category):
                yield (
                    self.env._(
                        "%s has no stock valuation account. Choose one on the category.",
                        category.display_name,
                    ),
                    category,
                )
        if self.account_ids.filtered(lambda row: row.kind == "gap" and not row.account_id):
            yield (
                self.env._(
                    "General ledger and stock differ by %s. Choose the account for the gap.",
                    self.currency_id.format(abs(self.posted_value)),
                ),
                None,
            )

    def _scope_problems(self):
        if not self._categories() and not self._has_uncategorised():
            yield self._nothing_to_do(), None

    def _check_scope(self):
        """Refuse to check what has nothing to switch; the run stays as it was.

        :raises UserError: names the categories and the way out
        """
        if not self._categories() and not self._has_uncategorised():
            raise UserError(self._nothing_to_do())

    def _nothing_to_do(self):
        if self.scope == "categories" and not self.category_ids:
            return self.env._("%s has no categories yet. Choose them first.", self.display_name)
        names = self.company_id.display_name
        if self.scope == "categories":
            names = ", ".join(self.category_ids[:NAMES].mapped("display_name"))
            if len(self.category_ids) > NAMES:
                names += " …"
        if self.direction == "leave":
            return self.env._(
                "There is nothing to leave: %s is not valued continuously. Choose other"
                " categories.",
                names,
            )
        if self.scope == "company":
            return self.env._(
                "There is nothing to switch: all categories that follow %s are valued"
                " continuously already. Add categories with a valuation of their own.",
                names,
            )
        return self.env._(
            "There is nothing to switch: %s is valued continuously already. Choose other"
            " categories.",
            names,
        )

    def _date_problems(self):
        company, date = self.company_id, self.date
        if date > fields.Date.context_today(self):
            yield self.env._("The accounting date %s is in the future. Choose today.", date), None
        open_date = company._perpetual_open_date(date)
        if open_date != date:
            yield (
                self.env._(
                    "%(date)s is locked. Choose %(open)s or later, or open the period.",
                    date=date,
                    open=open_date,
                ),
                None,
            )
        move = self._later_moves()
        if move:
            yield (
                self.env._(
                    "Stock has moved since %(date)s (%(move)s on %(day)s), so its value of that"
                    " day is not known any more. Choose today as the accounting date.",
                    date=date,
                    move=move.reference or move.display_name,
                    day=fields.Datetime.context_timestamp(self, move.date).date(),
                ),
                move.picking_id or move,
            )
        item = self._later_items()
        if item:
            yield (
                self.env._(
                    "%(account)s has journal items after %(date)s, such as %(move)s of %(day)s."
                    " Choose a later accounting date, or correct the entry's.",
                    account=item.account_id.display_name,
                    date=date,
                    move=item.move_id.display_name,
                    day=item.date,
                ),
                item.move_id,
            )

    def _later_moves(self):
        """A done move of these products after the accounting date, if that is not today."""
        if self.date >= fields.Date.context_today(self):
            return self.env["stock.move"]
        return self.env["stock.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("date", ">", self._end_of_date()),
                ("product_id", "in", self._products().ids),
            ],
            limit=1,
        )

    def _end_of_date(self):
        """Last instant of the accounting date where the user is, in UTC."""
        return self.env["perpetual.ledger.entry"]._as_instant(self.date)

    def _later_items(self):
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id", "in", self._inventory_accounts().ids),
                ("parent_state", "=", "posted"),
                ("date", ">", self.date),
            ],
            limit=1,
        )

    def _draft_problems(self):
        """Draft entries on inventory accounts; vendor bills are put on GRNI instead."""
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id", "in", self._inventory_accounts().ids),
                ("parent_state", "=", "draft"),
                ("move_id.move_type", "=", "entry"),
            ],
            limit=LIMIT,
        )
        for move in items.move_id:
            yield (
                self.env._(
                    "%(move)s is a draft with items on %(accounts)s. Post it or delete it.",
                    move=move.display_name,
                    accounts=", ".join((items & move.line_ids).account_id.mapped("display_name")),
                ),
                move,
            )

    def _line_problems(self):
        lines = self.env["perpetual.go.live.line"].search(
            [("go_live_id", "=", self.id), ("state", "=", "problem")]
        )
        for line in lines[:LIMIT]:
            yield line.reason, line.product_id
        if len(lines) > LIMIT:
            yield self.env._("%s more products with problems.", len(lines) - LIMIT), None

    def _shared_problems(self):
        """Inventory accounts that are also used by categories that stay as they are.

        Only by those with goods that moved in this company: of a shared catalogue, most
        never do, and the settings warn when one begins to.
        """
        mine = self._categories()
        accounts = self._inventory_accounts()
        leaving = self.direction == "leave"
        every = self.env["product.category"].search([])  # pylint: disable=no-search-all
        for category in every - mine:
            if (self._mode_before(category) == "continuous") != leaving:
                continue
            account = self._account_of(category)
            if account in accounts and self._moved_in(category):
                yield (
                    self.env._(
                        "%(account)s is also the inventory account of %(category)s, which stays"
                        " as it is: stock and account could never agree. Give one of them an"
                        " account of its own, or take %(category)s along.",
                        account=account.display_name,
                        category=category.display_name,
                    ),
                    category,
                )

    def _moved_in(self, category):
        """Whether goods of a category have moved, or are about to, in this company."""
        domain = Domain("product_id.is_storable", "=", True)
        domain &= Domain("product_id.categ_id", "=", category.id)
        domain &= Domain("company_id", "=", self.company_id.id)
        domain &= Domain("state", "not in", ("draft", "cancel"))
        moves = self.env["stock.move"].with_context(active_test=False)
        return bool(moves.search_count(domain, limit=1))
