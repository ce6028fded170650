import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const code = readdirSync('src', { recursive: true })
  .map((file) => path.join('src', String(file)))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

/** Texts of calls with a literal as the first argument, as they are at run time. */
function literalsIn(text: string): readonly string[] {
  return [...text.matchAll(/\bl10n\.t\(\s*(['"])((?:\\.|(?!\1).)*)\1\s*[,)]/g)].map(
    ([, , literal = '']) => literal.replace(/\\(.)/g, '$1'),
  );
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([placeholder]) => placeholder).sort();
}

function bundle(language: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(path.join('l10n', `bundle.l10n${language}.json`), 'utf8'));
}

const texts = [...new Set(literalsIn(code))].sort();

/** Everything that is read in Chinese. */
const chineseFiles = [
  'l10n/bundle.l10n.zh-cn.json',
  'package.nls.zh-cn.json',
  'README.zh-CN.md',
  ...readdirSync('media/walkthrough')
    .filter((file) => file.endsWith('.zh-cn.md'))
    .map((file) => `media/walkthrough/${file}`),
].map((file) => [file, readFileSync(file, 'utf8')] as const);

/**
 * 你 and not its polite form, one word for undo and one for a model's token (a token that is a
 * secret stands behind the keys), and Chinese punctuation.
 */
const otherWords = /.{0,8}(?:您|撤销|(?<!密钥、)令牌|\p{Script=Han}[?!,;:]).{0,8}/gu;

describe('the translations', () => {
  for (const language of ['', '.zh-cn']) {
    it(`bundle.l10n${language}.json holds every text of the code and no other`, () => {
      assert.deepEqual(Object.keys(bundle(language)).sort(), texts);
    });

    it(`bundle.l10n${language}.json keeps the placeholders`, () => {
      for (const [text, translated] of Object.entries(bundle(language))) {
        assert.deepEqual(placeholdersOf(translated), placeholdersOf(text), text);
      }
    });
  }

  it('leave English as it is', () => {
    for (const [text, same] of Object.entries(bundle(''))) {
      assert.equal(same, text);
    }
  });

  it('have a Chinese text for each English one', () => {
    for (const [text, translated] of Object.entries(bundle('.zh-cn'))) {
      assert.match(translated, /\p{Script=Han}/u, text);
    }
  });

  for (const [file, words] of chineseFiles) {
    it(`${file} speaks to the user and names things as the others do`, () => {
      const found = [...words.matchAll(otherWords)];
      assert.deepEqual(
        found.map(([where]) => where),
        [],
      );
    });
  }

  it('are asked for with literals only, in the editor folder', () => {
    assert.equal(code.match(/\bl10n\.t\(/g)?.length, literalsIn(code).length);
    const elsewhere = ['text', 'privacy', 'model', 'instant', 'completion', 'explain'].flatMap(
      (folder) =>
        readdirSync(path.join('src', folder), { recursive: true })
          .map((file) => path.join('src', folder, String(file)))
          .filter((file) => file.endsWith('.ts') && readFileSync(file, 'utf8').includes('l10n')),
    );
    assert.deepEqual(elsewhere, []);
  });

  it('see literals in both quotes, and nothing else', () => {
    assert.deepEqual(literalsIn("l10n.t('It\\'s {0}', x); l10n.t(\n  \"Don't\",\n)"), [
      "It's {0}",
      "Don't",
    ]);
    assert.deepEqual(literalsIn("l10n.t(`a`); l10n.t(name); l10n.t('a' + b)"), []);
  });
});
