import { type Http, RequestError } from './http';

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly city: string;
  /** ISO date of the first order, or null for somebody who never bought anything. */
  readonly customerSince: string | null;
}

export type NewCustomer = Omit<Customer, 'id' | 'customerSince'>;

/** Customers in the order of their names. */
export async function listCustomers(http: Http, city?: string): Promise<Customer[]> {
  const customers = await http.get<Customer[]>('/customers', { city });
  return customers.sort((a, b) => a.name.localeCompare(b.name));
}

/** One customer, or undefined when the worker does not know them. */
export async function findCustomer(http: Http, id: string): Promise<Customer | undefined> {
  try {
    return await http.get<Customer>(`/customers/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

export async function createCustomer(http: Http, customer: NewCustomer): Promise<Customer> {
  assertEmail(customer.email);
  return http.post<Customer>('/customers', { ...customer, name: customer.name.trim() });
}

/** Rough on purpose: the only proof of an address is an answer from it. */
function assertEmail(email: string): void {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new RangeError(`"${email}" is not an e-mail address`);
  }
}
