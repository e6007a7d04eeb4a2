from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class PerpetualCountTeam(models.Model):
    """People who count a zone together."""

    _name = "perpetual.count.team"
    _description = "Count Team"
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    leader_id = fields.Many2one("res.users", "Leader", domain="[('share', '=', False)]")
    member_ids = fields.Many2many("res.users", string="Members", domain="[('share', '=', False)]")

    def _people(self):
        return self.leader_id | self.member_ids


class PerpetualCountZone(models.Model):
    """A part of a warehouse that a team counts as a whole."""

    _name = "perpetual.count.zone"
    _description = "Count Zone"
    _order = "warehouse_id, sequence, code, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Warehouse",
        required=True,
        check_company=True,
        default=lambda self: self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        ),
    )
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True)
    location_ids = fields.Many2many(
        "stock.location",
        string="Locations",
        required=True,
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="With all bins below.",
    )

    _code_unique = models.Constraint(
        "UNIQUE(company_id, code)", "A zone of this code is there already."
    )

    @api.constrains("location_ids", "warehouse_id")
    def _check_warehouse(self):
        """:raises ValidationError: a location of another warehouse"""
        for zone in self:
            root = zone.warehouse_id.view_location_id
            for place in zone.location_ids:
                if not place.parent_path.startswith(root.parent_path):
                    raise ValidationError(
                        self.env._(
                            "%(place)s is not in %(warehouse)s, the warehouse of zone %(zone)s.",
                            place=place.display_name,
                            warehouse=zone.warehouse_id.name,
                            zone=zone.name,
                        )
                    )

    @api.constrains("location_ids", "warehouse_id", "active")
    def _check_apart(self):
        """:raises ValidationError: a bin would be counted in two zones"""
        for zone in self.filtered("active"):
            others = self.search(
                [("id", "!=", zone.id), ("warehouse_id", "=", zone.warehouse_id.id)]
            )
            for place in zone.location_ids:
                for other in others:
                    taken = other.location_ids.filtered(
                        lambda bin, place=place: (
                            bin.parent_path.startswith(place.parent_path)
                            or place.parent_path.startswith(bin.parent_path)
                        )
                    )
                    if taken:
                        raise ValidationError(
                            self.env._(
                                "%(place)s of zone %(zone)s is in zone %(other)s already: a bin"
                                " belongs to one zone.",
                                place=place.display_name,
                                zone=zone.name,
                                other=other.name,
                            )
                        )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for zone in self:
            zone.display_name = f"{zone.code} {zone.name}"


class PerpetualCountZoneWork(models.Model):
    """A zone in a baseline count: who counts it, who counts high value again, how far they are."""

    _name = "perpetual.count.zone.work"
    _description = "Zone of a Baseline Count"
    _order = "session_id, sequence, id"
    _rec_name = "zone_id"

    session_id = fields.Many2one(
        "perpetual.count.session", "Session", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    zone_id = fields.Many2one("perpetual.count.zone", "Zone", required=True)
    sequence = fields.Integer(related="zone_id.sequence", store=True)
    team_id = fields.Many2one("perpetual.count.team", "Team", required=True)
    second_team_id = fields.Many2one(
        "perpetual.count.team",
        "Second Team",
        required=True,
        help="Counts what is of high value again, blind, without knowing the first figures.",
    )
    line_ids = fields.One2many("perpetual.count.line", "zone_work_id", readonly=True)
    line_count = fields.Integer("Records", compute="_compute_figures")
    counted_count = fields.Integer("Counted", compute="_compute_figures")
    second_count = fields.Integer("To Count Twice", compute="_compute_figures")
    recount_count = fields.Integer("Recounts Open", compute="_compute_figures")
    variance_count = fields.Integer("Variances", compute="_compute_figures")
    finding_count = fields.Integer("Findings", compute="_compute_figures")
    currency_id = fields.Many2one(related="company_id.currency_id")
    variance_value = fields.Monetary("Variance, Net", compute="_compute_figures")
    progress = fields.Float("Progress (%)", compute="_compute_figures")
    state = fields.Selection(
        [
            ("waiting", "Not Begun"),
            ("counting", "Counting"),
            ("recount", "Second Count Open"),
            ("counted", "Counted"),
        ],
        "Status",
        compute="_compute_figures",
    )

    _zone_unique = models.Constraint(
        "UNIQUE(session_id, zone_id)", "The zone is in this session already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        works = super().create(vals_list)
        works._check_draft()
        return works

    def write(self, vals):
        if {"zone_id", "team_id", "second_team_id", "session_id"} & vals.keys():
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_draft()

    def _check_draft(self):
        """:raises UserError: the count has begun: its sheets follow from its zones and teams"""
        for work in self:
            if work.session_id.state != "draft":
                raise UserError(
                    self.env._(
                        "%(session)s has begun: zones and teams stay as its sheets were made.",
                        session=work.session_id.name,
                    )
                )

    @api.constrains("team_id", "second_team_id")
    def _check_teams(self):
        """:raises ValidationError: somebody would count the same goods twice"""
        for work in self:
            both = work.team_id._people() & work.second_team_id._people()
            if both:
                raise ValidationError(
                    self.env._(
                        "%(person)s is in both teams of zone %(zone)s: the second count is another"
                        " team's.",
                        person=both[0].name,
                        zone=work.zone_id.name,
                    )
                )

    @api.depends("line_ids.state", "session_id.variance_ids.state")
    def _compute_figures(self):
        lines = self.env["perpetual.count.line"]._read_group(
            [("zone_work_id", "in", self.ids), ("state", "!=", "cancel")],
            ["zone_work_id", "round", "is_counted"],
            ["__count"],
        )
        variances = self.env["perpetual.count.variance"]._read_group(
            [("zone_work_id", "in", self.ids), ("state", "!=", "cancel")],
            ["zone_work_id"],
            ["__count", "value:sum"],
        )
        findings = dict(
            self.env["perpetual.count.finding"]._read_group(
                [("zone_work_id", "in", self.ids), ("state", "=", "open")],
                ["zone_work_id"],
                ["__count"],
            )
        )
        found = {work: rest for work, *rest in variances}
        for work in self:
            own = [row[1:] for row in lines if row[0] == work]
            work._fill(own)
            work.variance_count, work.variance_value = found.get(work._origin, (0, 0.0))
            work.finding_count = findings.get(work._origin, 0)

    def _fill(self, rows):
        """:param rows: (round, is counted, how many)"""
        total = sum(count for _round, _done, count in rows)
        counted = sum(count for _round, done, count in rows if done)
        self.line_count = sum(count for number, _done, count in rows if number == 1)
        self.counted_count = sum(count for number, done, count in rows if number == 1 and done)
        self.second_count = sum(count for number, _done, count in rows if number > 1)
        self.recount_count = sum(count for number, done, count in rows if number > 1 and not done)
        self.progress = counted * 100 / total if total else 0
        if not counted:
            self.state = "waiting"
        elif self.counted_count < self.line_count:
            self.state = "counting"
        else:
            self.state = "recount" if self.recount_count else "counted"

    def action_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_cycle_count.perpetual_count_line_action"
        )
        return {**action, "domain": [("zone_work_id", "=", self.id)], "context": {}}

    def action_variances(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_cycle_count.perpetual_count_variance_action"
        )
        return {**action, "domain": [("zone_work_id", "=", self.id)], "context": {}}
