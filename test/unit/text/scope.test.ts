import assert from 'node:assert/strict';
import type { CodeScope } from '../../../src/settings.ts';
import { createCodeReader } from '../../../src/text/codeReader.ts';
import { languageOf } from '../../../src/text/language.ts';
import { createReaderAt, scopeAt } from '../../../src/text/scope.ts';
import { atCursor } from '../completion/support.ts';

const samples: readonly (readonly [language: string, sample: string, scope: CodeScope])[] = [
  ['typescript', 'const a = █1;', 'code'],
  ['typescript', 'const a = "he█llo";', 'strings'],
  ['typescript', "const a = 'it\\'s █';", 'strings'],
  ['typescript', 'const a = "x"; █', 'code'],
  ['typescript', '// note █', 'comments'],
  ['typescript', '// note\n█', 'code'],
  ['typescript', '/* a\n * b█', 'comments'],
  ['typescript', '/* a */ █', 'code'],
  ['typescript', `const a = \`x \${█b}\`;`, 'code'],
  ['typescript', `const a = \`x \${b} █\`;`, 'strings'],
  ['typescript', `const a = \`x \${f({ b: \`y \${█}\` })}\`;`, 'code'],
  ['typescript', `const a = \`x \${f({ b: \`y\` })} █\`;`, 'strings'],
  ['typescript', 'const a = `line\nline █', 'strings'],
  ['typescript', `const a = \`x \${b}\`;\n█`, 'code'],
  ['typescript', 'const quote = /["\'`]/.test(a);\n█', 'code'],
  ['typescript', 'return /`/.test(a) ? █', 'code'],
  ['typescript', 'const half = a / 2; // "half"\nconst b = c / █', 'code'],
  ['typescript', 'const a = "http://example.org";\n█', 'code'],
  ['typescript', '  "unclosed\n█', 'code'],
  ['typescriptreact', "const a = <p>Don't</p>;\n█", 'code'],
  ['typescriptreact', 'return <a href="x" />; █', 'code'],
  ['javascript', "console.log('a' + █)", 'code'],
  ['python', '# note █', 'comments'],
  ['python', 'a = 1  # note\n█', 'code'],
  ['python', 'def f():\n    """Adds █', 'strings'],
  ['python', 'def f():\n    """Adds."""\n    █', 'code'],
  ['python', "a = '''x\ny █", 'strings'],
  ['python', 'a = f"{na█me}"', 'code'],
  ['python', 'a = f"{name} █"', 'strings'],
  ['python', 'a = f"{{ █"', 'strings'],
  ['python', 'a = f"{broken\nb = █', 'code'],
  ['python', "a = 'it\\'s' + █", 'code'],
  ['go', 'a := `raw "\n█', 'strings'],
  ['go', "quote := '\"'\n█", 'code'],
  ['go', 's := "a\\"b█', 'strings'],
  ['rust', "fn f<'a>(x: &'a str) -> &'a █", 'code'],
  ['rust', "let q = '\"';\nlet r = █", 'code'],
  ['rust', 'let s = r#"a "quoted" █', 'strings'],
  ['rust', 'let s = r#"a"#; █', 'code'],
  ['rust', '/// Adds █', 'comments'],
  ['java', 'String s = """\n  text █', 'strings'],
  ['java', "char c = '\\''; █", 'code'],
  ['kotlin', `val s = "a \${b.█}"`, 'code'],
  ['kotlin', 'val s = """a\nb █', 'strings'],
  ['swift', 'let s = "a \\(b█)"', 'code'],
  ['swift', 'let s = "a \\(f(b)) █"', 'strings'],
  ['c', "char c = '\"'; /* █", 'comments'],
  ['c', '#include "a█', 'strings'],
  ['cpp', 'auto s = R"(a "b" █', 'strings'],
  ['cpp', "int million = 1'000'000; █", 'code'],
  ['csharp', 'var p = @"C:\\dir\\"; █', 'code'],
  ['csharp', 'var s = $"a {b█}";', 'code'],
  ['csharp', 'var s = """\n a "b" █', 'strings'],
  ['php', '$a = "x {$b█}";', 'code'],
  ['php', '#[Route("/")]\n█', 'code'],
  ['php', "<p>Don't</p>\n<?php █", 'code'],
  ['php', "$a = <<<EOT\n it's █", 'strings'],
  ['php', "$a = <<<EOT\n it's\nEOT;\n█", 'code'],
  ['ruby', 'a = "x #{b█}"', 'code'],
  ['ruby', "a = <<~SQL\n  it's\nSQL\nb = █", 'code'],
  ['ruby', 'a = <<~SQL\n  select █', 'strings'],
  ['ruby', "s =~ /'/ ? █", 'code'],
  ['shellscript', "echo 'a\nb █", 'strings'],
  ['shellscript', 'echo "$(date █)"', 'code'],
  ['shellscript', 'echo $# # █', 'comments'],
  ['shellscript', 'test $# -gt 1 && █', 'code'],
  ['shellscript', "cat <<EOF\nit's\nEOF\n█", 'code'],
  ['powershell', '<# a\n█', 'comments'],
  ['sql', "select 'it''s' █", 'code'],
  ['sql', "-- it's\nselect █", 'code'],
  ['sql', "insert into t values ('a█", 'strings'],
  ['html', '<p>it\'s "█', 'code'],
  ['html', '<!-- █', 'comments'],
  ['css', 'a { background: url(http://x/y); █', 'code'],
  ['css', 'a::before { content: "█', 'strings'],
  ['scss', '// █', 'comments'],
  ['json', '{ "a█', 'strings'],
  ['jsonc', '// █', 'comments'],
  ['yaml', 'a: "b █', 'strings'],
  ['yaml', "a: don't\nb: █", 'code'],
  ['yaml', 'url: http://a#b █', 'code'],
  ['toml', "path = '''\n█", 'strings'],
  ['lua', '--[[ a\nb █', 'comments'],
  ['lua', '-- a\nlocal s = [[ █', 'strings'],
  ['lua', 'i = i - -1 █', 'code'],
  ['dart', `var a = '\${b█}';`, 'code'],
  ['haskell', "f' x' = x' █", 'code'],
  ['elixir', '"a #{b█}"', 'code'],
  ['markdown', "Don't `a █", 'code'],
  ['plaintext', "it's █", 'code'],
  ['vue', '<!-- █', 'comments'],
  ['svelte', '<script>\nconst a = `${█', 'code'],
  ['a language nobody knows', '// █', 'comments'],
  ['a language nobody knows', 'x = "a" █', 'code'],
];

describe('scopeAt', () => {
  for (const [language, sample, scope] of samples) {
    it(`finds ${scope} in ${language}: ${JSON.stringify(sample)}`, () => {
      const { document, offset } = atCursor(sample, language);
      assert.equal(scopeAt(document, offset), scope);
    });
  }

  it('reads at most 200,000 characters, from a line that looks like code', () => {
    const filler = 'const a = 1;\n\n'.repeat(20_000);
    const { document, offset } = atCursor(`\`unclosed\n${filler}const b = █1;`);
    assert.equal(scopeAt(document, offset), 'code');
  });

  it('finds a comment that began long before in a long file', () => {
    const filler = 'const a = 1;\n\n'.repeat(20_000);
    const { document, offset } = atCursor(`${filler}/*\n${'some words\n'.repeat(500)}█`);
    assert.equal(scopeAt(document, offset), 'comments');
  });

  it('gives the same answer for each line end as for the text cut there', () => {
    const text = samples.map(([, sample]) => sample.replace('█', '')).join('\n');
    const { document } = atCursor(`${text}█`);
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
      const cut = { ...document, text: text.slice(0, end) };
      assert.equal(scopeAt(document, end), scopeAt(cut, end));
    }
  });

  it('gives the same answer whatever was looked at before', () => {
    const plain = 'const a = 1;\n'.repeat(1_000);
    const readerAt = createReaderAt();
    const scopeBy = (languageId: string, text: string, offset: number) => {
      const document = { uri: 'a', path: 'a', languageId, version: 1, text };
      const reader = createCodeReader(languageOf(languageId));
      reader.read(text.slice(0, offset));
      assert.equal(
        scopeAt(document, offset, readerAt),
        reader.scope(),
        `${languageId} at ${offset}`,
      );
      return reader.scope();
    };
    const seen = new Set<CodeScope>();
    for (const mark of ['/*', '`', '"""', '# "', '']) {
      for (const languageId of ['typescript', 'python']) {
        for (const at of [0, 2_600, 9_100, 11_700]) {
          scopeBy(languageId, plain, 9_000);
          const text = plain.slice(0, at) + mark + plain.slice(at);
          for (const offset of [9_010, 9_300, 12_500, 4_500, text.length]) {
            seen.add(scopeBy(languageId, text, offset));
          }
        }
      }
    }
    assert.equal(seen.size, 3);
  });
});
