import type { CatalogModel } from './catalog.ts';
import { neededBytes } from './ollamaModels.ts';

/** What a choice means for the memory of the machine that runs it. */
export type MemoryWarning =
  /** The model alone needs more than is free. */
  | { readonly kind: 'too large'; readonly neededBytes: number; readonly freeBytes: number }
  /** It and the model for the other kind of work do not fit together: the server loads them in turn. */
  | { readonly kind: 'reloads'; readonly other: string };

type Sized = Pick<CatalogModel, 'name' | 'loaded' | 'remote' | 'sizeBytes'>;

/** What is known of the memory. */
export interface MemoryFacts {
  /** Infinite where the machine is another one: nothing is said of it. */
  readonly freeBytes: number;
  readonly contextTokens: number;
}

/**
 * Whether a chosen model of an Ollama will make its machine slow.
 * @param other the model for the other kind of work; undefined where it is the same or none.
 */
export function memoryWarning(
  chosen: Sized,
  other: Sized | undefined,
  { contextTokens, freeBytes }: MemoryFacts,
): MemoryWarning | undefined {
  const needs = ({ remote, sizeBytes }: Sized) =>
    remote || sizeBytes === undefined ? 0 : neededBytes({ sizeBytes }, contextTokens);
  const missing = (model: Sized) => (model.loaded ? 0 : needs(model));
  // What is loaded makes room for what is asked for, so a model competes with the others for all of it.
  const room = freeBytes + (other?.loaded ? needs(other) : 0);
  if (missing(chosen) > room) {
    return { kind: 'too large', neededBytes: needs(chosen), freeBytes: room };
  }
  return other !== undefined && missing(chosen) + missing(other) > freeBytes
    ? { kind: 'reloads', other: other.name }
    : undefined;
}
