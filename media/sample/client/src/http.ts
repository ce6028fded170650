/** Where the worker listens and how long an answer may take. */
export interface ClientOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly token?: string;
}

/** The worker refused a request; `status` is its HTTP status. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
  }
}

/** Parts of the address after `?`; undefined ones are left out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** Sends JSON to the worker and reads JSON from it. */
export interface Http {
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  delete(path: string): Promise<void>;
}

export function createHttp(options: ClientOptions): Http {
  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = new Headers({ accept: 'application/json' });
    if (options.token !== undefined) {
      headers.set('authorization', `Bearer ${options.token}`);
    }
    if (body !== undefined) {
      headers.set('content-type', 'application/json');
    }
    const response = await fetch(new URL(path, options.baseUrl), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    if (!response.ok) {
      throw new RequestError(response.status, await reasonOf(response));
    }
    return response;
  }

  return {
    async get<T>(path: string, query: Query = {}): Promise<T> {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) {
        if (value !== undefined) {
          search.set(name, value);
        }
      }
      const response = await send('GET', search.size === 0 ? path : `${path}?${search}`);
      return (await response.json()) as T;
    },
    async post<T>(path: string, body: unknown): Promise<T> {
      const response = await send('POST', path, body);
      return (await response.json()) as T;
    },
    async put<T>(path: string, body: unknown): Promise<T> {
      const response = await send('PUT', path, body);
      return (await response.json()) as T;
    },
    async delete(path: string): Promise<void> {
      await send('DELETE', path);
    },
  };
}

/** The worker explains a refusal as `{ "error": "…" }`; a proxy in between may answer anything. */
async function reasonOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const parsed = JSON.parse(text) as { error?: string };
    return parsed.error ?? response.statusText;
  } catch {
    return response.statusText;
  }
}
