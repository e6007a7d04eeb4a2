"""The OpenAPI 3.1 document of the channels' interface; tests hold the server against it."""

from typing import Any

from .bodies import ADDRESS, LARGEST_QUANTITY, LONGEST, MOST_LINES
from .problems import CONTENT_TYPE

#: Printable, without a slash, no blank at the edges; what `bodies.is_reference` accepts of ASCII.
REFERENCE = r"^[!-.0-~]([ -.0-~]{0,62}[!-.0-~])?$"
SKU = r"^[!-~]([ -~]{0,62}[!-~])?$"
TEXT = r"^[ -~]*$"


def document() -> dict[str, Any]:
    """Return the whole document, new each time."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Perpetual Channels",
            "version": "1.0.0",
            "description": _DESCRIPTION,
            "license": {"name": "LGPL-3.0", "identifier": "LGPL-3.0-only"},
        },
        "servers": [{"url": "/perpetual_api/v1"}],
        "security": [{"key": []}],
        "paths": {
            "/openapi.json": {"get": _openapi()},
            "/levels": {"get": _levels()},
            "/reservations": {"post": _hold()},
            "/reservations/{reference}": {
                "parameters": [_REFERENCE_IN_PATH],
                "get": _operation("showReservation", "A reservation as it stands", {200: "Order"}),
                "delete": _operation(
                    "release", "Give held goods back", {200: "Order"}, faults=(409, 503)
                ),
            },
            "/orders": {"post": _sell()},
            "/orders/{reference}": {
                "parameters": [_REFERENCE_IN_PATH],
                "get": _operation("showOrder", "An order as it stands", {200: "Order"}),
            },
            "/orders/{reference}/cancel": {
                "parameters": [_REFERENCE_IN_PATH],
                "post": _operation(
                    "cancel",
                    "Cancel an order of which nothing has left. An unknown reference is kept as"
                    " cancelled, so that a sale that comes late sells nothing.",
                    {200: "Order"},
                    faults=(400, 409, 413, 415, 422, 503),
                ),
            },
            "/orders/{reference}/returns": {
                "parameters": [_REFERENCE_IN_PATH],
                "post": _return(),
            },
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
        "webhooks": {"levelsChanged": {"post": _webhook()}},
    }


_DESCRIPTION = """Stock levels as they are, and sales that move real goods.

Every reservation, order and return carries a reference of the channel's own. Sending it again
with the same content answers as the first time and does nothing; with another content it is
refused. Lines are all done or none. Quantities are in the article's own unit.

Refusals are `application/problem+json` (RFC 9457) with `detail`, `way_out` and, for bodies,
`errors` that name each fault."""

_REFERENCE_IN_PATH = {
    "name": "reference",
    "in": "path",
    "required": True,
    "schema": {"$ref": "#/components/schemas/Reference"},
}

_FAULTS = {
    400: "The body is no JSON",
    401: "No key, or not a good one",
    403: "The key may not do this",
    404: "There is nothing of this name",
    409: "It does not fit what was done before, there is not enough stock, or the cursor is old",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "The content is not right",
    429: "Too many calls: wait for Retry-After seconds",
    503: "Others are selling the same goods: send it again",
}


def _operation(
    name: str,
    summary: str,
    good: dict[int, str],
    faults: tuple[int, ...] = (),
    body: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    responses = {str(status): _good(schema) for status, schema in good.items()}
    always = () if more.get("security") == [] else (401, 403, 429)
    in_path = () if name in ("openapi", "levels", "reserve", "cancel") else (404,)
    for status in sorted({*faults, *always, *in_path}):
        responses[str(status)] = _fault(status)
    operation = {"operationId": name, "summary": summary, "responses": responses, **more}
    if body:
        content = {"application/json": {"schema": _ref(body)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _good(schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(schema) if schema else {"type": "object"}}}
    return {"description": "As it stands now", "content": content}


def _fault(status: int) -> dict[str, Any]:
    fault: dict[str, Any] = {
        "description": _FAULTS[status],
        "content": {CONTENT_TYPE: {"schema": _ref("Problem")}},
    }
    if status in (429, 503):
        fault["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    return fault


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _openapi() -> dict[str, Any]:
    operation = _operation("openapi", "This document", {200: ""}, security=[])
    operation["responses"]["304"] = {"description": "As you have it"}
    return operation


def _levels() -> dict[str, Any]:
    operation = _operation(
        "levels",
        "Stock levels, by pages; with `since` only what may have changed from then on",
        {200: "Levels"},
        faults=(404, 409, 422),
    )
    operation["responses"]["304"] = {"description": "As you have it"}
    text = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_-]+$"}
    operation["parameters"] = [
        _parameter("sku", {"type": "array", "items": _ref("Sku"), "maxItems": 1000}, explode=True),
        _parameter("warehouse", _ref("Reference")),
        _parameter("since", text, "`cursor` of an earlier answer"),
        _parameter("page", text, "`next` of the page before"),
        _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 500}),
        {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
        },
    ]
    return operation


def _parameter(name: str, schema: dict, description: str = "", **more: Any) -> dict[str, Any]:
    parameter = {"name": name, "in": "query", "required": False, "schema": schema, **more}
    return {**parameter, "description": description} if description else parameter


def _hold() -> dict[str, Any]:
    return _operation(
        "reserve",
        "Hold a basket's goods for some minutes",
        {200: "Order", 201: "Order"},
        faults=(400, 409, 413, 415, 422, 503),
        body="Reservation",
    )


def _sell() -> dict[str, Any]:
    return _operation(
        "sell",
        "Sell: reserve the goods and ship them, or let them leave at once",
        {200: "Order", 201: "Order"},
        faults=(400, 409, 413, 415, 422, 503),
        body="Sale",
    )


def _return() -> dict[str, Any]:
    return _operation(
        "returnGoods",
        "Announce goods that come back, or receive them",
        {200: "Order", 201: "Order"},
        faults=(400, 409, 413, 415, 422, 503),
        body="Return",
    )


def _webhook() -> dict[str, Any]:
    return {
        "summary": "Levels that changed, signed as Standard Webhooks 1.0; in order, at least once",
        "requestBody": {"content": {"application/json": {"schema": _ref("Message")}}},
        "responses": {"2XX": {"description": "Taken; anything else is sent again later"}},
    }


def _schemas() -> dict[str, Any]:
    number = {"type": "number"}
    text = {"type": "string"}
    nothing = {"type": "null"}
    reference = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": REFERENCE}
    instant = {"type": "string", "format": "date-time"}
    lines = {"type": "array", "minItems": 1, "maxItems": MOST_LINES, "items": _ref("Line")}
    address = {"type": "string", "maxLength": 128, "pattern": TEXT}
    name = {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~][ -~]*$"}
    country = {"type": "string", "pattern": "^[A-Za-z]{2}$"}
    return {
        "Reference": reference,
        "Sku": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": SKU},
        "Line": _object(
            {
                "sku": _ref("Sku"),
                "quantity": {
                    "type": "number",
                    "exclusiveMinimum": 0,
                    "maximum": LARGEST_QUANTITY,
                },
            },
            required=("sku", "quantity"),
        ),
        "Reservation": _object(
            {
                "reference": _ref("Reference"),
                "lines": lines,
                "warehouse": _ref("Reference"),
                "minutes": {"type": "integer", "minimum": 1, "maximum": 1440},
            },
            required=("reference", "lines"),
        ),
        "Sale": {
            **_object(
                {
                    "reference": _ref("Reference"),
                    "lines": lines,
                    "warehouse": _ref("Reference"),
                    "reservation": _ref("Reference"),
                    "ship_to": _object(
                        {**dict.fromkeys(ADDRESS, address), "name": name, "country": country},
                        required=("name",),
                    ),
                    "sold_at": instant,
                },
                required=("reference",),
            ),
            "anyOf": [{"required": ["lines"]}, {"required": ["reservation"]}],
        },
        "Return": _object(
            {"reference": _ref("Reference"), "lines": lines, "received": {"type": "boolean"}},
            required=("reference", "lines"),
        ),
        "Level": _object(
            {
                "product_id": {"type": "integer"},
                "sku": {"type": ["string", "null"]},
                "barcode": {"type": ["string", "null"]},
                "name": text,
                "unit": text,
                "warehouse": text,
                "on_hand": number,
                "reserved": number,
                "available": {"type": "number", "minimum": 0},
                "forecast": number,
                "next_receipt": {
                    "oneOf": [
                        nothing,
                        _object({"at": instant, "quantity": number}, ("at", "quantity")),
                    ]
                },
            }
        ),
        "Levels": _object(
            {
                "levels": {"type": "array", "items": _ref("Level")},
                "next": {"type": ["string", "null"]},
                "cursor": text,
            }
        ),
        "Order": _object(
            {
                "reference": {"type": ["string", "null"]},
                "reservation": {"type": ["string", "null"]},
                "state": {
                    "enum": [
                        "held", "released", "expired", "sold", "partly_shipped", "shipped",
                        "cancelled",
                    ]
                },
                "warehouse": {"type": ["string", "null"]},
                "held_until": {"oneOf": [nothing, instant]},
                "sold_at": {"oneOf": [nothing, instant]},
                "lines": {
                    "type": "array",
                    "items": _object(
                        {
                            "sku": text,
                            "product_id": {"type": "integer"},
                            "quantity": number,
                            "shipped": number,
                            "returned": number,
                        }
                    ),
                },
                "transfers": {"type": "array", "items": text},
                "returns": {
                    "type": "array",
                    "items": _object(
                        {
                            "reference": text,
                            "state": {"enum": ["expected", "received", "cancelled"]},
                            "transfers": {"type": "array", "items": text},
                        }
                    ),
                },
            }
        ),
        "Message": _object(
            {
                "id": text,
                "type": {"const": "stock.levels.changed"},
                "timestamp": instant,
                "data": _object({"levels": {"type": "array", "items": _ref("Level")}}),
            }
        ),
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": text,
                "title": text,
                "status": {"type": "integer"},
                "detail": text,
                "way_out": text,
                "errors": {"type": "array", "items": {"type": "object"}},
            },
        },
    }  # fmt: skip


def _object(properties: dict[str, Any], required: tuple[str, ...] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties if required is None else required),
        "properties": properties,
    }
