import assert from 'node:assert/strict';
import { generateTrace, personTyping, steadyTyping } from '../../../bench/replay/generate.mts';
import { parseTrace } from '../../../bench/replay/trace.mts';

const line = (name: string) =>
  `export function ${name}(value: string) {\n  if (value === "${name}") {\n    return [value];\n  }\n  return [];\n}\n\n`;
const text = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'].map(line).join('');
const source = { path: 'a.ts', languageId: 'typescript', text };

describe('the generator of typing sessions', () => {
  it('leads to the text of its source, whatever the typist', () => {
    for (const profile of [steadyTyping(90), personTyping(250)]) {
      for (let seed = 1; seed <= 20; seed++) {
        const trace = generateTrace(source, { keys: 200, profile, seed });
        assert.equal(trace.final, text);
        assert.deepEqual(parseTrace(JSON.stringify(trace)), trace);
        assert.ok(trace.events.length > 50, `${trace.events.length} keys`);
      }
    }
  });

  it('makes the same session for the same seed and another one for another', () => {
    const make = (seed: number) =>
      generateTrace(source, { keys: 100, profile: personTyping(180), seed });
    assert.deepEqual(make(1), make(1));
    assert.notDeepEqual(make(1).events, make(2).events);
  });

  it('closes brackets and quotes, types over them and indents new lines', () => {
    const { events } = generateTrace(source, { keys: 400, profile: steadyTyping(100), seed: 3 });
    const edits = events.flatMap((event) => event.edits);
    assert.ok(edits.some(({ insert }) => insert === '()'));
    assert.ok(edits.some(({ insert, remove }) => insert === ')' && remove === 1));
    assert.ok(edits.some(({ insert }) => /^\n +\n? *$/.test(insert)));
    assert.ok(edits.every(({ insert }) => insert.trim().length <= 2));
  });

  it('makes typos and takes them back when it is a person', () => {
    const keys = { keys: 400, seed: 1 };
    const person = generateTrace(source, { ...keys, profile: personTyping(100) });
    const machine = generateTrace(source, { ...keys, profile: steadyTyping(100) });
    const backspaces = ({ events }: typeof person) =>
      events.filter(({ edits }) => edits[0]?.remove === 1 && edits[0].insert === '').length;
    assert.ok(backspaces(person) > backspaces(machine) + 3);
    assert.ok(machine.events.every(({ atMs }) => atMs % 100 === 0));
  });
});
