import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import { createSanitizer, sanitizeMarkdown } from '../../../src/explain/sanitize.ts';

/** As the Markdown preview of VS Code reads it. */
const preview = new MarkdownIt({ html: true, linkify: true });
preview.linkify.set({ fuzzyLink: false });

/** What an HTML text holds besides text, code and the frame of a page. */
function live(html: string): readonly string[] {
  return [...html.matchAll(/<\/?([a-z][\w-]*)([^>]*)>/gi)]
    .filter(([, name = '', attributes = '']) => {
      const harmless =
        /^(?:p|h[1-6]|ul|ol|li|em|strong|del|s|code|pre|blockquote|hr|br|table|thead|tbody|tr|th|td)$/i;
      const known =
        /^(?:\s*\/|\s+(?:class="language-[\w+#.-]*"|start="\d+"|align="\w+"|style="text-align:\w+"))*$/;
      return !harmless.test(name) || !known.test(attributes);
    })
    .map(([tag]) => tag);
}

/** Fails when either renderer of VS Code would make anything of the text that loads, links or is HTML. */
function assertInert(text: string): void {
  const safe = sanitizeMarkdown(text);
  for (const html of [preview.render(safe), marked.parse(safe, { async: false, gfm: true })]) {
    assert.deepEqual(live(html), [], `${JSON.stringify(text)} -> ${JSON.stringify(safe)}`);
  }
}

const hostile = [
  '![x](https://evil.test/a.png)',
  '![x][a]\n\n[a]: https://evil.test/a.png',
  '[a]: https://evil.test\n[a]',
  '<img src="https://evil.test/a.png">',
  '<img\nsrc=https://evil.test>',
  '<style>@import "https://evil.test";</style>',
  '<svg><image href="https://evil.test"/></svg>',
  '<a ping="https://evil.test">x</a>',
  '<meta http-equiv=refresh content="0;url=https://evil.test">',
  '<iframe srcdoc="<script>1</script>"></iframe>',
  '![x](data:image/svg+xml;base64,AAAA)',
  '![x](//evil.test/a)',
  '![x](\\\\evil\\x)',
  '[x](command:workbench.action.terminal.sendSequence?%7B%7D)',
  '[x](vscode://a/b)',
  '[x](file:///etc/passwd)',
  '[x](javascript:alert(1))',
  '[a [b](https://evil.test) c](https://evil.test)',
  '<https://evil.test>',
  '<command:evil>',
  'https://evil.test/?d=secret and www.evil.test and me@evil.test',
  '\\![x](https://evil.test)',
  '!\\[x](https://evil.test)',
  '\\\\[x](https://evil.test)',
  '\\https://evil.test',
  '`![x](https://evil.test)',
  '``![x](https://evil.test)`',
  '\\`![x](https://evil.test)`',
  '| a |\n|---|\n| `a | ![x](https://evil.test) ` |',
  '| a |\n|---|\n| `a | <img src=x> ` |',
  '| a |\n|---|\n| `a | https://evil.test ` |',
  '- `a\n- ![x](https://evil.test)`',
  '    ```\n![x](https://evil.test)\n    ```',
  'text\n    ```\n    ![x](https://evil.test)',
  '~~~js `\n![x](https://evil.test)',
  '> ```\n![x](https://evil.test)',
  '- ```\n![x](https://evil.test)',
  '1. a\n\n   ```\n![x](https://evil.test)\n',
  '```a`b\n![x](https://evil.test)',
  '````\n```\n![x](https://evil.test)\n````\n![y](https://evil.test)',
  '```\n````\n![x](https://evil.test)',
  '<!-- -->![x](https://evil.test)',
  '&#33;&#91;x](https://evil.test) &lt;img src=x&gt;',
  'a[^1]\n\n[^1]: <img src=x>',
  '\u202e![x](https://evil.test)',
  'https\u200b://evil.test ![x\u0000](https://evil.test)',
];

describe('sanitizing Markdown of a model', () => {
  for (const text of hostile) {
    it(`S24 leaves nothing alive of ${JSON.stringify(text)}`, () => {
      assertInert(text);
      for (let cut = 1; cut < text.length; cut++) {
        assertInert(text.slice(0, cut));
      }
    });
  }

  it('gives for a text that grows, shrinks or is another what it gives for the whole', () => {
    const sanitize = createSanitizer();
    const code = '```ts\r\nlet a;\n\n``\n```\r\n- x\n  ~~~\n  y\n';
    for (const text of [...hostile, hostile.join('\n'), code, `${code}${hostile.join('\r\n')}`]) {
      for (let cut = 1; cut <= text.length; cut++) {
        const part = text.slice(0, cut);
        assert.equal(sanitize(part), sanitizeMarkdown(part), JSON.stringify(part));
      }
    }
  });

  it('S24 leaves nothing alive of random mixtures of what is special', function () {
    this.timeout(10_000_000);
    const parts = [
      ...[
        '`',
        '``',
        '```',
        '````',
        '~~~',
        '\n',
        '\n\n',
        '    ',
        '\t',
        '> ',
        '- ',
        '1. ',
        '| ',
        '|---|',
      ],
      ...[
        '![',
        '[',
        '](',
        ')',
        ']',
        ': ',
        '<',
        '>',
        '<img src=x>',
        '<!--',
        '-->',
        '\\',
        '!',
        'a',
        '"',
      ],
      ...[
        'https://e.test',
        'www.e.test',
        'a@e.test',
        'command:x',
        '//e.test',
        '&lt;',
        '$',
        '*',
        '_',
      ],
    ];
    const rounds = Number(process.env['FUZZ'] ?? 8_000);
    let seed = Number(process.env['SEED'] ?? 7);
    const next = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    for (let round = 0; round < rounds; round++) {
      const length = 2 + Math.floor(next() * 14);
      assertInert(
        Array.from({ length }, () => parts[Math.floor(next() * parts.length)] ?? '').join(''),
      );
    }
  });

  for (const [what, text, safe] of [
    ['headings, lists and emphasis', '# A\n\n- **b** _c_\n\n1. d', '# A\n\n- **b** _c_\n\n1. d'],
    ['code in a line', 'Uses `a[0] < b` and ``x`y``.', 'Uses `a[0] < b` and ``x`y``.'],
    ['tables', '| a | b |\n|---|---|\n| `c` | d |', '| a | b |\n|---|---|\n| `c` | d |'],
    [
      'a code block',
      'a\n\n```ts\nif (a[0] < b) {}\n```\n',
      'a\n\n```ts\nif (a[0] < b) {}\n```\n\n',
    ],
    ['a code block in a list', '- a\n  ```py\n  x\n    y\n  ```', '- a\n\n```py\nx\n  y\n```\n'],
    ['a block that is still written', '```ts\nlet a', '```ts\nlet a\n```\n'],
    ['a block that holds a fence', '~~~md\n```\n~~~', '````md\n```\n````\n'],
    ['a diagram, as text', '```mermaid\ngraph\n```', '```text\ngraph\n```\n'],
    ['a link, with its address', 'See [docs](https://a.test/b).', 'See docs (`https://a.test/b`).'],
    ['an address, without its full stop', 'At https://a.test/b.', 'At `https://a.test/b`.'],
    ['HTML, as text', 'a <b>c</b>', 'a \\<b>c\\</b>'],
    ['generic types', 'Map<string, number[]>', 'Map\\<string, number\\[\\]>'],
    ['a formula, as text', '$x^2$', '\\$x^2\\$'],
    ['what is escaped', '\\*a\\* C:\\dir', '\\*a\\* C:\\\\dir'],
    ['invisible characters, by name', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['line ends of Windows', 'a\r\nb', 'a\nb'],
  ] as const) {
    it(`keeps ${what}`, () => {
      assert.equal(sanitizeMarkdown(text), safe);
    });
  }
});
