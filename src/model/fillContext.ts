import type { SafeSnippet } from '../privacy/safePrompt.ts';
import { commentOut } from '../text/comments.ts';

/** A part of another file, as a template with tokens for files sees it. */
export interface OtherFile {
  readonly path: string;
  readonly text: string;
}

/** The context of one request, ready to be put before the prefix. */
export interface RenderedContext {
  /** For templates that have tokens for files; empty where `before` holds them as comments. */
  readonly files: readonly OtherFile[];
  /** Goes directly before the prefix: what changes seldom first. Empty, or ends with a line break. */
  readonly before: string;
}

/** Pieces of context that are parts of other files; the rest is about the document itself. */
type FilePiece = SafeSnippet & { readonly kind: 'open file' | 'definition' };

function isFilePiece(piece: SafeSnippet): piece is FilePiece {
  return piece.kind === 'open file' || piece.kind === 'definition';
}

/**
 * Renders context for a fill request. Cells above stand before the prefix as the code they are; edits
 * and problems, and files where the template knows no tokens for them, as comments.
 * @param context pieces whose control tokens are hidden already.
 * @param fileTokens the template has tokens for other files.
 */
export function renderContext(
  context: readonly SafeSnippet[],
  languageId: string,
  fileTokens: boolean,
): RenderedContext {
  return {
    files: fileTokens ? context.filter(isFilePiece).map(({ path, text }) => ({ path, text })) : [],
    before: context.map((piece) => textBefore(piece, languageId, fileTokens)).join(''),
  };
}

function textBefore(piece: SafeSnippet, languageId: string, fileTokens: boolean): string {
  if (piece.kind === 'cell') {
    return `${piece.text}\n`;
  }
  return fileTokens && isFilePiece(piece) ? '' : commented(piece, languageId);
}

/** The pieces as labelled quotations for a conversation; each line is marked, so that none can end its quotation. */
export function quoteContext(context: readonly SafeSnippet[]): string {
  return context
    .map((piece) => `${labelOf(piece)}\n${piece.text.replace(/^/gm, '> ')}\n\n`)
    .join('');
}

function commented(piece: SafeSnippet, languageId: string): string {
  return commentOut(`${labelOf(piece)}\n${piece.text}`, languageId) ?? '';
}

function labelOf({ kind, path }: SafeSnippet): string {
  switch (kind) {
    case 'open file':
    case 'definition':
    case 'cell':
      return `From ${path}:`;
    case 'recent edit':
      return `Recent edit in ${path}:`;
    case 'problems':
      return `Problems in ${path}:`;
  }
}
