import { lineStart, type Snapshot } from '../text/document.ts';

/** Whether a module that a document names can be found from there; true as well where that is not known. */
export type ModuleExists = (document: Snapshot, specifier: string) => boolean;

const scripts: ReadonlySet<string> = new Set([
  'javascript',
  'javascriptreact',
  'svelte',
  'typescript',
  'typescriptreact',
  'vue',
]);

/** An import or re-export up to its module; `} from '…'` is the end of one that began further up. */
const statements =
  /^[ \t]*(?:import\b(?!\s*[.(=])[^'"`;()=]{0,2000}|export\s+(?:type\s+)?[*{][^'"`;()=]{0,2000}|\}\s*from\s*)(['"])([^'"\n]*)\1/gm;

const calls = /(?<![.\w])(?:require|import)\s*\(\s*(['"])([^'"\n]*)\1\s*[,)]/g;

/** An import, begun on a line of its own, that does not say yet from where. */
const unfinished =
  /(?<=\n)[ \t]*(?:import\b(?!\s*[.(=])|export\s+(?:type\s+)?[*{])[^'"`;()=]{0,2000}(?:['"][^'"\n]*)?$/;

/**
 * Cuts text that begins at the cursor before the first line that imports a module that does not exist: what follows
 * uses what the model invented. An import whose module is still to come is held back until it is there.
 */
export function withoutInventedImports(
  ghostText: string,
  { document, offset }: { readonly document: Snapshot; readonly offset: number },
  moduleExists: ModuleExists,
): string {
  if (!scripts.has(document.languageId)) {
    return ghostText;
  }
  const typed = document.text.slice(lineStart(document.text, offset), offset);
  const code = typed + ghostText;
  const invented = [...code.matchAll(statements), ...code.matchAll(calls)]
    .filter(([, , specifier = '']) => !moduleExists(document, specifier))
    .map(({ index }) => lineStart(code, index));
  const end = Math.min(...invented, unfinished.exec(code)?.index ?? code.length);
  return end === code.length ? ghostText : code.slice(typed.length, end).trimEnd();
}
