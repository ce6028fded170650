/**
 * What newcomers type in, with a `█` where they go on: one file in which the same is done often enough for the
 * engine to be sure, as it is in a project that has been worked on. `test/unit/instant/sample.test.ts` types it.
 */
export const sampleCode = `interface Order {
  readonly cents: number;
  readonly country: string;
  readonly days: number;
  readonly gift: boolean;
  readonly items: number;
  readonly paid: boolean;
}

export function paidTotal(orders: readonly Order[]): number {
  const chosen = orders.filter((order) => order.paid);
  return chosen.reduce((sum, order) => sum + order.cents, 0);
}

export function largeTotal(orders: readonly Order[]): number {
  const chosen = orders.filter((order) => order.cents >= 10_000);
  return chosen.reduce((sum, order) => sum + order.cents, 0);
}

export function smallTotal(orders: readonly Order[]): number {
  const chosen = orders.filter((order) => order.cents < 1_000);
  return chosen.reduce((sum, order) => sum + order.cents, 0);
}

export function giftTotal(orders: readonly Order[]): number {
  const chosen = orders.filter((order) => order.gift);
  return chosen.reduce((sum, order) => sum + order.cents, 0);
}

export function abroadTotal(orders: readonly Order[]): number {
  const chosen = orders.filter((order) => order.country !== 'NL');
  return chosen.reduce((sum, order) => sum + order.cents, 0);
}

export function lateTotal(orders: readonly Order[]): number {
  const chosen = orders.filter((order) => order.days > 14);
  return chosen.reduce((sum, order) => sum + order.cents, 0);
}

export function freshTotal(orders: readonly Order[]): number {
  const chosen = orders.filter((order) => order.days <= 1);
  return chosen.reduce((sum, order) => sum + order.cents, 0);
}

export function severalTotal(orders: readonly Order[]): number {
  const chosen = orders.filter((order) => order.items > 1);
  return chosen.reduce((sum, order) => sum + order.cents, 0);
}

export function openTotal(orders: readonly Order[]): number {
  █
}
`;
