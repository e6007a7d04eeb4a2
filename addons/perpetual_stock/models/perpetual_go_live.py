from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

MANAGER = "account.group_account_manager"


class PerpetualGoLive(models.Model):
    """Takes categories, or a company, into continuous valuation with their stock, or out.

    First a check, which writes nothing but its own rows and may run for a while; then the
    switch, in one transaction. A done run stays as evidence.
    """

    _name = "perpetual.go.live"
    _inherit = [
        "perpetual.go.live.check.mixin",
        "perpetual.go.live.problems.mixin",
        "perpetual.go.live.switch.mixin",
    ]
    _description = "Go-Live of Continuous Valuation"
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    direction = fields.Selection(
        [("enter", "Enter continuous valuation"), ("leave", "Leave continuous valuation")],
        required=True,
        default="enter",
    )
    scope = fields.Selection(
        [("company", "Whole company"), ("categories", "Some product categories")],
        required=True,
        default="company",
        help="Whole company: all categories without a valuation of their own, and those that"
        " you add below.",
    )
    category_ids = fields.Many2many("product.category", string="Product Categories")
    date = fields.Date(
        string="Accounting Date",
        required=True,
        default=fields.Date.context_today,
        help="Date of the journal entry and of the opening rows in the stock ledger.",
    )
    gap_account_id = fields.Many2one(
        "account.account",
        string="Account for the Gap",
        ondelete="restrict",
        check_company=True,
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable',"
        " 'asset_cash', 'liability_credit_card', 'off_balance'))]",
        help="What the general ledger and the stock differ by, as far as no open document"
        " explains it. Usually the stock variation account, or cost of goods sold.",
    )
    leave_mode = fields.Selection(
        [("periodic", "Periodic (at closing)"), ("real_time", "Perpetual (at invoicing)")],
        string="Valuation Afterwards",
        default="periodic",
    )
    clearing_account_id = fields.Many2one(
        "account.account",
        string="Clear Open Accruals to",
        ondelete="restrict",
        check_company=True,
        help="Goods received not invoiced and goods delivered not invoiced that are still"
        " open. Empty: they stay on their accounts, for you to clear.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Checking"),
            ("checked", "Checked"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
    )
    user_id = fields.Many2one("res.users", string="Checked by", readonly=True, copy=False)
    checked_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    total_count = fields.Integer(string="To Check", readonly=True, copy=False)
    done_count = fields.Integer(string="Checked Rows", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    line_ids = fields.One2many("perpetual.go.live.line", "go_live_id", string="Stock")
    account_ids = fields.One2many("perpetual.go.live.account", "go_live_id", string="Accounts")
    problem_ids = fields.One2many("perpetual.go.live.problem", "go_live_id", string="Problems")
    problem_count = fields.Integer(compute="_compute_problem_count")
    account_move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, copy=False, ondelete="restrict"
    )
    last_item_id = fields.Integer(
        readonly=True,
        copy=False,
        help="Last journal item before the switch: what its balances rest on.",
    )
    opening_value = fields.Monetary(string="Stock Value", readonly=True, copy=False)
    posted_value = fields.Monetary(
        string="Posted to the Gap Account",
        readonly=True,
        copy=False,
        help="Debit positive.",
    )

    @api.depends("direction", "scope", "date", "category_ids")
    def _compute_display_name(self):
        for run in self:
            what = (
                run.company_id.display_name
                if run.scope == "company"
                else ", ".join(run.category_ids.mapped("name"))
            )
            name = self.env._("Go-live of %(what)s, %(date)s", what=what, date=run.date)
            if run.direction == "leave":
                name = self.env._("Leaving: %(what)s, %(date)s", what=what, date=run.date)
            run.display_name = name

    @api.depends("total_count", "done_count", "state")
    def _compute_progress(self):
        for run in self:
            is_over = run.state in ("checked", "done")
            share = run.done_count / run.total_count if run.total_count else 0.0
            run.progress = 100.0 if is_over else 100.0 * share

    @api.depends("problem_ids")
    def _compute_problem_count(self):
        for run in self:
            run.problem_count = len(run.problem_ids)

    @api.onchange("date", "scope", "category_ids", "direction", "gap_account_id")
    def _onchange_scope(self):
        """What was checked no longer holds."""
        if self.state == "checked":
            self.state = "draft"

    def write(self, vals):
        if not self.env.su and not {"state", "line_ids"}.issuperset(vals):
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_open()

    def _check_open(self):
        for run in self:
            if run.state == "done":
                raise UserError(
                    self.env._(
                        "%s is done and stays as evidence. Make a new one for further categories.",
                        run.display_name,
                    )
                )

    # Actions

    def action_check(self):
        """Start the check anew and work on it for some seconds; see ``action_continue``.

        :raises AccessError: the user does not administer accounting
        :raises UserError: nothing of it is left to switch; the run stays as it was
        """
        self.ensure_one()
        self._check_may_run()
        self._check_open()
        run = self.sudo()
        run._check_scope()
        run._start_check(self.env.user)
        return self.action_continue()

    def action_continue(self):
        """Go on with the check for some seconds; a scheduled job does the rest."""
        self.ensure_one()
        self._check_may_run()
        # Only the run's own rows are written; nobody else may write them.
        run = self.sudo()
        run._work(seconds=20)
        if run.state == "running":
            self.env.ref("perpetual_stock.perpetual_go_live_cron").sudo()._trigger()
        return True

    def action_switch(self):
        """Switch, all or nothing, with all stock moves kept out meanwhile.

        :raises UserError: something has to be fixed first; the message lists all of it
        """
        self.ensure_one()
        self._check_may_run()
        if self.state != "checked":
            raise UserError(self.env._("Check %s first.", self.display_name))
        # Ledger, journal entry, categories and company are written for the accountant,
        # who may decide on all of them together, here.
        self.sudo()._switch()
        return True

    def action_cancel(self):
        """Give the run up; nothing was changed by it."""
        self._check_may_run()
        self._check_open()
        self.state = "cancelled"

    def action_draft(self):
        """Open a cancelled or checked run again."""
        self._check_may_run()
        self._check_open()
        self.state = "draft"

    def action_open_lines(self):
        """Open the rows per product and lot."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_go_live_line_action"
        )
        action["domain"] = [("go_live_id", "in", self.ids)]
        return action

    def action_open_account_move(self):
        """Open the journal entry of the switch."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.account_move_id.id,
            "view_mode": "form",
        }

    def action_open_ledger(self):
        """Open the opening rows in the stock ledger."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        action["domain"] = [
            ("kind", "=", "opening"),
            ("company_id", "in", self.company_id.ids),
            ("origin", "in", self.mapped("display_name")),
        ]
        action["context"] = {}
        return action

    def _check_may_run(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Going live is for an administrator of Accounting. Ask for that right, or"
                    " ask one of them."
                )
            )

    # Uninstalling

    @api.model
    def _leave_everything(self):
        """Hand all stock of all companies back to core's periodic valuation."""
        runs = self.browse()
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            run = self.with_company(company).create(
                {"company_id": company.id, "direction": "leave", "leave_mode": "periodic"}
            )
            if run._categories() or run._has_uncategorised():
                run._start_check(self.env.user)
                while run._work_batch():
                    pass
                run._finish_check()
                run._switch_now()
                runs |= run
            else:
                run.unlink()
        return runs

    # Scope

    def _mode_before(self, category):
        """Valuation of a category in the company, its own or the default."""
        company = self.company_id
        return category.with_company(company).property_valuation or company.inventory_valuation

    def _categories(self):
        """The categories that this run switches."""
        self.ensure_one()
        leaving = self.direction == "leave"
        chosen = self.category_ids
        if self.scope == "company":
            every = self.env["product.category"].search([])  # pylint: disable=no-search-all
            chosen = every if leaving else chosen | (every - self._explicit_categories())
        return chosen.filtered(
            lambda category: (self._mode_before(category) == "continuous") == leaving
        )

    def _explicit_categories(self):
        """Categories with a valuation of their own in the company."""
        self.env["product.category"].flush_model(["property_valuation"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM product_category WHERE property_valuation->>%s IS NOT NULL",
                str(self.company_id.id),
            )
        )
        return self.env["product.category"].browse(row[0] for row in rows)

    def _has_uncategorised(self):
        """Products without a category follow the company."""
        is_continuous = self.company_id.inventory_valuation == "continuous"
        return self.scope == "company" and is_continuous == (self.direction == "leave")

    def _product_domain(self, categories):
        """Storable products of the company in these categories."""
        domain = Domain("is_storable", "=", True) & Domain(
            "company_id", "in", [False, self.company_id.id]
        )
        own = Domain("categ_id", "in", categories.ids)
        if self._has_uncategorised():
            own |= Domain("categ_id", "=", False)
        return domain & own

    def _products(self):
        return (
            self.env["product.product"]
            .with_context(active_test=False)
            .search(self._product_domain(self._categories()))
        )

    def _account_of(self, category):
        """Inventory account of a category's products in the company."""
        company = self.company_id
        own = category.with_company(company).property_stock_valuation_account_id
        return own or company.account_stock_valuation_id
