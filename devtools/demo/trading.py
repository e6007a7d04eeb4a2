"""Day by day through the history: what the chain does, and when."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from devtools.demo import policy, purchasing, selling, warehousing
from devtools.demo.examples import Examples
from devtools.demo.journey import Basket, History
from devtools.demo.office import Office
from devtools.demo.shop import Shop

SEED = 2017  # the year of the data; the same seed trades the same history
OPENING_DAYS = 5  # the first orders go out this many days before the first basket
STOCKING_UP = 2  # stores get their first assortment this many days before it
RETURNED_BASKETS = 0.03
RETURN_DAYS = (2, 6)  # not the next day: see office
SCRAPS_A_DAY = 0.5
COUNT_WEEKDAYS = (2,)
SEND_BACK_WEEKDAYS = (5,)
MOVE_WEEKDAYS = (4,)
CORRECTED_RECEIPT_DAYS = 0.3
SESSION_DAYS = 7  # so long a register stays open: closing each day would take most of the time


class Trade:
    """The chain's life through a history.

    :param lines: basket lines traded so far
    """

    def __init__(self, shop: Shop, history: History, office: Office):
        self.shop = shop
        self.history = history
        self.office = office
        self.lines = 0
        self._examples = Examples(shop, history)
        self._chance = Random(SEED)
        self._start = history.first - timedelta(days=OPENING_DAYS)
        self._baskets: dict[date, list[Basket]] = defaultdict(list)
        for basket in history.baskets:
            self._baskets[basket.day].append(basket)
        # What is to be done on later days: ids of purchase orders; models and ids of sales.
        self._bills: dict[date, list[int]] = defaultdict(list)
        self._returns: dict[date, list[tuple[str, int]]] = defaultdict(list)

    def run(self, show: Callable[[date, int], None]) -> None:
        """Live from the opening to the last day; each day is committed.

        :param show: told each day, and how many basket lines were traded so far
        """
        for offset in range((self.history.last - self._start).days + 1):
            day = self._start + timedelta(days=offset)
            self._morning(day)
            papers = self._sales(day)
            if day >= self.history.first:
                self._evening(day)
            self._night(day)
            self.shop.env.cr.commit()
            self.office.hand_over(day, *papers)
            # The next day begins with an empty cache, or it would only grow.
            self.shop.env.transaction.clear()
            show(day, self.lines)
        self._examples.check_ended()
        self.office.close()

    def _morning(self, day: date) -> None:
        """Goods come in, orders and bills are written."""
        self.shop.clock.set(day, 5)
        warehousing.arrive(self.shop)
        self.shop.clock.set(day, 6)
        if day == self._start or self._open(day, policy.ORDER_WEEKDAYS):
            purchasing.order(self.shop, self._chance)
        self.shop.clock.set(day, 8)
        receipts = purchasing.receive(self.shop, day, self._chance)
        for order in receipts.purchase_id:
            paper = day + timedelta(days=purchasing.days_to_bill(self._chance))
            self._bills[paper].append(order.id)
        self.shop.clock.set(day, 9)
        if receipts and self._chance.random() < CORRECTED_RECEIPT_DAYS:
            warehousing.correct_receipt(self._chance.choice(list(receipts)), self._chance)
        if self._open(day, SEND_BACK_WEEKDAYS):
            purchasing.send_back(self.shop, self._chance, day)
        self.shop.clock.set(day, 10)
        orders = self.shop.env["purchase.order"].browse(self._bills.pop(day, []))
        purchasing.bill(self.shop, orders, day)
        self._examples.day(day)

    def _sales(self, day: date) -> tuple:
        """Customers bring something back; the baskets are sold as they come.

        :return: the sales orders to invoice, and those to credit
        """
        env = self.shop.env
        self.shop.clock.set(day, 11)
        returned = [env[model].browse(order) for model, order in self._returns.pop(day, [])]
        for order in returned:
            selling.take_back(self.shop, order)
        self.shop.clock.set(day, 23, 30)
        online, counter = self._split(self._baskets[day])
        sold = selling.ring_up(self.shop, counter)
        orders = selling.sell(self.shop, online)
        self.lines += len(sold.lines) + len(orders.order_line)
        for order in (*sold, *orders):
            if self._chance.random() < RETURNED_BASKETS:
                later = day + timedelta(days=self._chance.randint(*RETURN_DAYS))
                self._returns[later].append((order._name, order.id))
        if (self.history.last - day).days % SESSION_DAYS == 0:
            selling.close_registers(self.shop)
        credited = [order for order in returned if order._name == "sale.order"]
        return orders, env["sale.order"].union(*credited)

    def _split(self, baskets: list[Basket]) -> tuple[list[Basket], list[Basket]]:
        """Return the baskets that are ordered on line, and those taken to a register."""
        online = [basket for basket in baskets if selling.is_online(basket)]
        return online, [basket for basket in baskets if not selling.is_online(basket)]

    def _evening(self, day: date) -> None:
        """Damage is scrapped, shelves are counted, goods are put away."""
        self.shop.clock.set(day, 23, 40)
        stores = list(self.shop.stores.values())
        places = [self.shop.centre, *stores]
        if self._chance.random() < SCRAPS_A_DAY:
            place = self._chance.choice(places)
            warehousing.scrap(self.shop, place.lot_stock_id, self._chance)
        if self._open(day, COUNT_WEEKDAYS):
            place = places[day.isocalendar().week % len(places)]
            warehousing.count(self.shop, place.lot_stock_id, self._chance)
        if self._open(day, MOVE_WEEKDAYS):
            warehousing.move_inside(self.shop, self._chance.choice(stores), self._chance)
        if day == self.history.days[len(self.history.days) // 2]:
            warehousing.revalue_standard(self.shop, self._chance)

    def _night(self, day: date) -> None:
        """The centre loads what the stores lack; it arrives in the morning."""
        self.shop.clock.set(day, 23, 50)
        if day == self.history.first - timedelta(days=STOCKING_UP):
            warehousing.stock_up(self.shop)
        if self._open(day, policy.STORE_WEEKDAYS):
            warehousing.order_from_centre(self.shop, day)
            warehousing.dispatch(self.shop)

    def _open(self, day: date, weekdays: tuple[int, ...]) -> bool:
        """Tell whether the stores are open yet and it is one of the weekdays (Monday is 0)."""
        return day >= self.history.first and day.weekday() in weekdays
