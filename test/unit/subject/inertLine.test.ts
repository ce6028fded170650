import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import { inertLine } from '../../../src/subject/inertLine.ts';

const preview = new MarkdownIt({ html: true, linkify: true });

const hostile = [
  '![x](https://evil.test/?d=1)',
  'src/![x](https:/evil.test/a.png).ts',
  '\\![x](https://evil.test/)',
  '\\\\![x](https://evil.test/)',
  '![x][y] [y]: https://evil.test/',
  '![y] [y](https://evil.test/)',
  '[Repair](https://evil.test/)',
  '[Repair][y]\n\n[y]: https://evil.test/',
  '[y]: https://evil.test/ "x"',
  '<img src="https://evil.test/">',
  '\\<img src=x>',
  '<!-- x --> <?x?> <![CDATA[x]]> </p><svg onload=x>',
  'name\n# Heading\n\n<script>x</script>\n![x](https://evil.test/)',
  'a\r\n```\n![x](https://evil.test/)',
  '`![x](https://evil.test/)',
  '` <img src=x> `` <img src=x>',
];

/** What of a page is more than text, code and its own frame; an address that shows itself counts as text. */
function live(html: string): readonly string[] {
  const bare = html.replace(/<a href="(https:\/\/evil\.test\/)[^"]*">\1[^<]*<\/a>/g, '');
  return [...bare.matchAll(/<\/?([a-z][\w-]*)/gi)]
    .map(([, name = '']) => name)
    .filter((name) => !/^(?:p|h[12]|ul|li|em|strong|code)$/.test(name));
}

describe('a line of a page with words of strangers', () => {
  for (const text of hostile) {
    it(`S24 S25 loads and links nothing: ${JSON.stringify(text)}`, () => {
      for (const line of [text, `- ${text}: left out`, `For ${text}, line 1.`]) {
        const page = `# Page\n\n${inertLine(line)}\n\n## Next\n`;
        for (const html of [preview.render(page), marked.parse(page, { async: false })]) {
          assert.deepEqual(live(html), [], html);
          assert.equal(html.match(/<h[12]/g)?.length, 2, html);
        }
      }
    });
  }

  it('shows what is invisible, and leaves what is not', () => {
    assert.equal(inertLine('a\u202eb\u200b'), 'a⟨U+202E⟩b⟨U+200B⟩');
    const plain = '- `ghostline.network.httpHosts` = ["a", "b"] (set by you): 1 < 2, x[0], «ü 漢»';
    assert.equal(inertLine(plain), plain);
  });
});
