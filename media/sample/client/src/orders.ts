import { findCustomer } from './customers';
import { type Http, RequestError } from './http';
import { findProduct, type Product } from './products';

export type OrderState = 'open' | 'packed' | 'shipped' | 'cancelled';

export interface OrderLine {
  readonly productId: string;
  readonly quantity: number;
}

export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly state: OrderState;
  readonly lines: readonly OrderLine[];
  /** ISO date and time. */
  readonly placedAt: string;
}

export async function listOrders(http: Http, state?: OrderState): Promise<Order[]> {
  const orders = await http.get<Order[]>('/orders', { state });
  return orders.sort((a, b) => b.placedAt.localeCompare(a.placedAt));
}

export async function findOrder(http: Http, id: string): Promise<Order | undefined> {
  try {
    return await http.get<Order>(`/orders/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** Places an order after checking what the worker would refuse anyway, so that a page can say it at once. */
export async function placeOrder(
  http: Http,
  customerId: string,
  lines: readonly OrderLine[],
): Promise<Order> {
  if (lines.length === 0) {
    throw new RangeError('An order needs at least one line');
  }
  const customer = await findCustomer(http, customerId);
  if (customer === undefined) {
    throw new RangeError(`There is no customer ${customerId}`);
  }
  for (const line of lines) {
    const product = await findProduct(http, line.productId);
    if (product === undefined || product.inStock < line.quantity) {
      throw new RangeError(`${line.quantity} of ${line.productId} are not in stock`);
    }
  }
  return http.post<Order>('/orders', { customerId, lines });
}

export async function cancelOrder(http: Http, id: string): Promise<Order> {
  return http.post<Order>(`/orders/${encodeURIComponent(id)}/cancel`, {});
}

/** Sum over the lines in cents; products that are gone count nothing. */
export function totalCents(order: Order, products: readonly Product[]): number {
  const prices = new Map(products.map((product) => [product.id, product.priceCents]));
  return order.lines.reduce(
    (sum, line) => sum + line.quantity * (prices.get(line.productId) ?? 0),
    0,
  );
}
