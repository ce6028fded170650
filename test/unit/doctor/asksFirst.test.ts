import assert from 'node:assert/strict';
import { asksFirst } from '../../../src/doctor/asksFirst.ts';
import type { Repair } from '../../../src/doctor/finding.ts';

describe('a repair by whoever runs the command of Doctor’s page', () => {
  const opening: readonly Repair[] = [
    { kind: 'allow other machines' },
    { kind: 'allow http', host: 'box.local:11434' },
    { kind: 'use environment key', origin: 'https://api.openai.com' },
  ];
  for (const repair of opening) {
    it(`S30 asks the user first where it lets code go elsewhere: ${repair.kind}`, () => {
      assert.ok(asksFirst(repair));
    });
  }

  it('asks nothing twice', () => {
    const others: readonly Repair[] = [
      { kind: 'set key' },
      { kind: 'end snooze' },
      { kind: 'enter address', key: 'openai.baseUrl' },
    ];
    assert.deepEqual(others.filter(asksFirst), []);
  });
});
