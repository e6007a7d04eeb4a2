import hashlib
import json
import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import SUPERUSER_ID, fields, http
from odoo.exceptions import AccessError, UserError
from odoo.http import Response, request

from ..models.channel_stock import LARGEST_PAGE, PAGE
from ..wire import bodies, openapi
from ..wire.problems import CONTENT_TYPE, KINDS, Problem
from .locks import goods

_logger = logging.getLogger(__name__)

ROUTE = "/perpetual_api/v1/"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
#: Bytes of a body.
LARGEST = 256 * 1024
#: Calls without a good key, per address and minute.
STRANGERS = 60


class Buckets:
    """So many calls in a minute for each caller, in this process; refilled evenly."""

    def __init__(self):
        self.left, self.lock = {}, threading.Lock()

    def take(self, caller, per_minute):
        """Return 0, or the seconds after which the caller may come again."""
        now = time.monotonic()
        with self.lock:
            left, at = self.left.get(caller, (per_minute, now))
            left = min(per_minute, left + (now - at) * per_minute / 60)
            allowed = left >= 1
            self.left[caller] = (left - allowed, now)
            if len(self.left) > 10000:
                self.left = {who: row for who, row in self.left.items() if now - row[1] < 60}
        return 0 if allowed else max(1, round((1 - left) * 60 / per_minute))


BUCKETS = Buckets()


def _is_reading(_controller, *_args):
    return request.httprequest.method in ("GET", "HEAD")


class ChannelController(http.Controller):
    """What channels call; ``openapi.json`` beside it says how.

    Channels are no users: they prove themselves by a key. Documents are made as the user that the
    channel acts as, with that user's rights, in the channel's company.
    """

    @http.route(
        [ROUTE.rstrip("/"), f"{ROUTE}<path:name>"],
        type="http",
        auth="none",
        methods=METHODS,
        csrf=False,
        save_session=False,
        readonly=_is_reading,
    )
    def call(self, name="", **_query):
        """Every call comes in here, so that none is answered with anything but JSON."""
        try:
            return self._answer(name)
        except Problem as problem:
            _logger.info("Channel call %s refused: %s", request.httprequest.method, problem.code)
            return self._refusal(problem)
        except (AccessError, UserError) as error:
            _logger.info("Channel call %s refused: %s", name[:60], error)
            return self._refusal(Problem("conflict", str(error)))

    def _answer(self, name):
        if not request.db or not request.env:
            raise Problem("not-found", "No database answers here.", "Name it by its host.")
        handlers = self._handlers(name)
        if not handlers:
            raise Problem("not-found", "There is no such address.", "See openapi.json.")
        method = request.httprequest.method
        if method not in handlers:
            raise Problem(
                "method-not-allowed",
                f"{method} is not for this address.",
                f"Use {' or '.join(sorted(handlers))}.",
                headers={"Allow": ", ".join(sorted(handlers))},
            )
        scope, handler = handlers[method]
        if scope is None:
            return handler()
        channel = self._channel(scope)
        return handler(channel)

    def _handlers(self, name):
        """Return ``{method: (scope, handler)}`` of an address."""
        parts = tuple(name.split("/"))
        match parts:
            case ("openapi.json",):
                return {"GET": (None, self._openapi)}
            case ("levels",):
                return {"GET": ("read", self._levels)}
            case ("reservations",):
                return {"POST": ("reserve", self._hold)}
            case ("reservations", reference):
                return {
                    "GET": ("reserve", lambda channel: self._show_hold(channel, reference)),
                    "DELETE": ("reserve", lambda channel: self._release(channel, reference)),
                }
            case ("orders",):
                return {"POST": ("sell", self._sell)}
            case ("orders", reference):
                return {"GET": ("sell", lambda channel: self._show(channel, reference))}
            case ("orders", reference, "cancel"):
                return {"POST": ("sell", lambda channel: self._cancel(channel, reference))}
            case ("orders", reference, "returns"):
                return {"POST": ("return", lambda channel: self._return(channel, reference))}
        return {}

    # Who calls

    def _channel(self, scope):
        """Return the channel of the key, in an environment of the user that it acts as.

        :raises Problem: no key, not a good one, not for this, too many calls
        """
        scheme, _space, text = request.httprequest.headers.get("Authorization", "").partition(" ")
        # Nobody is signed in; what follows is decided by the key alone.
        keys = request.env(user=SUPERUSER_ID)["perpetual.channel.key"]
        key = keys._authenticate(text.strip()) if scheme.lower() == "bearer" else keys
        if not key:
            self._limit(("stranger", request.httprequest.remote_addr), STRANGERS)
            raise Problem(
                "unauthorised",
                "There is no key, or it is not good.",
                "Send Authorization: Bearer pk_…, a key of Inventory, Configuration, Channels.",
                headers={"WWW-Authenticate": 'Bearer realm="perpetual"'},
            )
        self._limit(("key", request.db, key.id), key.channel_id.rate)
        if not key._allows(scope):
            raise Problem(
                "not-allowed",
                f"The key {key.prefix} may not {scope}.",
                "Have it allowed on the channel, or use another key.",
            )
        self._note_use(key)
        return self._acting(key.channel_id)

    def _acting(self, channel):
        user = channel.user_id
        context = {
            "allowed_company_ids": channel.company_id.ids,
            "lang": user.lang or "en_US",
            "tz": user.tz or "UTC",
        }
        request.update_env(user=user.id, context=context)
        return request.env["perpetual.channel"].browse(channel.id)

    def _limit(self, caller, per_minute):
        wait = BUCKETS.take(caller, per_minute)
        if wait:
            raise Problem(
                "too-many",
                f"More than {per_minute} calls in a minute.",
                f"Wait {wait} s.",
                headers={"Retry-After": str(wait)},
            )

    def _note_use(self, key):
        """Note when a key was used, to the hour and apart: reading may be on a replica."""
        now = fields.Datetime.now()
        if key.last_used and now - key.last_used < timedelta(hours=1):
            return
        if request.env.cr.readonly:
            return
        key.last_used = now

    # What they ask for

    def _openapi(self):
        return self._json(openapi.document(), cached=True)

    def _levels(self, channel):
        query = self._query(
            {"sku": True, "warehouse": False, "since": False, "page": False, "limit": False}
        )
        if len(query["sku"]) > LARGEST_PAGE:
            raise Problem("invalid", f"At most {LARGEST_PAGE} codes in one call.", "Ask in parts.")
        body = channel._levels_page(
            since=query["since"],
            page=query["page"],
            codes=query["sku"],
            warehouse=query["warehouse"],
            limit=self._page_size(query["limit"]),
        )
        return self._json(body, cached=True)

    def _hold(self, channel):
        body = bodies.reservation(self._body())
        orders = self._orders(channel)
        found = orders._hold_of(channel, body.reference)
        if found._repeated(found.hold_digest, body):
            return self._json(found._document())
        products = channel._articles(body.lines)
        with goods(request.env.cr, products.ids):
            request.env.invalidate_all()
            found = orders._hold_of(channel, body.reference)
            if found._repeated(found.hold_digest, body):
                return self._json(found._document())
            orders._expire_of(products.ids)
            answer = orders._hold(channel, body, products)._document()
        return self._json(answer, 201)

    def _show_hold(self, channel, reference):
        return self._json(self._known_hold(channel, reference)._document())

    def _release(self, channel, reference):
        order = self._known_hold(channel, reference)
        with goods(request.env.cr, order.line_ids.product_id.ids):
            order.invalidate_recordset()
            if order.state == "sold":
                raise Problem(
                    "conflict",
                    f"{reference} was sold as {order.reference}.",
                    "Cancel that order instead.",
                )
            if order.state == "held":
                order._release("released")
            answer = order._document()
        return self._json(answer)

    def _sell(self, channel):
        body = bodies.order(self._body(), datetime.now(UTC))
        orders = self._orders(channel)
        found = orders._of(channel, body.reference)
        if found:
            return self._sold_before(found, body)
        hold = self._known_hold(channel, body.reservation) if body.reservation else orders
        products = channel._articles(body.lines)
        wanted = products if body.lines else hold.line_ids.product_id
        with goods(request.env.cr, (wanted | hold.line_ids.product_id).ids):
            request.env.invalidate_all()
            found = orders._of(channel, body.reference)
            if found:
                return self._sold_before(found, body)
            self._check_hold(hold)
            orders._expire_of(wanted.ids)
            answer = orders._sell(channel, body, products, hold)._document()
        return self._json(answer, 201)

    def _check_hold(self, hold):
        if hold.state == "sold":
            raise Problem(
                "conflict",
                f"The reservation {hold.hold_reference} was sold as {hold.reference}.",
                "Sell without naming a reservation.",
            )

    def _sold_before(self, order, body):
        if order.state == "cancelled" and not order.digest:
            raise Problem(
                "conflict",
                f"{body.reference} was cancelled before it was sold.",
                "Sell it under a new reference.",
            )
        order._repeated(order.digest, body)
        return self._json(order._document())

    def _show(self, channel, reference):
        return self._json(self._known(channel, reference)._document())

    def _cancel(self, channel, reference):
        self._body(is_optional=True)
        self._check_reference(reference)
        orders = self._orders(channel)
        order = orders._of(channel, reference)
        with goods(request.env.cr, order.line_ids.product_id.ids):
            request.env.invalidate_all()
            order = orders._of(channel, reference) or orders._cancel_unknown(channel, reference)
            if order.state != "cancelled":
                order._cancel()
            answer = order._document()
        return self._json(answer)

    def _return(self, channel, reference):
        body = bodies.returned(self._body())
        order = self._known(channel, reference)
        returns = request.env["perpetual.channel.return"]
        domain = [("channel_id", "=", channel.id), ("reference", "=", body.reference)]
        products = order._sold_articles(body.lines)
        with goods(request.env.cr, products.ids):
            request.env.invalidate_all()
            found = returns.search(domain)
            if found and (found.order_id != order or found.digest != body.digest()):
                raise Problem(
                    "conflict",
                    f"The return {body.reference} was sent before with another content.",
                    "Send it under a new reference.",
                )
            is_new = not found
            if is_new:
                order._take_back(body, products)
            answer = order._document()
        return self._json(answer, 201 if is_new else 200)

    # Finding

    def _orders(self, channel):
        return channel.env["perpetual.channel.order"]

    def _known(self, channel, reference):
        order = self._orders(channel)._of(channel, reference)
        if not order:
            raise Problem(
                "not-found", "This channel has no such order.", "Send the sale first."
            )  # fmt: skip
        return order

    def _known_hold(self, channel, reference):
        order = self._orders(channel)._hold_of(channel, reference)
        if not order:
            raise Problem(
                "not-found", "This channel has no such reservation.", "Make the reservation first."
            )  # fmt: skip
        return order

    def _check_reference(self, reference):
        if not bodies.is_reference(reference):
            raise Problem(
                "invalid",
                "The reference in the address is none.",
                "Use 1 to 64 printable characters, without a slash.",
            )

    # Reading requests

    def _query(self, known):
        """Return the query's members; ``known`` tells which may come several times."""
        found = {name: [] if several else None for name, several in known.items()}
        text = request.httprequest.query_string.decode("ascii", "replace")
        for name, value in parse_qsl(text, keep_blank_values=True):
            if name not in known:
                raise Problem("invalid", f"There is no parameter {name[:40]}.", "See openapi.json.")
            if not 0 < len(value) <= 200 or not value.isprintable():
                raise Problem("invalid", f"{name} has no usable value.", "See openapi.json.")
            if known[name]:
                found[name].append(value)
            elif found[name] is not None:
                raise Problem("invalid", f"{name} comes twice.", "Send it once.")
            else:
                found[name] = value
        return found

    def _page_size(self, text):
        if text is None:
            return PAGE
        good = text.isascii() and text.isdigit() and len(text) < 5
        if not good or not 1 <= int(text) <= LARGEST_PAGE:
            raise Problem("invalid", f"limit goes from 1 to {LARGEST_PAGE}.", "See openapi.json.")
        return int(text)

    def _body(self, is_optional=False):
        """:raises Problem: too large, no JSON"""
        too_large = Problem("too-large", f"More than {LARGEST // 1024} KiB.", "Send less at once.")
        try:
            data = request.httprequest.get_data(cache=True)
        except RequestEntityTooLarge as error:
            raise too_large from error
        if len(data) > LARGEST:
            raise too_large
        if is_optional and not data.strip():
            return {}
        if request.httprequest.mimetype != "application/json":
            raise Problem(
                "unsupported-media-type", "The body is no application/json.", "Send JSON in UTF-8."
            )  # fmt: skip
        try:
            return json.loads(data.decode(), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise Problem("malformed", "The body is no JSON.", "Send JSON in UTF-8.") from error

    # Answering

    def _json(self, body, status=200, cached=False):
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Cache-Control": "no-cache" if cached else "no-store"}
        if cached:
            headers["ETag"] = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
            asked = request.httprequest.headers.get("If-None-Match", "")
            if headers["ETag"] in (one.strip() for one in asked.split(",")):
                return Response(status=304, headers=headers)
        return Response(data, status=status, headers=headers, content_type="application/json")

    def _refusal(self, problem):
        if request.env:
            request.env.cr.rollback()
            request.env.invalidate_all()
        document = json.dumps(problem.document(), ensure_ascii=False)
        status = KINDS[problem.code][0]
        return Response(
            document, status=status, headers=problem.headers, content_type=CONTENT_TYPE
        )  # fmt: skip


def _no_constant(name):
    raise ValueError(f"{name} is no JSON.")
