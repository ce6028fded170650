import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/edit/edits.ts';
import {
  type OtherFile,
  otherScopes,
  otherWords,
  shownFiles,
} from '../../../src/edit/elsewhere.ts';
import { readReply } from '../../../src/edit/read.ts';
import { secretsOf } from '../../../src/edit/veil.ts';
import { block, scopeOf } from './support.ts';

const caller = "import { priceOf } from './prices';\n\nexport const one = priceOf(1);\n";

function fileOf(path: string, text = caller, changes: Partial<OtherFile> = {}): OtherFile {
  const start = text.indexOf('export');
  return {
    uri: `file:///w/${path}`,
    version: 3,
    path,
    languageId: 'typescript',
    text,
    spans: [{ start, end: text.indexOf('\n', start) }],
    ...changes,
  };
}

const source = 'export function █priceOf(net: number) {\n  return net;\n}█\n';
const own = block('  return net;', '  return String(net);');
const theirs = block('export const one = priceOf(1);', 'export const one = Number(priceOf(1));');

/** What a reply does: the changed texts by path, or the refusal. */
function read(reply: string, ...files: readonly OtherFile[]) {
  const scope = scopeOf(source, { path: 'src/prices.ts' });
  const others = otherScopes(shownFiles(files, 'src/prices.ts', 10_000), secretsOf(undefined));
  const found = readReply(reply, scope, false, others);
  if (found.kind === 'refused') {
    return found.reason;
  }
  return {
    own: applyEdits(scope.text, found.edits),
    elsewhere: (found.elsewhere ?? []).map(({ edits, uri, version }) => [
      uri,
      version,
      applyEdits(files.find((file) => file.uri === uri)?.text ?? '', edits),
    ]),
  };
}

describe('changes in other files', () => {
  const changed = { own: source.replaceAll('█', '').replace('return net', 'return String(net)') };
  const there = ['file:///w/src/user.ts', 3, caller.replace('priceOf(1)', 'Number(priceOf(1))')];

  it('are kept apart from those of the file that is asked about', () => {
    const reply = `Both.\n\n${own}\nFile: src/user.ts\n${theirs}`;
    assert.deepEqual(read(reply, fileOf('src/user.ts')), { ...changed, elsewhere: [there] });
    assert.deepEqual(
      read(
        `Both.\n\nFile: user.ts\n${theirs}\n\nFile: src/prices.ts\n${own}`,
        fileOf('src/user.ts'),
      ),
      {
        ...changed,
        elsewhere: [there],
      },
    );
  });

  it('S31 refuse the reply when the file is none of those that were shown', () => {
    for (const path of ['settings.json', '.vscode/settings.json', '../user.ts', 'src/other.ts']) {
      const reply = `${own}\nFile: ${path}\n${block('a', 'b')}`;
      assert.deepEqual(read(reply, fileOf('src/user.ts')), { kind: 'other file', path });
    }
  });

  it('refuse the reply when a name could mean more than one file', () => {
    const files = [fileOf('x/user.ts'), fileOf('y/user.ts')];
    const reply = `${own}\nFile: user.ts\n${theirs}`;
    assert.deepEqual(read(reply, ...files), { kind: 'other file', path: 'user.ts' });
    const exact = read(`${own}\nFile: y/user.ts\n${theirs}`, ...files);
    assert.ok('elsewhere' in exact);
    assert.deepEqual(
      exact.elsewhere.map(([uri]) => uri),
      ['file:///w/y/user.ts'],
    );
  });

  it('refuse the reply when they are all there is', () => {
    assert.deepEqual(read(`File: src/user.ts\n${theirs}`, fileOf('src/user.ts')), {
      kind: 'other file',
      path: 'src/user.ts',
    });
  });

  it('are left out where they do not fit, and the rest stays', () => {
    const files = [fileOf('src/user.ts'), fileOf('src/more.ts')];
    const far = `${caller}${'\n'.repeat(80)}const hidden = 1;\n`;
    const lost = block('no such line', 'x');
    assert.deepEqual(
      read(`${own}\nFile: src/more.ts\n${lost}\nFile: src/user.ts\n${theirs}`, ...files),
      { ...changed, elsewhere: [there] },
    );
    assert.deepEqual(
      read(
        `${own}\nFile: src/user.ts\n${block('const hidden = 1;', 'const hidden = 2;')}`,
        fileOf('src/user.ts', far),
      ),
      { ...changed, elsewhere: [] },
      'lines that were not shown',
    );
    assert.deepEqual(
      read(
        `${own}\nFile: src/user.ts\n${block('export const one = priceOf(1);', 'export const one = 1;\u202e')}`,
        ...files,
      ),
      { ...changed, elsewhere: [] },
      'invisible characters',
    );
  });

  it('are shown with the lines around each use, as far as the budget goes', () => {
    const files = [fileOf('src/user.ts'), fileOf('src/more.ts')];
    const all = shownFiles(files, 'src/prices.ts', 10_000);
    assert.equal(
      otherWords(all.slice(0, 1)),
      `Another open file, which uses this: src/user.ts (typescript)\nLines 1-4 of it:\n${caller.trimEnd()}`,
    );
    assert.equal(all.length, 2);
    assert.equal(shownFiles(files, 'src/prices.ts', otherWords(all).length - 20).length, 1);
  });

  it('are offered of no file whose name could be taken for another one or for words', () => {
    const paths = ['prices.ts', 'src/a\nFile: b.ts', 'a'.repeat(500)];
    for (const path of paths) {
      assert.deepEqual(shownFiles([fileOf(path)], 'src/prices.ts', 10_000), [], path);
    }
    assert.deepEqual(
      shownFiles([fileOf('x/user.ts'), fileOf('user.ts')], 'src/prices.ts', 9_999),
      [],
    );
  });
});
