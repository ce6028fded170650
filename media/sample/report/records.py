"""What the worker exports, one JSON object per line."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Iterable, Iterator


@dataclass(frozen=True)
class Product:
    id: str
    name: str
    price_cents: int
    in_stock: int


@dataclass(frozen=True)
class Customer:
    id: str
    name: str
    city: str


@dataclass(frozen=True)
class OrderLine:
    product_id: str
    quantity: int


@dataclass(frozen=True)
class Order:
    id: str
    customer_id: str
    state: str
    placed_on: date
    lines: tuple[OrderLine, ...] = field(default_factory=tuple)


class ExportError(Exception):
    """A line of the export cannot be read; names the file and the line."""


def read_lines(path: Path) -> Iterator[dict]:
    """Yields the objects of a file, skipping empty lines."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise ExportError(f"{path}:{number}: {error.msg}") from error


def read_products(path: Path) -> dict[str, Product]:
    products = (
        Product(
            id=record["id"],
            name=record["name"],
            price_cents=int(record["priceCents"]),
            in_stock=int(record["inStock"]),
        )
        for record in read_lines(path)
    )
    return {product.id: product for product in products}


def read_customers(path: Path) -> dict[str, Customer]:
    customers = (
        Customer(id=record["id"], name=record["name"], city=record.get("city", ""))
        for record in read_lines(path)
    )
    return {customer.id: customer for customer in customers}


def read_orders(path: Path) -> list[Order]:
    return [order_from(record) for record in read_lines(path)]


def order_from(record: dict) -> Order:
    return Order(
        id=record["id"],
        customer_id=record["customerId"],
        state=record["state"],
        placed_on=datetime.fromisoformat(record["placedAt"]).date(),
        lines=tuple(
            OrderLine(product_id=line["productId"], quantity=int(line["quantity"]))
            for line in record["lines"]
        ),
    )


def sold(orders: Iterable[Order]) -> list[Order]:
    """Orders that count as sales."""
    return [order for order in orders if order.state != "cancelled"]
