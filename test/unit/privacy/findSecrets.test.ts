import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { findSecrets } from '../../../src/privacy/findSecrets.ts';
import { canaries, privateKeyLines } from './canaries.ts';

/** What is found, as text. */
function found(text: string): readonly string[] {
  return findSecrets(text).map(({ end, start }) => text.slice(start, end));
}

describe('secrets in a text', () => {
  it('are found in 208 lines of code with secrets of 52 kinds, and nothing else of the lines is', () => {
    assert.equal(canaries.length, 208);
    assert.equal(new Set(canaries.map(({ kind }) => kind)).size, 52);
    for (const { kind, line, secret } of canaries) {
      assert.deepEqual(found(line), [secret], `${kind}: ${line}`);
    }
  });

  it('are found where their line is one of many', () => {
    const text = canaries.map(({ line }) => `begin();\n${line}\nend();\n`).join('');
    assert.deepEqual(
      found(text),
      canaries.map(({ secret }) => secret),
    );
  });

  for (const [text, secret] of [
    ['"\\nghp_0123456789abcdefghijKLMNOPQRSTuvwxyz"', 'ghp_0123456789abcdefghijKLMNOPQRSTuvwxyz'],
    ['{\\"password\\":\\"hunter2!\\"}', 'hunter2!'],
    ["const password: string = 'hunter2!'", 'hunter2!'],
    ['<password>hunter2!x</password>', 'hunter2!x'],
    ['export PGPASSWORD=correcthorse9', 'correcthorse9'],
    ['redis://:p4ssw0rd@cache:6379', 'p4ssw0rd'],
    ['db:\n  password: tr0ubador\n  user: me\n', 'tr0ubador'],
    ['[db]\npassword=tr0ubador\n', 'tr0ubador'],
  ] as const) {
    it(`are found in ${text}`, () => {
      assert.deepEqual(found(text), [secret]);
    });
  }

  for (const text of [
    'password: "Enter your password"',
    "input[type='password']",
    'const password = request.body.password1;',
    'interface Login {\n  password: Utf8String;\n}',
    'login({\n  user,\n  password: hashedPassword2\n})',
    'login(\n  password=form.field2\n)',
    'const token = await readToken2FromStorage(options);',
    `DB_PASSWORD=\${DB_PASSWORD}`,
    'password: "changeme123"',
    'postgres://user:password@localhost/db',
    `https://user:\${token}@host/`,
    'apiKey: process.env.API_KEY_2024_PRODUCTION,',
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
    'type CustomAuthPasswordResult = CustomAuthResultV2;',
    'SHA256_TOKEN_TO_REFRESH: "token_sha256_to_refresh"',
    'const keyboardLayout = "qwertz-de-2022-variant3";',
    "key: 'src/components/Button2/index.tsx'",
    'const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";',
    '"integrity": "sha512-9f0vTSi3tNmJHJDQ1K2bIqJL8x9mq5dUk4d8wVw6sFhQ=="',
    '.sk-circle-fade-dot:nth-child(12) { animation: sk-circle-fade 1.2s }',
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----',
  ]) {
    it(`are none of ${text}`, () => {
      assert.deepEqual(found(text), []);
    });
  }
});

describe('a private key in a text', () => {
  const lines = privateKeyLines(6);
  const begin = '-----BEGIN RSA PRIVATE KEY-----';
  const end = '-----END RSA PRIVATE KEY-----';
  for (const [title, text, some] of [
    ['as it is in a file', [begin, ...lines, end].join('\n'), lines],
    ['in one string', `'${[begin, ...lines, end].join('\\n')}'`, lines],
    [
      'in a sum of strings',
      [begin, ...lines, end].map((line) => `  '${line}\\n' +`).join('\n'),
      lines,
    ],
    ['with its beginning cut off', [...lines, end].join('\n'), lines],
    ['with its end cut off', [begin, ...lines].join('\n'), lines],
    ['with both ends cut off', lines.join('\n'), lines],
  ] as const) {
    it(`is found ${title}, and its first and last line are left`, () => {
      const rest = findSecrets(text)
        .toReversed()
        .reduce((left, span) => left.slice(0, span.start) + left.slice(span.end), text);
      assert.deepEqual(
        some.filter((line) => rest.includes(line.slice(0, 20))),
        [],
      );
      assert.equal(rest.includes('RSA PRIVATE KEY'), text.includes('RSA PRIVATE KEY'));
    });
  }
});

describe('secrets in ordinary source files', function () {
  this.timeout(60_000);
  it('are seen in less than one of a thousand', () => {
    const files = readdirSync('node_modules', { recursive: true })
      .map((file) => path.join('node_modules', String(file)))
      .filter(
        (file) => /\.(?:[cm]?[jt]s|css)$/.test(file) && !/[/\\]tests?[/\\]|\.min\./.test(file),
      )
      .filter((file) => statSync(file).isFile() && statSync(file).size < 40_000)
      .sort();
    const step = Math.floor(files.length / 1_000);
    const chosen = files.filter((_, index) => index % step === 0).slice(0, 1_000);
    assert.equal(chosen.length, 1_000);
    const hits = chosen.flatMap((file) => {
      const secrets = found(readFileSync(file, 'utf8'));
      return secrets.length === 0 ? [] : [`${file}: ${secrets.join(' ')}`];
    });
    assert.deepEqual(hits, []);
  });
});

describe('the time that looking for secrets takes', function () {
  this.timeout(30_000);
  /** Far above what linear time needs here, far below what quadratic time does (400 ms and more, measured). */
  const mostMs = 200;
  const seeds = [
    'key=',
    'password: ',
    'password=\\',
    'Bearer ',
    'key   ',
    'KEY=A',
    '_key',
    'secret_',
    'sk-',
    'ghs_1.',
    'eyJa.eyJ',
    '.atlasv1.a',
    '0123456789:AA',
    '://a:',
    '-----BEGIN PRIVATE KEY-----\n',
    '-----END PRIVATE KEY-----',
    'A/b+',
    'aA0',
    '{',
    '\n',
  ];
  for (const seed of seeds) {
    it(`S44 is short for 100,000 characters of ${JSON.stringify(seed)}`, () => {
      for (const part of [seed, `${seed.repeat(100)}x!`]) {
        const text = part.repeat(Math.ceil(100_000 / part.length));
        const before = process.cpuUsage();
        findSecrets(text);
        const { system, user } = process.cpuUsage(before);
        assert.ok((user + system) / 1_000 < mostMs, `${(user + system) / 1_000} ms`);
      }
    });
  }
});
