import assert from 'node:assert/strict';
import { createDisguise, createTokenScreen } from '../../../src/model/controlTokens.ts';

const tokens = ['<|fim_prefix|>', '<|fim_middle|>', '<EOT>'];

/** What comes out of a screen for a reply in pieces. */
function screened(pieces: readonly string[], userText = ''): { text: string; token?: string } {
  const screen = createTokenScreen(tokens, createDisguise([userText], tokens));
  let text = '';
  for (const piece of pieces) {
    const { text: part, token } = screen.take(piece);
    text += part;
    if (token !== undefined) {
      return { text, token };
    }
  }
  return { text: text + screen.rest() };
}

describe('disguise of control tokens in the user’s code', () => {
  const code = 'const stop = "<|fim_middle|>"; // <EOT><EOT>';

  it('leaves no token in the text and lengthens it by one character for each', () => {
    const hidden = createDisguise([code], tokens).hide(code);
    assert.ok(!tokens.some((token) => hidden.includes(token)));
    assert.equal(hidden.length, code.length + 3);
  });

  it('is undone byte for byte', () => {
    const { hide, reveal } = createDisguise([code], tokens);
    assert.equal(reveal(hide(code)), code);
  });

  it('leaves alone what looks like a disguised token in the user’s own text', () => {
    const odd = '<\u2060EOT> and <EOT>';
    const { hide, reveal } = createDisguise([odd], tokens);
    assert.ok(!hide(odd).includes('<EOT>'));
    assert.equal(reveal(hide(odd)), odd);
  });

  it('breaks tokens up for good where every invisible character is taken', () => {
    const full = '\u2060\u2061\u2062\u2063\u2064<\u2060EOT><EOT>';
    const { hide, reveal } = createDisguise([full], tokens);
    assert.ok(!hide(full).includes('<EOT>'));
    assert.equal(reveal('<\u2060EOT>'), '<\u2060EOT>');
  });

  it('finds a token that begins inside of another', () => {
    const nested = '<|fim_prefix<|fim_middle|>|>';
    assert.ok(!createDisguise([nested], tokens).hide(nested).includes('<|fim_middle|>'));
  });
});

describe('screen of control tokens in a reply', () => {
  it('hands on text without tokens unchanged', () => {
    assert.deepEqual(screened(['if (a < b', ' || c <| d) {', '}']), {
      text: 'if (a < b || c <| d) {}',
    });
  });

  it('ends at the first token, however the reply is cut', () => {
    const reply = 'return 1;<|fim_middle|>rest<EOT>';
    for (let cut = 0; cut <= reply.length; cut++) {
      for (let next = cut; next <= reply.length; next += 5) {
        const pieces = [reply.slice(0, cut), reply.slice(cut, next), reply.slice(next)];
        assert.deepEqual(screened(pieces), { text: 'return 1;', token: '<|fim_middle|>' });
      }
    }
  });

  it('gives back the user’s own tokens, however the reply is cut', () => {
    const code = 'stop("<|fim_middle|>")';
    const reply = createDisguise([code], tokens).hide(code);
    for (let cut = 0; cut <= reply.length; cut++) {
      assert.deepEqual(screened([reply.slice(0, cut), reply.slice(cut)], code), { text: code });
    }
  });

  it('holds back no more than the beginning of a token', () => {
    const screen = createTokenScreen(tokens, createDisguise([], tokens));
    assert.deepEqual(screen.take('x = 1 <|fim_mid'), { text: 'x = 1 ' });
    assert.deepEqual(screen.take(' y'), { text: '<|fim_mid y' });
    assert.deepEqual(screen.take('z'), { text: 'z' });
  });

  it('gives what it held back at the end', () => {
    assert.deepEqual(screened(['a <', '|']), { text: 'a <|' });
  });
});
