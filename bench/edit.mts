/** How replies of models are read as edits: what comes of the corpus, and what it costs in a long document. */
import { chooseExcerpt } from '../src/edit/prompt.ts';
import { readReply } from '../src/edit/read.ts';
import { type Scope, scopeFor, shownLines } from '../src/edit/scope.ts';
import { secretsOf } from '../src/edit/veil.ts';
import type { Subject } from '../src/subject/subject.ts';
import { type Case, changedLines, corpus, outcomeOf } from '../test/unit/edit/corpus.ts';
import { damages, deformations } from '../test/unit/edit/deformed.ts';
import { marked } from '../test/unit/subject/support.ts';
import { verdict } from './editorLines.mts';
import { quantile } from './editorStatistics.mts';

const lines = 20_000;
const rounds = 40;
const limitMs = 50;

/** Prints a row for each sort of reply, and the times. */
export async function benchEdit(): Promise<string[]> {
  return [...table(), ...speed()];
}

const columns = ['applied right', 'refused rightly', 'refused wrongly', 'applied wrong'] as const;

/** A reply of the corpus, perhaps damaged so that nobody can tell what it means. */
interface Row extends Case {
  readonly isDamaged?: boolean;
}

/** What a way to read replies makes of a case: see `outcomeOf`. */
type Reader = (one: Case) => string;

function columnOf(one: Row, reader: Reader): (typeof columns)[number] {
  const outcome = reader(one);
  if (outcome.startsWith('[')) {
    const isWanted = one.expected.startsWith('[') || one.isDamaged === true;
    return isWanted ? 'refused rightly' : 'refused wrongly';
  }
  return outcome === one.expected ? 'applied right' : 'applied wrong';
}

function table(): string[] {
  const cases = corpus();
  const row = (name: string, some: readonly Row[], reader: Reader) => {
    const counts = columns.map(
      (column) => some.filter((one) => columnOf(one, reader) === column).length,
    );
    const cells = counts.map((count) => String(count).padStart(17));
    return `${name.padEnd(24)}${String(some.length).padStart(8)}${cells.join('')}`;
  };
  const sorts = ['clean', 'sloppy', 'hostile'] as const;
  const clean = cases.filter(({ expected, sort }) => sort === 'clean' && !expected.startsWith('['));
  const deformed = Object.entries(deformations).flatMap(([name, deform]) =>
    clean.map((one) => ({ ...one, reply: deform(one.reply), isDamaged: damages.has(name) })),
  );
  const wrong = [...cases, ...deformed].filter(
    (one) => columnOf(one, outcomeOf) === 'applied wrong',
  ).length;
  return [
    `${'replies'.padStart(32)}${columns.map((column) => column.padStart(17)).join('')}`,
    ...sorts.map((sort) =>
      row(
        sort,
        cases.filter((one) => one.sort === sort),
        outcomeOf,
      ),
    ),
    row('all', cases, outcomeOf),
    row(
      'clean, deformed',
      deformed.filter(({ isDamaged }) => !isDamaged),
      outcomeOf,
    ),
    row(
      'clean, damaged',
      deformed.filter(({ isDamaged }) => isDamaged),
      outcomeOf,
    ),
    row('all, blocks to the letter', cases, lettersOnly),
    row('all, the piece in fences', cases, pieceOnly),
    `applied wrong: ${verdict(wrong === 0, '= 0')}`,
  ];
}

/** For comparison: blocks in the form that is asked for, whose first part is in the text once, to the letter. */
function lettersOnly({ placeholders, reply, source }: Case): string {
  const { text } = marked(source);
  let after = text;
  const blocks = /<<<<<<< SEARCH\n([\s\S]*?)=======\n([\s\S]*?)>>>>>>> REPLACE/g;
  for (const [, search = '', replace = ''] of reply.matchAll(blocks)) {
    const own = (part: string) =>
      placeholders.reduce((all, { original, shown }) => all.replaceAll(shown, original), part);
    if (search === '' || after.split(own(search)).length !== 2) {
      return '[refused]';
    }
    after = after.replace(own(search), () => own(replace));
  }
  return after === text ? '[refused]' : changedLines(text, after);
}

/** For comparison: the first piece in fences takes the place of the code that is asked about. */
function pieceOnly({ reply, source }: Case): string {
  const { at, text } = marked(source);
  const [, piece] = /^```[^\n]*\n([\s\S]*?)\n?^```/m.exec(reply) ?? [];
  return piece === undefined
    ? '[refused]'
    : changedLines(text, text.slice(0, at[0]) + piece + text.slice(at[1]));
}

function speed(): string[] {
  const scope = longScope();
  return Object.entries(replies()).map(([name, reply]) => {
    const times = Array.from({ length: rounds }, () => {
      // Processor time: what else the machine does is not ours.
      const startedAt = process.cpuUsage();
      readReply(reply, scope, false);
      const { system, user } = process.cpuUsage(startedAt);
      return (system + user) / 1_000;
    });
    const [half, most] = [quantile(times, 0.5), quantile(times, 0.95)];
    const holds = verdict(most < limitMs, `p95 < ${limitMs} ms`);
    return `parse and match, ${name}, ${lines} lines: p50 ${half.toFixed(1)} ms, p95 ${most.toFixed(1)} ms: ${holds}`;
  });
}

const functionAt = (index: number) =>
  `export function step${index}(value: number): number {\n  const next = value + ${index};\n  return check(next);\n}\n\n`;
const linesOfFunction = 5;
const asked = 2_000;

/** A long file of which a function in the middle is asked about. */
function longScope(): Scope {
  const text = Array.from({ length: lines / linesOfFunction }, (_, index) => functionAt(index));
  const start = text.slice(0, asked).join('').length;
  const subject: Subject = {
    kind: 'code',
    path: 'src/long.ts',
    languageId: 'typescript',
    text: text.join(''),
    spans: [{ start, end: start + functionAt(asked).trimEnd().length }],
    focus: start,
    symbolPath: [],
    problems: [],
  };
  const shown = shownLines(subject, chooseExcerpt(subject, 8_192));
  return scopeFor(subject, shown, secretsOf(undefined));
}

function replies(): Readonly<Record<string, string>> {
  const block = (search: string, replace: string) =>
    `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
  const line = `  const next = value + ${asked};`;
  return {
    'one block': block(line, `${line} // next`),
    'a line that is everywhere': block('  return check(next);', '  return next;'),
    'a line that is nowhere': block('  return nothing;', '  return next;'),
    'other white space': block(`\tconst  next = value + ${asked};`, '\tconst next = 0;'),
    'a piece without marks': `\`\`\`ts\n${functionAt(asked).replace('check', 'test')}\`\`\``,
    'a hundred blocks': Array.from({ length: 100 }, () => block(line, `${line} // next`)).join(''),
    'fifty blocks that are nowhere': Array.from({ length: 50 }, (_, index) =>
      block(`  nothing(${index});`, ''),
    ).join(''),
  };
}
