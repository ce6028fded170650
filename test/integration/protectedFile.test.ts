import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isProtectedFile } from '../../src/editor/protectedFile.ts';

describe('protected files behind links', () => {
  let folder = '';
  const isProtected = (name: string, scheme = 'file') => {
    const file = path.join(folder, name);
    return isProtectedFile({ scheme, path: file, fsPath: file });
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ghostline-links-'));
    await mkdir(path.join(folder, '.vscode'));
    await mkdir(path.join(folder, 'plain'));
    await writeFile(path.join(folder, '.vscode', 'settings.json'), '{}');
    await writeFile(path.join(folder, 'plain', 'a.ts'), '');
    await symlink(path.join('.vscode', 'settings.json'), path.join(folder, 'notes.json'));
    await symlink('.vscode', path.join(folder, 'docs'));
    await symlink('plain', path.join(folder, 'other'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('S32 are those that a link to a file or a folder leads to, there or not', async () => {
    assert.ok(await isProtected('notes.json'));
    assert.ok(await isProtected(path.join('docs', 'settings.json')));
    assert.ok(await isProtected(path.join('docs', 'new.json')));
    assert.ok(await isProtected(path.join('docs', 'new', 'file.json')));
    assert.ok(await isProtected(path.join('.vscode', 'new.json'), 'untitled'));
  });

  it('are not those that a link to another place leads to', async () => {
    assert.ok(!(await isProtected(path.join('other', 'a.ts'))));
    assert.ok(!(await isProtected(path.join('other', 'new.ts'))));
    assert.ok(!(await isProtected('new.ts')));
  });
});
