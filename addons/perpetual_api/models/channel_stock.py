from odoo import models
from odoo.tools import SQL, float_round

from ..wire.cursor import Cursor, CursorError, Page, parse_cursor, parse_page
from ..wire.problems import Problem

#: Products in one page of levels.
PAGE, LARGEST_PAGE = 500, 1000


class PerpetualChannelStock(models.AbstractModel):
    """What a channel sees of the stock, and how it names articles."""

    _name = "perpetual.channel.stock"
    _description = "Stock of a Sales Channel"

    # Articles

    def _articles_sql(self):
        """Statement of the channel's articles: id, sku, barcode, name, unit, rounding."""
        category = SQL("")
        if self.categ_ids:
            inside = self.env["product.category"].search([("id", "child_of", self.categ_ids.ids)])
            category = SQL("AND template.categ_id = ANY(%s)", inside.ids)
        lang = self.user_id.lang or "en_US"
        return SQL(
            """SELECT product.id, product.default_code, product.barcode,
                      COALESCE(template.name->>%(lang)s, template.name->>'en_US') AS name,
                      COALESCE(uom.name->>%(lang)s, uom.name->>'en_US') AS unit
                 FROM product_product product
                 JOIN product_template template ON template.id = product.product_tmpl_id
                 JOIN uom_uom uom ON uom.id = template.uom_id
                WHERE product.active AND template.active AND template.is_storable
                  AND COALESCE(template.company_id, %(company)s) = %(company)s %(category)s""",
            lang=lang,
            company=self.company_id.id,
            category=category,
        )

    def _find(self, codes):
        """Return ``{code: product id}`` of codes that name articles; references before barcodes.

        A code that names several is mapped to None.
        """
        self.env["product.template"].flush_model()
        self.env["product.product"].flush_model()
        codes = sorted(set(codes))
        self.env.cr.execute(
            SQL(
                """SELECT code, array_agg(id) FROM (
                       SELECT unnest(ARRAY[default_code, barcode]) AS code, id, default_code
                         FROM (%s) article
                        WHERE default_code = ANY(%s) OR barcode = ANY(%s)
                   ) named WHERE code = ANY(%s)
                   GROUP BY code, code = default_code
                   ORDER BY code = default_code""",
                self._articles_sql(), codes, codes, codes,
            )
        )  # fmt: skip
        found = {}
        for code, ids in self.env.cr.fetchall():
            ids = set(ids)
            found[code] = ids.pop() if len(ids) == 1 else None
        return found

    def _articles(self, lines):
        """Return the product of each line, by position.

        :param lines: of ``wire.bodies``
        :raises Problem: a code names nothing here, or several articles
        """
        found = self._find([line.sku for line in lines])
        faults = []
        for index, line in enumerate(lines):
            if found.get(line.sku) is None:
                words = "names several articles" if line.sku in found else "names no article here"
                faults.append(
                    {"pointer": f"/lines/{index}/sku", "sku": line.sku, "detail": f"It {words}."}
                )
        if faults:
            raise Problem(
                "unknown",
                f"{faults[0]['sku']}: {faults[0]['detail']}",
                "Send the article's internal reference or barcode as GET /levels shows it.",
                faults,
            )
        products = self.env["product.product"].browse([found[line.sku] for line in lines])
        self._check_quantities(lines, products)
        return products

    def _check_quantities(self, lines, products):
        """:raises Problem: a quantity that the article's unit does not have"""
        faults = []
        for index, (line, product) in enumerate(zip(lines, products, strict=True)):
            if product.uom_id.compare(product.uom_id.round(line.quantity), line.quantity) or (
                abs(product.uom_id.round(line.quantity) - line.quantity) > 1e-9
            ):
                unit = f"{product.uom_id.name} goes in steps of {product.uom_id.rounding:g}."
                faults.append({"pointer": f"/lines/{index}/quantity", "detail": unit})
        if faults:
            raise Problem(
                "conflict",
                f"{faults[0]['pointer']}: {faults[0]['detail']}",
                "Send quantities in the article's own unit.",
                faults,
            )

    def _warehouse(self, code, otherwise="unknown"):
        """Return the warehouse of a code, or the channel's own.

        :raises Problem: it is not one of the channel's
        """
        if not code:
            return self.warehouse_id
        for warehouse in self.warehouse_ids:
            if warehouse.code == code:
                return warehouse
        raise Problem(
            otherwise,
            f"{code} is no warehouse of this channel.",
            f"Take one of {', '.join(self.warehouse_ids.mapped('code'))}, or leave it out.",
        )

    # Levels

    def _available(self, level, step=0.000001):
        """Return what the channel may sell of a level."""
        free = level["on_hand"] - level["reserved"] - self.buffer
        return max(0.0, float_round(free, precision_rounding=step))

    def _level_rows(self, articles, warehouses):
        """Return the rows of a page, article by article."""
        levels = self.env["perpetual.stock.level"]._levels(
            [article[0] for article in articles], warehouses.ids
        )
        nothing = {"on_hand": 0.0, "reserved": 0.0, "forecast": 0.0, "next_receipt": None}
        codes = [(warehouse.id, warehouse.code) for warehouse in warehouses]
        return [
            self._level_row(article, code, levels.get((article[0], warehouse), nothing))
            for article in articles
            for warehouse, code in codes
        ]

    def _level_row(self, article, warehouse, level):
        product_id, sku, barcode, name, unit = article
        receipt = level["next_receipt"]
        return {
            "product_id": product_id,
            "sku": sku,
            "barcode": barcode,
            "name": name,
            "unit": unit,
            "warehouse": warehouse,
            "on_hand": _plain(level["on_hand"]),
            "reserved": _plain(level["reserved"]),
            "available": _plain(self._available(level)),
            "forecast": _plain(level["forecast"]),
            "next_receipt": receipt
            and {"at": f"{receipt[0].isoformat()}Z", "quantity": _plain(receipt[1])},
        }

    def _levels_page(self, since=None, page=None, codes=None, warehouse=None, limit=PAGE):
        """Return a page of levels: ``{"levels", "next", "cursor"}``.

        :param since: a cursor: only articles that may have changed from then on
        :param page: ``next`` of the page before
        :param codes: only these articles
        :raises Problem: a cursor that is none or too old, an article or warehouse that is none
        """
        place = self._place(since, page)
        warehouses = self._warehouse(warehouse, "not-found") if warehouse else self.warehouse_ids
        where = [SQL("id > %s", place.after)]
        if codes:
            where.append(SQL("id = ANY(%s)", self._ids_of(codes)))
        if place.since is not None:
            changed = self.env["perpetual.stock.level"]._changed(place.since)
            where.append(SQL("id IN (%s)", changed))
        self.env["product.product"].flush_model()
        self.env["product.template"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT * FROM (%s) article WHERE %s ORDER BY id LIMIT %s",
                self._articles_sql(), SQL(" AND ").join(where), limit + 1,
            )
        )  # fmt: skip
        articles = self.env.cr.fetchall()
        more = len(articles) > limit
        articles = articles[:limit]
        after = Page(articles[-1][0], place.since, place.cursor) if more else None
        return {
            "levels": self._level_rows(articles, warehouses),
            "next": after and str(after),
            "cursor": str(place.cursor),
        }

    def _ids_of(self, codes):
        found = self._find(codes)
        for code in codes:
            if found.get(code) is None:
                words = "names several articles" if code in found else "names no article"
                raise Problem(
                    "not-found",
                    f"{code} {words} of this channel.",
                    "Ask for the levels without codes to see what there is.",
                )
        return [found[code] for code in codes]

    def _place(self, since, page):
        """Return where a reading goes on, or begins."""
        try:
            place = parse_page(page) if page else None
            cursor = parse_cursor(since) if since else None
        except CursorError as error:
            raise Problem(
                "cursor-expired",
                f"{error} is no cursor of ours.",
                "Take cursor or next of an answer, or read all levels once without it.",
            ) from error
        epoch = self._epoch()
        for one in filter(None, (cursor, place and place.cursor)):
            self._check_cursor(one, epoch)
        if place:
            return place
        levels = self.env["perpetual.stock.level"]
        return Page(0, cursor.xid if cursor else None, Cursor(epoch, levels._horizon()))

    def _check_cursor(self, cursor, epoch):
        """:raises Problem: it is of another database, or what it asks for is forgotten"""
        levels = self.env["perpetual.stock.level"]
        known = cursor.epoch == epoch and cursor.xid <= levels._horizon()
        if not known or cursor.xid <= levels._forgotten():
            raise Problem(
                "cursor-expired",
                "What changed since this cursor is not known any more.",
                "Read all levels once, without since, and go on with the cursor of that answer.",
            )

    def _epoch(self):
        # The database's own id; nobody's secret.
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid") or "none"
        return uuid.replace("-", "")[:12]


def _plain(number):
    """Return a number as JSON should show it: 5, not 5.0."""
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded
