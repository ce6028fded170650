import assert from 'node:assert/strict';
import { looksByItself, notBegun } from '../../../src/doctor/byItself.ts';
import { checkIds } from '../../../src/doctor/finding.ts';
import { renderPage } from '../../../src/doctor/render.ts';

describe('Doctor by itself', () => {
  it('S45 looks again only where somebody began, sees the page, and trusts the workspace', () => {
    const all = { begun: true, isOpen: true, isTrusted: true };
    assert.ok(looksByItself(all));
    for (const missing of Object.keys(all)) {
      assert.ok(!looksByItself({ ...all, [missing]: false }), missing);
    }
  });

  it('shows, in a window that is opened again, a page on which nothing is checked or being checked', () => {
    assert.deepEqual(Object.keys(notBegun), [...checkIds]);
    const states = new Set<string>();
    const { text } = renderPage(notBegun, {
      title: 'Doctor',
      intro: [],
      summary: (failing, running) => `${failing.length} ${running}`,
      heading(title, state) {
        states.add(state);
        return title;
      },
      checkTitle: (id) => id,
      body: () => [],
    });
    assert.match(text, /^# Doctor\n\n0 0\n/);
    assert.deepEqual([...states], ['skipped']);
  });
});
