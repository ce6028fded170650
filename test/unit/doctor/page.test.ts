import assert from 'node:assert/strict';
import { checkIds, failed, fine, noted } from '../../../src/doctor/finding.ts';
import { type PageWords, type Rows, renderPage } from '../../../src/doctor/render.ts';
import { requestFinding } from '../../../src/doctor/request.ts';
import { parseSettings } from '../../../src/settings.ts';
import { safeFill } from '../model/support.ts';

const words: PageWords = {
  title: 'Doctor',
  intro: ['about'],
  summary: (failing, running) => `${failing.join('+')} ${running}`,
  heading: (title, state) => `${title} is ${state}`,
  checkTitle: (id) => `the ${id}`,
  body: ({ fact }) => (fact.kind === 'broke' ? [fact.detail] : ['- one', '- two']),
};

describe('the page', () => {
  const rows: Rows = {
    server: failed({ kind: 'stopped' }),
    key: noted({ kind: 'on own computer' }),
    here: fine({ kind: 'not remote' }),
  };

  it('has a heading for each check at all times, in one order', () => {
    for (const state of [{}, rows]) {
      const headings = renderPage(state, words)
        .text.split('\n')
        .filter((line) => line.startsWith('## '));
      assert.deepEqual(
        headings.map((line) => line.split(' ')[2]),
        [...checkIds],
      );
    }
  });

  it('says what failed and how much is left', () => {
    assert.match(renderPage(rows, words).text, /^# Doctor\n\nthe server 10\n\nabout\n/);
  });

  it('says how each check stands', () => {
    const { text } = renderPage(rows, words);
    assert.match(text, /## the server is failed\n\n- one\n- two\n/);
    assert.match(text, /## the key is note\n/);
    assert.match(text, /## the fill is running\n\n## /);
  });

  it('gives words from outside no line of their own', () => {
    const broke = failed({ kind: 'broke', detail: 'one\n## the key is ok\r\n\ntwo' });
    const { text } = renderPage({ ...rows, remote: broke }, words);
    assert.match(text, /\none ## the key is ok two\n/);
    assert.equal(text.match(/^## /gm)?.length, checkIds.length);
  });
});

describe('what would be sent', () => {
  const settings = parseSettings((key) => key !== 'context.diagnostics' && undefined);
  const file = { scheme: 'file', path: 'b.ts', languageId: 'typescript', insideWorkspace: true };
  const passed = safeFill('const a█ = 1;', {
    context: [{ kind: 'definition', file, text: 'let b;' }],
  });
  const leftOut = [{ path: '.env', reason: 'secret file' }] as const;

  it('is told by its sizes and parts, without any of its text', () => {
    const found = requestFinding({ passed, leftOut, settings });
    assert.deepEqual(found.fact, {
      kind: 'request',
      path: 'src/file.ts',
      languageId: 'typescript',
      prefixCharacters: 7,
      suffixCharacters: 5,
      pieces: [{ kind: 'definition', path: 'b.ts', characters: 6 }],
      secrets: false,
      leftOut,
      off: ['context.diagnostics'],
    });
    assert.deepEqual(found.repairs, [{ kind: 'preview request' }]);
    assert.ok(!JSON.stringify(found).includes('let b'));
  });

  it('is nothing where the gate refuses, with its reason', () => {
    const found = requestFinding({
      passed: 'secret file',
      leftOut: [],
      settings,
    });
    assert.deepEqual(found.fact, { kind: 'nothing sent', reason: 'secret file' });
    assert.equal(requestFinding(undefined).fact.kind, 'no document');
  });
});
