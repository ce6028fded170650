import assert from 'node:assert/strict';
import { ask, documentWith, engineWith, talkative, unanimous, update } from './support.ts';

const reader = `import { open } from './file.ts';

export async function readAll(path: string): Promise<string> {
  const handle = await open(path);
  try {
    return await handle.readText();
  } finally {
    await handle.close();
  }
}
`;

const started = `import { open } from './file.ts';

export async function readAll(path: string): Promise<string> {
  const handle = await open(path);
`;

describe('instant engine', () => {
  it('proposes the rest of the line that follows elsewhere', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    assert.equal(
      ask(engine, `${started}  try {\n    return await █`, 'here.ts')?.text.split('\n')[0],
      'handle.readText();',
    );
  });

  it('goes on from the middle of a word', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    const said = ask(engine, `${started}  try {\n    return await handle.rea█`);
    assert.equal(said?.text.split('\n')[0], 'dText();');
  });

  it('is silent when the half-typed word is another one', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    assert.equal(ask(engine, `${started}  try {\n    return await handle.wri█`), undefined);
  });

  it('puts the space in front that stands there elsewhere, but not twice', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    const glued = ask(engine, `${started}  try {\n    return█`);
    const spaced = ask(engine, `${started}  try {\n    return █`);
    assert.equal(glued?.text.split('\n')[0], ' await handle.readText();');
    assert.equal(spaced?.text.split('\n')[0], 'await handle.readText();');
  });

  it('proposes several lines where the match is long', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    const said = ask(engine, `${started}  █`);
    assert.equal(
      said?.text,
      'try {\n    return await handle.readText();\n  } finally {\n    await handle.close();\n  }\n}',
    );
  });

  it('is cut where the places stop agreeing', async () => {
    const line = (name: string) => `  const reply = await client.send(request, ${name});\n`;
    const engine = await engineWith(
      { 'a.ts': `{\n${line('first')}}`, 'b.ts': `{\n${line('second')}}` },
      { model: unanimous },
    );
    assert.equal(ask(engine, '{\n  const reply = await cli█')?.text, 'ent.send(request,');
  });

  it('says where the text comes from and how many places agree', async () => {
    const engine = await engineWith({ 'reader.ts': reader, 'copy.ts': reader });
    const evidence = ask(engine, `${started}  █`)?.evidence;
    assert.equal(evidence?.agreeing, 2);
    assert.equal(evidence.places, 2);
    assert.ok(evidence.matchedTokens > 30);
  });

  it('finds what was typed just now and is not indexed yet', async () => {
    const engine = await engineWith({});
    const said = ask(
      engine,
      'a.on("x", (event) => queue.push(event));\na.on("x", (event) => queue.█',
    );
    assert.equal(said?.text, 'push(event));');
  });

  it('finds new text below the cursor', async () => {
    const engine = await engineWith({});
    const said = ask(engine, 'log(a, b, █\n\nfunction f() {\n  log(a, b, other);\n}\n');
    assert.equal(said?.text, 'other);');
  });

  it('does not propose text that was deleted from the document', async () => {
    const engine = await engineWith({ 'here.ts': reader });
    assert.equal(ask(engine, `${started}  █`), undefined);
  });

  it('does not propose what stands right behind the cursor', async () => {
    const engine = await engineWith({ 'here.ts': reader });
    const cursorInside = reader.replace('await handle.readText', '█await handle.readText');
    assert.equal(ask(engine, cursorInside), undefined);
  });

  it('does not propose the line that stands below', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    assert.equal(ask(engine, `${started}  █\n  try {\n`), undefined);
  });

  it('stops before what stands right of the cursor', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    assert.equal(ask(engine, `${started.replace('open(path)', 'open(█)')}`)?.text, 'path');
    assert.equal(ask(engine, `${started}  try {\n    return await █.readText();`)?.text, 'handle');
  });

  it('is silent in front of text that does not follow elsewhere', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    assert.equal(ask(engine, `${started}  try {\n    return await █ other;`), undefined);
  });

  it('is silent where the line ends elsewhere', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    assert.equal(ask(engine, `${started.trimEnd()}█`), undefined);
  });

  it('is silent where the code elsewhere is indented differently', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    assert.equal(ask(engine, `${started}█`), undefined);
  });

  it('is silent in comments', async () => {
    const engine = await engineWith({ 'reader.ts': `${reader}// ${started.trim()}` });
    assert.equal(ask(engine, `${started}  // try { return await █`), undefined);
    assert.equal(ask(engine, `${started}  /* try {\n return await █`), undefined);
  });

  it('reads over comments between the code', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    const said = ask(engine, `${started}  // Closed below.\n  try {\n    return await █`);
    assert.equal(said?.text.split('\n')[0], 'handle.readText();');
  });

  it('is silent in a string unless much agrees', async () => {
    const long = 'logger.info({ file, line }, "file was read from the cache");';
    const engine = await engineWith({
      'a.ts': `${long}\n`,
      'b.ts': 'x = ["one two three four"];\n',
    });
    assert.equal(ask(engine, 'y = ["one two █'), undefined);
    assert.equal(
      ask(engine, 'logger.info({ file, line }, "file was █')?.text,
      'read from the cache");',
    );
  });

  it('is silent in prose and does not learn from it', async () => {
    const sentence = 'The engine is built with one command on every machine.\n';
    const engine = await engineWith({ 'README.md': sentence });
    assert.equal(engine.stats.files, 0);
    assert.equal(ask(engine, 'The engine is built with █', 'b.md', 'markdown'), undefined);
  });

  it('is silent where there is little code to learn from', async () => {
    const engine = await engineWith(
      { 'reader.ts': reader },
      { limits: { minRelatedCharacters: 5000 } },
    );
    assert.equal(ask(engine, `${started}  █`), undefined);
  });

  it('does not learn from another language', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    assert.equal(ask(engine, `${started}  █`, 'here.go', 'go'), undefined);
    assert.notEqual(ask(engine, `${started}  █`, 'here.js', 'javascript'), undefined);
  });

  it('stops before a literal that looks like a key', async () => {
    const key = 'aB3dE5fG7hJ9kL1mN3pQ5rS7';
    const engine = await engineWith({ 'a.ts': `const client = connect(host, port, "${key}");\n` });
    assert.equal(ask(engine, 'const client = connect(█')?.text, 'host, port,');
  });

  it('does not propose licence texts', async () => {
    const header = 'const banner = ["My program", "Copyright 2026 by me", "All rights"];\n';
    const engine = await engineWith({ 'a.ts': header });
    assert.equal(ask(engine, 'const banner = ["My program", "█'), undefined);
  });

  it('indents further lines as the document does', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    const tabs = started.replace(/^ {2}/gm, '\t\t').replace('export', '\texport');
    assert.equal(
      ask(engine, `${tabs}\t\t█`)?.text,
      'try {\n\t\t\treturn await handle.readText();\n\t\t} finally {\n\t\t\tawait handle.close();\n\t\t}\n\t}',
    );
  });

  it('keeps the line breaks of the document', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    const said = ask(engine, `${started.replaceAll('\n', '\r\n')}  █`);
    assert.match(said?.text ?? '', /^try \{\r\n {4}return await handle\.readText\(\);\r\n/);
    const windows = await engineWith({ 'reader.ts': reader.replaceAll('\n', '\r\n') });
    assert.doesNotMatch(ask(windows, `${started}  █`)?.text ?? '\r', /\r/);
  });

  it('completes identifiers of any script, and stands surrogate pairs at the cursor', async () => {
    const engine = await engineWith({ 'a.ts': 'const größe = messen(länge, breite);\n' });
    assert.equal(ask(engine, 'const größe = messen(län█')?.text, 'ge, breite);');
    const emoji = await engineWith({ 'a.ts': 'say("hi", to, "😀", from, again, "😀", twice);\n' });
    assert.equal(ask(emoji, 'say("hi", to, "😀", from, again, "😀█')?.text, '", twice);');
    assert.doesNotThrow(() => ask(emoji, 'say("hi", to, "\ud83d█\ude00", from'));
  });

  it('says a dismissed text no more, also with more of it typed', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    const place = `${started}  try {\n    return █`;
    const { document, offset } = documentWith('here.ts', place);
    const said = engine.suggest(document, offset);
    assert.ok(said);
    engine.dismissed(document, offset, said.text);
    assert.equal(engine.suggest(document, offset), undefined);
    assert.equal(ask(engine, `${started}  try {\n    return await han█`), undefined);
    assert.notEqual(ask(engine, `${started}  █`), undefined);
  });

  it('follows a file that changed, and forgets one that is gone', async () => {
    const engine = await engineWith({ 'reader.ts': reader });
    await update(engine, 'reader.ts', reader.replace('readText', 'readJson'));
    const place = `${started}  try {\n    return await handle.read█`;
    assert.match(ask(engine, place)?.text ?? '', /^Json/);
    engine.remove('file:///work/reader.ts');
    assert.equal(ask(engine, place), undefined);
    assert.equal(engine.stats.files, 0);
  });

  it('gives a probability', async () => {
    const engine = await engineWith({ 'reader.ts': reader }, { model: talkative });
    const confidence = ask(engine, `${started}  █`)?.confidence ?? 0;
    assert.ok(confidence > 0.5 && confidence < 1);
  });

  it('never throws and never proposes nothing, wherever the cursor is', async () => {
    const engine = await engineWith({ 'reader.ts': reader, 'here.ts': started });
    for (let offset = 0; offset <= reader.length; offset++) {
      const { document } = documentWith('here.ts', `${reader}█`);
      const said = engine.suggest(document, offset);
      assert.notEqual(said?.text.trim(), '');
    }
  });
});
