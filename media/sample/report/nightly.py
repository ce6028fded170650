"""Prints the nightly report: python nightly.py EXPORT_FOLDER [--from DATE] [--to DATE]"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

from records import ExportError, read_customers, read_orders, read_products
from render import heading, product_section, revenue_section, stock_section
from summary import (
    customers_by_city,
    in_period,
    never_sold,
    revenue_by_month,
    revenue_by_product,
)


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What the warehouse sold.")
    parser.add_argument("folder", type=Path, help="folder with the worker's export")
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, default=date.today() - timedelta(days=365)
    )
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=date.today())
    return parser.parse_args(arguments)


def build_report(folder: Path, first: date, last: date) -> str:
    products = read_products(folder / "products.jsonl")
    customers = read_customers(folder / "customers.jsonl")
    orders = in_period(read_orders(folder / "orders.jsonl"), first, last)
    cities = customers_by_city(orders, customers)
    sections = [
        heading(f"Sales from {first} to {last}"),
        revenue_section("By month", revenue_by_month(orders, products)),
        product_section("Best products", revenue_by_product(orders, products)),
        stock_section("Never sold", never_sold(orders, products)),
        "\n".join(f"{city}: {count}" for city, count in sorted(cities.items())),
    ]
    return "\n\n".join(sections)


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    try:
        print(build_report(options.folder, options.first, options.last))
    except (ExportError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
