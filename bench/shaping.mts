/**
 * Quality and cost of shaping: right answers taken out of real files, given back with the defects of
 * models and clean; counted is what leaves the document exactly as it was.
 *
 *   node bench/shaping.mts [--develop] [--show DEFECT] [--count PLACES]
 */
import { parseArgs } from 'node:util';
import { createEarlyStop } from '../src/completion/earlyStop.ts';
import { placeGhostText } from '../src/completion/shape/placement.ts';
import { shape } from '../src/completion/shape/shape.ts';
import { type Defect, defects } from './shapingDefects.mts';
import { benchFiles } from './shapingFiles.mts';
import { diceFor, type Hole, holesIn } from './shapingHoles.mts';
import { shapingSpeed } from './shapingSpeed.mts';

const holesPerLanguage = 200;

/** How many replies there were, and how many of them ended right, shaped and merely trimmed. */
interface Score {
  replies: number;
  shaped: number;
  trimmed: number;
}

/** One reply that did not end right. */
export interface Miss {
  readonly defect: string;
  readonly hole: Hole;
  readonly reply: string;
  readonly shown: string;
}

/** The figures of one half of the places. */
export interface ShapingResult {
  readonly clean: Score;
  readonly defective: Score;
  readonly byDefect: ReadonlyMap<string, Score>;
  readonly byLanguage: ReadonlyMap<string, { readonly clean: Score; readonly defective: Score }>;
  readonly misses: readonly Miss[];
}

const clean: Defect = { name: 'clean', apply: (hole) => hole.truth };

/** Takes places out of all files; those held out are chosen by file, or by place in a language's only file. */
export async function shapingHoles(count = holesPerLanguage): Promise<readonly Hole[]> {
  const files = Map.groupBy(await benchFiles(), ({ languageId }) => languageId);
  return [...files.values()].flatMap((some) =>
    some.flatMap((file, index) =>
      holesIn(file, count / some.length, (offset) =>
        some.length === 1 ? diceFor(`${file.name} ${offset}`)() < 0.5 : index % 2 === 1,
      ),
    ),
  );
}

/** Shapes each answer of `holes` clean and with each defect. */
export function judgeShaping(holes: readonly Hole[]): ShapingResult {
  const none = (): Score => ({ replies: 0, shaped: 0, trimmed: 0 });
  const byDefect = new Map<string, Score>();
  const byLanguage = new Map<string, { clean: Score; defective: Score }>();
  const total = { clean: none(), defective: none() };
  const misses: Miss[] = [];
  for (const hole of holes) {
    const language = byLanguage.get(hole.file.languageId) ?? { clean: none(), defective: none() };
    byLanguage.set(hole.file.languageId, language);
    for (const defect of [clean, ...defects]) {
      const dice = diceFor(`${defect.name} ${hole.file.name} ${hole.offset}`);
      const reply = defect.apply(hole, dice);
      if (reply === undefined) {
        continue;
      }
      const kind = defect === clean ? 'clean' : 'defective';
      const score = byDefect.get(defect.name) ?? none();
      byDefect.set(defect.name, score);
      const shown = documentAfter(hole, reply, defect.wanted === 'the beginning');
      const right = isRight(shown, hole, defect, reply);
      const trimmed = reply.trim();
      const trimRight = isRight(insert(hole, trimmed), hole, defect, reply);
      for (const one of [score, total[kind], language[kind]]) {
        one.replies++;
        one.shaped += right ? 1 : 0;
        one.trimmed += trimRight ? 1 : 0;
      }
      if (!right) {
        misses.push({ defect: defect.name, hole, reply, shown });
      }
    }
  }
  return { ...total, byDefect, byLanguage, misses };
}

function insert({ document: { text }, offset }: Hole, answer: string): string {
  return text.slice(0, offset) + answer + text.slice(offset);
}

/** The document after the shaped reply, received as far as it is wanted, was accepted. */
function documentAfter(hole: Hole, reply: string, growing: boolean): string {
  const { document, offset, extent } = hole;
  const stop = createEarlyStop(document, offset, extent)(reply);
  const received = stop.enough ? reply.slice(0, stop.upTo) : reply;
  const shaped = shape(received, { document, offset, extent, growing });
  const placed =
    shaped.kind === 'text' ? placeGhostText(shaped.ghostText, document, offset) : undefined;
  return placed === undefined
    ? document.text
    : document.text.slice(0, placed.replace.start) +
        placed.insertText +
        document.text.slice(placed.replace.end);
}

function isRight(shown: string, hole: Hole, defect: Defect, reply: string): boolean {
  const { document, offset, truth } = hole;
  switch (defect.wanted) {
    case 'nothing':
      return shown === document.text;
    case 'the beginning': {
      const tail = document.text.slice(offset);
      const part = shown.endsWith(tail) ? shown.slice(offset, shown.length - tail.length) : '';
      return part.trimEnd() === reply.trimEnd() || (part.trim() !== '' && truth.startsWith(part));
    }
    default:
      return shown === insert(hole, truth);
  }
}

const percent = (part: number, whole: number) =>
  (whole === 0 ? '–' : ((100 * part) / whole).toFixed(1)).padStart(6);

function row(name: string, { replies, shaped, trimmed }: Score): string {
  return `${name.padEnd(34)} ${String(replies).padStart(6)} ${percent(shaped, replies)} ${percent(trimmed, replies)}`;
}

function table(title: string, result: ShapingResult): readonly string[] {
  const languages = [...result.byLanguage].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `${title.padEnd(34)} ${'n'.padStart(6)}  right %  plain trim %`,
    row('clean replies, untouched', result.clean),
    row('defective replies, recovered', result.defective),
    '',
    ...[...result.byDefect].slice(1).map(([name, score]) => row(name, score)),
    '',
    `${languages.length} languages`.padEnd(34) +
      '  clean: n, right % | defective: n, right %, plain trim %',
    ...languages.map(
      ([name, { clean: untouched, defective }]) =>
        `${name.padEnd(34)} ${String(untouched.replies).padStart(5)} ${percent(untouched.shaped, untouched.replies)} | ${String(defective.replies).padStart(5)} ${percent(defective.shaped, defective.replies)} ${percent(defective.trimmed, defective.replies)}`,
    ),
  ];
}

/** Judges the held-out half and measures the cost; returns the lines of the report. */
export async function benchShaping(): Promise<string[]> {
  const holes = await shapingHoles();
  const heldOut = judgeShaping(holes.filter((hole) => hole.heldOut));
  return [...table('held-out half', heldOut), '', ...shapingSpeed()];
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      develop: { type: 'boolean', default: false },
      show: { type: 'string' },
      count: { type: 'string' },
    },
  });
  if (values.develop) {
    const holes = await shapingHoles(Number(values.count ?? holesPerLanguage));
    const result = judgeShaping(holes.filter((hole) => !hole.heldOut));
    console.log(table('development half', result).join('\n'));
    for (const { defect, hole, reply, shown } of result.misses) {
      if (values.show === defect || values.show === 'all') {
        console.log(
          [
            `\n======== ${defect}: ${hole.kind}, ${hole.file.name} (${hole.extent.kind} ${hole.extent.maxLines})`,
            ...hole.above.slice(-3),
            `${hole.before}█${hole.after}`,
            ...hole.below.slice(0, 3),
            `-------- reply`,
            reply,
            `-------- shown`,
            shown.slice(
              hole.offset,
              hole.offset + Math.max(0, shown.length - hole.document.text.length),
            ),
          ].join('\n'),
        );
      }
    }
  } else {
    console.log((await benchShaping()).join('\n'));
  }
}
