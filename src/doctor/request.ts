import type { SafeFill } from '../privacy/safePrompt.ts';
import type { SettingKey, Settings } from '../settings.ts';
import {
  type Finding,
  fine,
  type HereReason,
  noted,
  type RequestFact,
  skipped,
} from './finding.ts';

/** What a request at the cursor is made of. */
export interface RequestParts {
  /** As the gate lets it through, or why it does not. */
  readonly passed: SafeFill | HereReason;
  /** Open files that are never context, with the rule that says so. */
  readonly leftOut: RequestFact['leftOut'];
  readonly settings: Settings;
}

const contextKeys: readonly (keyof Settings & SettingKey)[] = [
  'context.openFiles',
  'context.recentEdits',
  'context.definitions',
  'context.diagnostics',
];

/** Sizes and parts of what would be sent, never the text itself. @param parts undefined without an editor */
export function requestFinding(parts: RequestParts | undefined): Finding {
  if (parts === undefined) {
    return skipped({ kind: 'no document' });
  }
  const { leftOut, passed, settings } = parts;
  if (typeof passed === 'string') {
    return noted({ kind: 'nothing sent', reason: passed });
  }
  return fine(
    {
      kind: 'request',
      path: passed.path,
      languageId: passed.languageId,
      prefixCharacters: passed.prefix.length,
      suffixCharacters: passed.suffix.length,
      pieces: passed.context.map(({ kind, path, text }) => ({
        kind,
        path,
        characters: text.length,
      })),
      secrets: passed.redaction !== undefined,
      leftOut,
      off: contextKeys.filter((key) => settings[key] === false),
    },
    [{ kind: 'preview request' }],
  );
}
