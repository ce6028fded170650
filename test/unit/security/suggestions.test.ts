import assert from 'node:assert/strict';
import { accept } from '../completion/shapeSamples.ts';

const span = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Every code point that changes how code reads without being seen, or that looks different in each font. */
const forbidden: readonly number[] = [
  ...span(0x00, 0x08),
  ...span(0x0b, 0x0c),
  ...span(0x0e, 0x1f),
  ...span(0x7f, 0x9f),
  0xad,
  0x61c,
  0x115f,
  0x1160,
  0x180e,
  ...span(0x200b, 0x200f),
  ...span(0x2028, 0x202e),
  ...span(0x2060, 0x2069),
  0x3164,
  ...span(0xe000, 0xf8ff),
  0xfeff,
  0xffa0,
  ...span(0xfff9, 0xfffb),
  ...span(0xe0000, 0xe007f),
  ...span(0xe0100, 0xe01ef),
  0xf0000,
  0xffffd,
  0x100000,
  0x10fffd,
];

describe('suggestions with tricks', () => {
  it('S34 are not shown, whichever of all such characters they hold, and wherever', function () {
    this.timeout(60_000);
    const shown = (reply: string) => accept('const name = █;\n', 'typescript', reply);
    for (const codePoint of forbidden) {
      const character = String.fromCodePoint(codePoint);
      // At an end, white space and line ends are taken off before they can be seen.
      const places =
        character.trim() === '' ? ['user|name'] : ['|username', 'user|name', 'username|'];
      for (const place of places) {
        assert.equal(
          shown(place.replace('|', () => character)),
          'nothing: invisible characters',
          `U+${codePoint.toString(16)} in ${place}`,
        );
      }
    }
  });

  for (const [title, marked, reply] of [
    ['Cyrillic in Latin', 'const █', 'p\u0430ypal = open();'],
    ['Greek in Latin', 'const █', 't\u03bfken = open();'],
    ['Latin in Cyrillic', 'const █', '\u043fp\u0430\u0432\u0434\u0430 = 1;'],
    ['Armenian in Latin', 'call(█)', 'c\u0585unt'],
    ['a name that the user began', 'const pay = tot█', '\u0430l;'],
    ['code behind a string', 'call(█)', "'\u043f\u0440\u0430\u0432\u0434\u0430', c\u043eunt"],
    ['code in a template', 'call(█)', '`\u043f\u0440 $' + '{c\u043eunt}`'],
  ] as const) {
    it(`S34 are not shown when a new name mixes scripts: ${title}`, () => {
      assert.equal(accept(`${marked}\n`, 'typescript', reply), 'nothing: mixed scripts');
    });
  }

  for (const [title, marked, reply, expected] of [
    [
      'a name that the file has',
      'let \u03c3_x = 1;\nuse(█)',
      '\u03c3_x',
      'let \u03c3_x = 1;\nuse(\u03c3_x)',
    ],
    [
      'a name of one script',
      'const █',
      '\u0441\u0443\u043c\u043c\u0430 = 1;',
      'const \u0441\u0443\u043c\u043c\u0430 = 1;',
    ],
    ['Chinese and Latin', 'const █', '\u7528\u6237Id = 1;', 'const \u7528\u6237Id = 1;'],
  ] as const) {
    it(`S34 are shown with ${title}`, () => {
      assert.equal(accept(`${marked}\n`, 'typescript', reply), `${expected}\n`);
    });
  }

  it('S34 are shown whole with 1,000 comments and strings in Chinese, Cyrillic and other scripts', () => {
    const words = [
      '用户 名称 连接 数据库 失败 请 重试 配置 文件 不存在 HTTP请求 的 超时3秒',
      'Привет мир пользователь не найден ошибка HTTP-запроса файл данные Wi-Fi-сеть №5',
      'Καλημέρα κόσμε ο χρήστης δεν βρέθηκε σφάλμα σ² αρχείο',
      'こんにちは 世界 ユーザー が 見つかりません エラー ファイル',
      '안녕하세요 사용자 를 찾을 수 없습니다 오류',
      'مرحبا بالعالم المستخدم غير موجود خطأ',
      'été façade naïve Übergröße señor',
    ].map((line) => line.split(' '));
    let failed: readonly string[] = [];
    for (let count = 0; count < 1_000; count++) {
      const list = words[count % words.length] ?? [];
      const text = [0, 1, 2, 3].map((at) => list[(count * 7 + at * 3) % list.length]).join(' ');
      const [marked, reply] =
        count % 2 === 0
          ? (['log(█);', `'${text} ${count}'`] as const)
          : (['const a = 1; // █', `${text} ${count}`] as const);
      const expected = `${marked.replace('█', reply)}\n`;
      const shown = accept(`${marked}\n`, 'typescript', reply);
      failed = shown === expected ? failed : [...failed, `${reply} → ${shown}`];
    }
    assert.deepEqual(failed, []);
  });

  for (const [language, reply] of [
    ['typescript', '/*\n * Copyright (c) 2019 Example, Inc. All rights reserved.\n */\nexport {};'],
    ['typescript', '// SPDX-License-Identifier: GPL-2.0-only'],
    ['python', '# Licensed under the Apache License, Version 2.0'],
    ['c', '/* © 1999 id Software\n * All rights reserved. */\nfloat Q_rsqrt(float number);'],
    ['typescript', '/** @license MIT */'],
    ['typescript', '// 版权所有 某公司'],
  ] as const) {
    it(`S37 are not shown with a licence header: ${reply.split('\n', 2).join(' ')}`, () => {
      assert.equal(accept('█\n', language, reply), 'nothing: licence header');
    });
  }

  it('S37 continue a licence header that the user writes', () => {
    const marked = '// Copyright █\n';
    assert.equal(accept(marked, 'typescript', '(c) 2026 Me'), '// Copyright (c) 2026 Me\n');
  });
});
