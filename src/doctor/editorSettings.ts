import {
  type EditorEffect,
  type EditorTrouble,
  type Finding,
  failed,
  fine,
  noted,
  type Repair,
} from './finding.ts';

/** A setting of VS Code as it holds in the document. */
export interface EditorValue {
  readonly value: unknown;
  /** Somebody set it: it is not VS Code's default. */
  readonly isSet: boolean;
  /** The workspace sets it: a value of the user would not count. */
  readonly byWorkspace: boolean;
}

interface Rule {
  readonly key: string;
  readonly effect: EditorEffect;
  /** What the repair writes. */
  readonly better: unknown;
  readonly isSo: (at: EditorValue) => boolean;
}

/** Later than this a suggestion is overtaken by the next key. */
const longDelayMs = 300;

/** Names and defaults: VS Code 1.139, `Preferences: Open Default Settings (JSON)`. */
const rules: readonly Rule[] = [
  {
    key: 'editor.inlineSuggest.enabled',
    effect: 'hidden',
    better: true,
    isSo: ({ value }) => value === false,
  },
  {
    key: 'editor.inlineSuggest.minShowDelay',
    effect: 'delayed',
    better: undefined,
    isSo: ({ value }) => typeof value === 'number' && value > longDelayMs,
  },
  {
    key: 'editor.quickSuggestions',
    effect: 'covered by the list',
    better: undefined,
    // Older versions have it on by default; then nobody chose it.
    isSo: ({ isSet, value }) => isSet && opensAlways(value),
  },
  {
    key: 'editor.suggest.preview',
    effect: 'replaced by previews',
    better: undefined,
    isSo: ({ value }) => value === true,
  },
  {
    key: 'editor.screenReaderAnnounceInlineSuggestion',
    effect: 'not announced',
    better: undefined,
    isSo: ({ value }) => value === false,
  },
  {
    key: 'editor.tabFocusMode',
    effect: 'not taken by Tab',
    better: undefined,
    isSo: ({ value }) => value === true,
  },
  {
    key: 'editor.codeLens',
    effect: 'no buttons here',
    better: undefined,
    isSo: ({ value }) => value === false,
  },
];

function opensAlways(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('other' in value)) {
    return value === true || value === 'on';
  }
  return value.other === true || value.other === 'on';
}

/**
 * Whether VS Code shows what we suggest.
 * @param read a setting by its full name
 * @param languageId of the document in which it holds; undefined without one
 */
export function editorFinding(
  read: (key: string) => EditorValue,
  languageId: string | undefined,
): Finding {
  const found = rules.flatMap((rule) => {
    const at = read(rule.key);
    return rule.isSo(at) ? [{ rule, at }] : [];
  });
  if (found.length === 0) {
    return fine({ kind: 'editor fine' });
  }
  const troubles = found.map(({ at, rule }): EditorTrouble => {
    const { effect, key } = rule;
    return { key, value: JSON.stringify(at.value), effect, byWorkspace: at.byWorkspace };
  });
  const repairs = found.map(
    ({ at, rule }): Repair =>
      at.byWorkspace
        ? { kind: 'open setting', key: rule.key }
        : {
            kind: 'editor setting',
            key: rule.key,
            value: rule.better,
            ...(languageId === undefined ? {} : { languageId }),
          },
  );
  const fact = { kind: 'editor settings', found: troubles } as const;
  return troubles.some(({ effect }) => effect === 'hidden')
    ? failed(fact, repairs)
    : noted(fact, repairs);
}
