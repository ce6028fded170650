import type { Customer } from './customers';
import { type Order, type OrderState, totalCents } from './orders';
import type { Product } from './products';

const stateLabels: Record<OrderState, string> = {
  open: 'Waiting',
  packed: 'Packed',
  shipped: 'On its way',
  cancelled: 'Cancelled',
};

export function formatCents(cents: number, currency = 'EUR', locale = 'en'): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(cents / 100);
}

export function formatDate(iso: string, locale = 'en'): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(iso));
}

/** One row of the stock page: name, price, and how urgent a new delivery is. */
export function productRow(product: Product): string[] {
  const stock = product.inStock === 0 ? 'sold out' : `${product.inStock} left`;
  return [product.name, formatCents(product.priceCents), stock];
}

/** One row of the customers page. */
export function customerRow(customer: Customer): string[] {
  const since = customer.customerSince === null ? 'new' : formatDate(customer.customerSince);
  return [customer.name, customer.email, customer.city, since];
}

/** One row of the orders page. */
export function orderRow(order: Order, customers: Map<string, Customer>, products: Product[]): string[] {
  const customer = customers.get(order.customerId);
  return [
    order.id,
    customer?.name ?? 'unknown',
    stateLabels[order.state],
    formatDate(order.placedAt),
    formatCents(totalCents(order, products)),
  ];
}

/** Columns of equal width, for a terminal or a mail without HTML. */
export function table(rows: string[][]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
    .join('\n');
}
