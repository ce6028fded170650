import { type CheckId, checkIds, type Finding, type Level } from './finding.ts';

/** How a row stands. */
export type RowState = Level | 'running';

/** The findings so far; what is missing is being checked. */
export type Rows = Readonly<Partial<Record<CheckId, Finding>>>;

/** All that the page says; the editor's edge has the words. */
export interface PageWords {
  readonly title: string;
  /** What stands below the title: facts of this window, and how the page is used. */
  readonly intro: readonly string[];
  /** @param failing titles of the checks that failed */
  summary(failing: readonly string[], running: number): string;
  heading(title: string, state: RowState): string;
  checkTitle(id: CheckId): string;
  /** Each is a paragraph, or an item of a list when it begins with `- `. */
  body(finding: Finding): readonly string[];
}

/** The page, and the line of each check's heading. */
export interface Page {
  readonly text: string;
  readonly lines: Readonly<Record<CheckId, number>>;
}

/** Writes the page: every check has its heading at all times, so that nothing jumps when a finding comes. */
export function renderPage(rows: Rows, words: PageWords): Page {
  const failing = checkIds.filter((id) => rows[id]?.level === 'failed');
  const running = checkIds.filter((id) => rows[id] === undefined).length;
  const out: string[] = [`# ${words.title}`, ''];
  const titles = failing.map(words.checkTitle);
  out.push(words.summary(titles, running), '', ...words.intro, '');
  const lines = new Map<CheckId, number>();
  for (const id of checkIds) {
    const finding = rows[id];
    lines.set(id, out.length);
    out.push(`## ${words.heading(words.checkTitle(id), finding?.level ?? 'running')}`, '');
    if (finding !== undefined) {
      out.push(...words.body(finding).map(oneLine), '');
    }
  }
  const lineOf = (id: CheckId) => lines.get(id) ?? 0;
  return {
    text: `${out.join('\n').trimEnd()}\n`,
    lines: Object.fromEntries(checkIds.map((id) => [id, lineOf(id)])) as Page['lines'],
  };
}

/** What a server or a file name says stands in a line of ours and begins none. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}
