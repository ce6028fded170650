/** Bytes over memory of their own, as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A file in the folder of the cache. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  /** Unix time. */
  readonly modifiedAtMs: number;
}

/** A flat folder of files for one purpose. Every method may reject: nobody may count on a disk. */
export interface CacheStorage {
  /** The files in it; none when there is no folder. */
  list(): Promise<readonly StoredFile[]>;
  /** At most `bytes` bytes from `offset` on, fewer at the end; undefined when there is no such file. */
  read(name: string, offset: number, bytes: number): Promise<Bytes | undefined>;
  /** Appends, making the file when there is none, and tells its size afterwards. */
  append(name: string, content: Bytes): Promise<number>;
  /** Makes a file, whole or not at all; false when there is one of that name already. */
  create(name: string, content: Bytes): Promise<boolean>;
  /** Removes a file; that there is none is no error. */
  remove(name: string): Promise<void>;
}

/** The editor's secret storage, as far as the cache needs it: one value, undefined when there is none. */
export interface SecretSlot {
  get(): Promise<string | undefined>;
  /** Only ever called while the user's own command runs: it may open a dialog. */
  store(value: string): Promise<void>;
  delete(): Promise<void>;
}
