import type { CatalogModel } from './catalog.ts';

/**
 * The smallest model of a server that is larger than one of it, answers in words, and runs there within the free
 * memory; undefined where none is known. What another host runs is not taken: nobody chose to send code there.
 * @param name the model that is not large enough
 */
export function largerModel(models: readonly CatalogModel[], name: string): string | undefined {
  const least = models.find((model) => model.name === name)?.sizeBytes;
  if (least === undefined) {
    return undefined;
  }
  const sizeOf = ({ sizeBytes = 0 }: CatalogModel) => sizeBytes;
  return models
    .filter(
      (model) =>
        sizeOf(model) > least && model.chats === true && model.fits !== false && !model.remote,
    )
    .toSorted((one, other) => sizeOf(one) - sizeOf(other))[0]?.name;
}
