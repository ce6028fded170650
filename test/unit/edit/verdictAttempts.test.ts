import assert from 'node:assert/strict';
import { type Answer, type Candidate, makeAttempts } from '../../../src/edit/attempts.ts';
import type { Cheat } from '../../../src/edit/cheats.ts';
import type { Attempt } from '../../../src/edit/task.ts';
import type { Verdict } from '../../../src/edit/verdict.ts';

const good: Verdict = { kind: 'verified', fixed: 1, of: 1, openFiles: 1, unchecked: 0 };
const still: Verdict = { kind: 'partly', fixed: 0, of: 1, added: 0, messages: ['still'] };
const worse: Verdict = { kind: 'partly', fixed: 1, of: 1, added: 1, messages: ['new'] };
const half: Verdict = { kind: 'partly', fixed: 1, of: 2, added: 0, messages: ['other'] };
const unsure: Verdict = { kind: 'not verified', reason: 'no report' };

interface Step {
  readonly verdict?: Verdict | 'stopped';
  readonly cheat?: Cheat;
  readonly other?: string;
}

const cheat: Cheat = { kind: 'cast', line: 0, text: 'x as any' };

/** Makes attempts whose answers and checks are given; `told` holds what each question was told. */
async function run(most: number, ...steps: readonly Step[]) {
  const told: (readonly Attempt[])[] = [];
  let at = -1;
  const end = await makeAttempts<string>(
    {
      async ask(attempts) {
        told.push([...attempts]);
        at += 1;
        const { other } = steps[at] ?? assert.fail('one question too many');
        const answer: Answer<string> =
          other === undefined
            ? { kind: 'edits', edits: [{ start: at, end: at, text: 'x' }], why: `why ${at}` }
            : { kind: 'other', other };
        return answer;
      },
      async check() {
        const verdict = steps[at]?.verdict ?? 'stopped';
        return verdict === 'stopped'
          ? undefined
          : { verdict, complaints: verdict.kind === 'partly' ? verdict.messages : [] };
      },
      cheatsIn() {
        const found = steps[at]?.cheat;
        return found === undefined ? [] : [found];
      },
      rank: (candidates: readonly Candidate[]) =>
        candidates.toSorted((one, other) => one.cheats.length - other.cheats.length),
    },
    most,
  );
  return { end, told };
}

describe('attempts', () => {
  it('end with the first that repairs', async () => {
    const { end, told } = await run(3, { verdict: good });
    assert.equal(end.kind === 'offered' && end.candidate.verdict, good);
    assert.equal(told.length, 1);
  });

  it('tell the next what was wrong with the last', async () => {
    const { end, told } = await run(2, { verdict: still }, { verdict: good });
    assert.equal(end.kind === 'offered' && end.candidate.why, 'why 1');
    assert.deepEqual(told[1], [
      { edits: [{ start: 0, end: 0, text: 'x' }], complaints: ['still'] },
    ]);
  });

  it('offer nothing that made it worse or no better', async () => {
    const { end } = await run(2, { verdict: worse }, { verdict: still });
    assert.deepEqual(end, { kind: 'withdrawn', messages: ['still'], attempts: 2 });
  });

  it('offer what repaired a part where nothing repaired all', async () => {
    const { end } = await run(2, { verdict: half }, { verdict: worse });
    assert.equal(end.kind === 'offered' && end.candidate.verdict, half);
  });

  it('do not go on where nobody can say what is wrong', async () => {
    const { end, told } = await run(3, { verdict: unsure });
    assert.equal(end.kind === 'offered' && end.candidate.verdict, unsure);
    assert.equal(told.length, 1);
  });

  it('never call what silences a problem verified, and prefer anything to it', async () => {
    const { end, told } = await run(2, { verdict: good, cheat }, { verdict: unsure });
    assert.equal(end.kind === 'offered' && end.candidate.verdict, unsure);
    assert.match(told[1]?.[0]?.complaints[0] ?? '', /silences/);
    const only = await run(1, { verdict: good, cheat });
    assert.deepEqual(only.end.kind === 'offered' && only.end.candidate.verdict, {
      kind: 'not verified',
      reason: 'suspicious',
      suspicion: cheat,
    });
  });

  it('say so where what silences a problem repairs only a part', async () => {
    const { end } = await run(1, { verdict: half, cheat });
    assert.deepEqual(end.kind === 'offered' && end.candidate.verdict, {
      ...half,
      suspicion: cheat,
    });
  });

  it('end with an answer that is no edit, unless one before it can be offered', async () => {
    assert.deepEqual((await run(2, { other: 'no model' })).end, {
      kind: 'other',
      other: 'no model',
    });
    const { end } = await run(2, { verdict: half }, { other: 'prose' });
    assert.equal(end.kind === 'offered' && end.candidate.verdict, half);
    assert.equal((await run(2, { verdict: still }, { other: 'prose' })).end.kind, 'withdrawn');
  });

  it('end when they are stopped', async () => {
    assert.deepEqual((await run(2, { verdict: 'stopped' })).end, { kind: 'stopped' });
  });
});
