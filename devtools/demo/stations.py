"""Two places of work with a scanner and a label printer each: what ``./dev box`` simulates.

The devices are known before a box has told of them, by the names that the simulation gives them.
"""

from devtools.demo.places import BOX, EXPECTED, PLACES, Place
from devtools.demo.shop import Shop


def prepare(shop: Shop) -> None:
    """Make the box, the stations and their devices, and goods that come and go there."""
    env = shop.env
    box = env["perpetual.iot.box"].create({"name": BOX})
    stations = [_station(env, box, place) for place in PLACES]
    for station, place in zip(stations, PLACES, strict=True):
        shop.desk(place.login)["perpetual.station"].browse(station.id).action_work_here()
    _shelf_label(env)
    _goods(shop)


def _station(env, box, place: Place):
    """A station with its scanner and its printer."""
    station = env["perpetual.station"].create({"name": place.name, "code": place.code})
    _scanner, printer = env["perpetual.device"].create(
        [
            {
                "box_id": box.id,
                "uid": uid,
                "kind": kind,
                "driver": driver,
                "label": f"{place.name} {kind}",
                "station_id": station.id,
            }
            for uid, kind, driver in (
                (place.scanner, "scanner", "scanner_serial"),
                (place.printer, "printer", "printer_tcp"),
            )
        ]
    )
    station.printer_ids = [(0, 0, {"kind": kind, "device_id": printer.id}) for kind in place.labels]
    return station


def _shelf_label(env) -> None:
    """A label of the chain's own beside those that come with the addon."""
    usual = env.ref("perpetual_devices.perpetual_label_template_product_price")
    label = usual.copy({"name": f"Shelf of {env.company.name} 57 × 32", "sequence": 50})
    label.company_id = env.company


def _goods(shop: Shop) -> None:
    """A receipt to be scanned at the dock, and a delivery to be packed."""
    env = shop.env
    articles = env["product.product"].create(
        [
            {
                "name": name,
                "barcode": barcode,
                "is_storable": True,
                "tracking": tracking,
                "list_price": 4.0,
                "categ_id": next(iter(shop.products.values())).categ_id.id,
                "supplier_taxes_id": [(5,)],
            }
            for name, barcode, tracking in EXPECTED
        ]
    )
    order = env["purchase.order"].create(
        {
            "partner_id": next(iter(shop.makers.values())).id,
            "picking_type_id": shop.centre.in_type_id.id,
            "order_line": [
                (0, 0, {"product_id": article.id, "product_qty": 12, "price_unit": 2.5})
                for article in articles
            ],
        }
    )
    order.button_confirm()
