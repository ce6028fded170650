import assert from 'node:assert/strict';
import { isVisible, placeGhostText } from '../../../src/completion/shape/placement.ts';
import { shape } from '../../../src/completion/shape/shape.ts';
import clean from '../../fixtures/completion/clean.txt';
import odd from '../../fixtures/completion/odd.txt';
import { extentHere, parseSamples } from './shapeSamples.ts';
import { atCursor } from './support.ts';

const samples = [...parseSamples(clean), ...parseSamples(odd)];

describe('isVisible', () => {
  // What VS Code 1.139 painted when an extension offered the text for the range.
  const probes: readonly (readonly [
    marked: string,
    insertText: string,
    start: number,
    end: number,
    visible: boolean,
  ])[] = [
    ['foo.█', 'foo.bar()', 0, 4, true],
    ['foo(█)', 'a, b', 4, 4, true],
    ['foo(█)', 'a, b)', 4, 5, true],
    ['foo(█ )', 'a, b )', 4, 6, true],
    ['ab cd█Xef gh', 'cdXeZZ', 3, 12, false],
    ['a█\nb', 'a1\nb', 0, 3, false],
    ['foo(█bar)', 'baz', 4, 8, false],
    ['Foo█', 'foobar', 0, 3, false],
    ['xyz█', 'console.log()', 0, 3, false],
    ['█', 'a'.repeat(4_999), 0, 0, true],
    ['█', 'a'.repeat(5_001), 0, 0, false],
    ['a█', '\nb', 1, 1, true],
    ['a█', 'a', 0, 1, false],
    ['foo(█)', ')', 4, 5, false],
  ];
  for (const [marked, insertText, start, end, visible] of probes) {
    it(`${visible ? 'paints' : 'hides'} ${insertText.slice(0, 20)} at ${marked}`, () => {
      const { document, offset } = atCursor(marked);
      assert.equal(isVisible(document, offset, insertText, { start, end }), visible);
    });
  }
});

describe('placeGhostText', () => {
  const place = (marked: string, ghostText: string) => {
    const { document, offset } = atCursor(marked);
    return placeGhostText(ghostText, document, offset);
  };

  it('replaces from the start of the line and writes it again', () => {
    assert.deepEqual(place('a();\n  b.█\n', 'c();'), {
      ghostText: 'c();',
      insertText: '  b.c();',
      replace: { start: 5, end: 9 },
    });
  });

  it('replaces the closers behind the cursor that the text writes again', () => {
    assert.equal(place('add(█);', 'a, b);')?.replace.end, 6);
    assert.equal(place('add("█");', 'a", b);')?.replace.end, 8);
    assert.equal(place('f({ █ });', 'a: 1 });')?.replace.end, 8);
    assert.equal(place('<div█>', ' id="a">')?.replace.end, 5);
  });

  it('leaves closers behind the cursor that the text does not write', () => {
    assert.equal(place('add(█);', 'a, b')?.replace.end, 4);
    assert.equal(place('add(█);', 'f(a)')?.replace.end, 4);
    assert.equal(place('add(█);', '")"')?.replace.end, 4);
  });

  it('leaves out the start of a line that is very long', () => {
    const line = 'x'.repeat(600);
    assert.deepEqual(place(`${line}█`, '()')?.replace, { start: 600, end: 600 });
  });

  it('places nothing when only what stands behind the cursor is left', () => {
    assert.equal(place('add(a█)', ')'), undefined);
    assert.equal(place('add(a█);', ');'), undefined);
  });

  it('places nothing that is white space or too long to be painted', () => {
    assert.equal(place('a█', ' \n '), undefined);
    assert.equal(place('a█', 'b'.repeat(5_000)), undefined);
  });

  it('completes to the same text while the user types along', () => {
    for (const { language, marked, reply, expected, title } of samples) {
      const { document, offset } = atCursor(marked, language);
      const shaped = shape(reply, { document, offset, extent: extentHere(document, offset) });
      if (shaped.kind === 'nothing') {
        continue;
      }
      const { ghostText } = shaped;
      let head = document.text.slice(0, offset);
      let behind = document.text.slice(offset);
      for (const [index, character] of [...ghostText].entries()) {
        head += character;
        // The editor types over a closer that it inserted itself.
        behind = /^[)\]}"'`]/.test(character) && behind[0] === character ? behind.slice(1) : behind;
        if (behind.startsWith(' ')) {
          break;
        }
        const rest = [...ghostText].slice(index + 1).join('');
        const text = head + behind;
        const now = { ...document, text };
        const placed = placeGhostText(rest, now, head.length);
        if (placed !== undefined) {
          const { insertText, replace } = placed;
          assert.ok(isVisible(now, head.length, insertText, replace), title);
          const accepted = text.slice(0, replace.start) + insertText + text.slice(replace.end);
          assert.equal(accepted, expected, `${title}, ${index + 1} typed`);
        }
      }
    }
  });
});

describe('placeGhostText after shape', () => {
  /** A repeatable sequence of numbers below `limit`: https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
  function dice(seed: number): (limit: number) => number {
    let state = seed;
    return (limit) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % limit;
    };
  }

  it('makes an edit that VS Code paints of any reply at any place', () => {
    const pieces = ['(', ')', '{', '}', '"', "'", '`', '${', ';', ',', '\n', '  ', 'name', '=> '];
    const roll = dice(7);
    let placedOften = 0;
    for (let round = 0; round < 3_000; round++) {
      const sample = samples[roll(samples.length)]!;
      const text = sample.expected.startsWith('nothing') ? sample.marked : sample.expected;
      const plain = text.replace('█', '');
      const at = roll(plain.length + 1);
      const marked = `${plain.slice(0, at)}█${plain.slice(at)}`;
      const noise = Array.from({ length: roll(12) }, () => pieces[roll(pieces.length)]).join('');
      const { document, offset } = atCursor(marked, sample.language);
      const reply = roll(2) === 0 ? noise : sample.reply + noise;
      const shaped = shape(reply, { document, offset, extent: extentHere(document, offset) });
      if (shaped.kind === 'nothing') {
        continue;
      }
      const placed = placeGhostText(shaped.ghostText, document, offset);
      if (placed !== undefined) {
        placedOften++;
        const { insertText, replace } = placed;
        assert.ok(isVisible(document, offset, insertText, replace), marked);
        assert.ok(!document.text.slice(replace.start, replace.end).includes('\n'));
        assert.equal(insertText.slice(offset - replace.start), shaped.ghostText);
      }
    }
    assert.ok(placedOften > 1_000, `${placedOften} placed`);
  });
});
