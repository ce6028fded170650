import unittest
from datetime import date

from records import Customer, Order, OrderLine, Product
from summary import customers_by_city, in_period, never_sold, order_total, revenue_by_product

PRODUCTS = {
    "lamp": Product(id="lamp", name="Lamp", price_cents=4500, in_stock=3),
    "desk": Product(id="desk", name="Desk", price_cents=19900, in_stock=1),
    "rug": Product(id="rug", name="Rug", price_cents=8000, in_stock=5),
}
CUSTOMERS = {
    "ada": Customer(id="ada", name="Ada", city="Turin"),
    "ben": Customer(id="ben", name="Ben", city=""),
}


def order(customer: str, day: int, *lines: tuple[str, int], state: str = "shipped") -> Order:
    return Order(
        id=f"{customer}-{day}",
        customer_id=customer,
        state=state,
        placed_on=date(2026, 11, day),
        lines=tuple(OrderLine(product_id=product, quantity=count) for product, count in lines),
    )


class SummaryTest(unittest.TestCase):
    def test_total_leaves_out_a_product_that_is_gone(self):
        self.assertEqual(order_total(order("ada", 1, ("lamp", 2), ("sofa", 1)), PRODUCTS), 9000)

    def test_period_includes_both_days(self):
        orders = [order("ada", day) for day in (1, 2, 3, 4)]
        chosen = in_period(orders, date(2026, 11, 2), date(2026, 11, 3))
        self.assertEqual([entry.placed_on.day for entry in chosen], [2, 3])

    def test_revenue_by_product_is_highest_first(self):
        orders = [order("ada", 1, ("lamp", 1), ("desk", 1)), order("ben", 2, ("lamp", 1))]
        self.assertEqual(revenue_by_product(orders, PRODUCTS), [("Desk", 19900), ("Lamp", 9000)])

    def test_cancelled_orders_do_not_count(self):
        orders = [order("ada", 1, ("rug", 1), state="cancelled"), order("ben", 2, ("lamp", 1))]
        self.assertEqual([product.id for product in never_sold(orders, PRODUCTS)], ["desk", "rug"])

    def test_customers_without_a_city_are_counted_as_unknown(self):
        orders = [order("ada", 1), order("ben", 2), order("ben", 3)]
        self.assertEqual(customers_by_city(orders, CUSTOMERS), {"Turin": 1, "unknown": 1})


if __name__ == "__main__":
    unittest.main()
