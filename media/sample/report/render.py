"""Turns figures into text for a mail or a terminal."""

from __future__ import annotations

from typing import Sequence

from records import Product


def euros(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d} €"


def heading(text: str) -> str:
    return f"{text}\n{'-' * len(text)}"


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows with the last column aligned to the right."""
    if not rows:
        return "(nothing)"
    widths = [max(len(cell) for cell in column) for column in zip(*rows)]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths)]
        cells.append(row[-1].rjust(widths[-1]))
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def revenue_section(title: str, totals: dict[str, int]) -> str:
    rows = [(name, euros(cents)) for name, cents in totals.items()]
    rows.append(("Total", euros(sum(totals.values()))))
    return f"{heading(title)}\n{columns(rows)}"


def product_section(title: str, ranking: list[tuple[str, int]], limit: int = 10) -> str:
    rows = [(name, euros(cents)) for name, cents in ranking[:limit]]
    return f"{heading(title)}\n{columns(rows)}"


def stock_section(title: str, products: list[Product]) -> str:
    rows = [(product.name, str(product.in_stock)) for product in products]
    return f"{heading(title)}\n{columns(rows)}"
