"""Figures over the exported orders. Nothing here reads a file."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from records import Customer, Order, Product, sold


def order_total(order: Order, products: dict[str, Product]) -> int:
    """Sum of an order in cents; a product that is gone counts nothing."""
    total = 0
    for line in order.lines:
        product = products.get(line.product_id)
        if product is not None:
            total += line.quantity * product.price_cents
    return total


def in_period(orders: list[Order], first: date, last: date) -> list[Order]:
    """Orders placed from the first to the last day, both included."""
    return [order for order in orders if first <= order.placed_on <= last]


def revenue_by_month(orders: list[Order], products: dict[str, Product]) -> dict[str, int]:
    """Cents per month, as `2026-11`, in the order of time."""
    totals: dict[str, int] = defaultdict(int)
    for order in sold(orders):
        month = order.placed_on.strftime("%Y-%m")
        totals[month] += order_total(order, products)
    return dict(sorted(totals.items()))


def revenue_by_product(orders: list[Order], products: dict[str, Product]) -> list[tuple[str, int]]:
    """Names of products and cents, highest first."""
    totals: dict[str, int] = defaultdict(int)
    for order in sold(orders):
        for line in order.lines:
            product = products.get(line.product_id)
            if product is not None:
                totals[product.name] += line.quantity * product.price_cents
    return sorted(totals.items(), key=lambda entry: entry[1], reverse=True)


def never_sold(orders: list[Order], products: dict[str, Product]) -> list[Product]:
    """Products that lie in the stock and that nobody has bought."""
    bought = {line.product_id for order in sold(orders) for line in order.lines}
    return [
        product
        for product in products.values()
        if product.in_stock > 0 and product.id not in bought
    ]


def customers_by_city(orders: list[Order], customers: dict[str, Customer]) -> dict[str, int]:
    """How many customers of each city bought something."""
    buyers = {order.customer_id for order in sold(orders)}
    counts: dict[str, int] = defaultdict(int)
    for buyer in buyers:
        customer = customers.get(buyer)
        if customer is not None:
            counts[customer.city or "unknown"] += 1
    return dict(counts)
