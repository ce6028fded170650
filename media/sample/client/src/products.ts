import { type Http, RequestError } from './http';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly priceCents: number;
  readonly inStock: number;
}

export type NewProduct = Omit<Product, 'id'>;

/** Products whose name contains the text, or all of them. */
export async function listProducts(http: Http, nameContains?: string): Promise<Product[]> {
  return http.get<Product[]>('/products', { name: nameContains });
}

/** One product, or undefined when the worker does not know it. */
export async function findProduct(http: Http, id: string): Promise<Product | undefined> {
  try {
    return await http.get<Product>(`/products/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

export async function createProduct(http: Http, product: NewProduct): Promise<Product> {
  assertPrice(product.priceCents);
  return http.post<Product>('/products', product);
}

export async function updateProduct(http: Http, product: Product): Promise<Product> {
  assertPrice(product.priceCents);
  return http.put<Product>(`/products/${encodeURIComponent(product.id)}`, product);
}

export async function deleteProduct(http: Http, id: string): Promise<void> {
  await http.delete(`/products/${encodeURIComponent(id)}`);
}

/** Takes items out of the stock; the worker refuses to go below zero. */
export async function withdraw(http: Http, id: string, quantity: number): Promise<Product> {
  if (!Number.isInteger(quantity) || quantity <= 0) {
    throw new RangeError(`A quantity is a positive whole number, not ${quantity}`);
  }
  return http.post<Product>(`/products/${encodeURIComponent(id)}/withdraw`, { quantity });
}

function assertPrice(priceCents: number): void {
  if (!Number.isInteger(priceCents) || priceCents < 0) {
    throw new RangeError(`A price is a whole number of cents, not ${priceCents}`);
  }
}
