import assert from 'node:assert/strict';
import { setTimeout as waitOut } from 'node:timers/promises';
import type { Fault } from '../servers/modelServer.ts';
import { chatModels, explanationsIn, questionsTo, wordsOf } from './explainThread.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const source = 'export function twice(value: number): number {\n  return value █* 2;\n}\n';
const reply = 'First sentence. Second sentence. Third sentence. Last sentence.';
/** A session of its own: its cache on disk is looked at. */
const files = { 'tsconfig.json': '{ "include": ["*.ts"] }', 'stream.txt': '' };

describe('an explanation while it comes', () => {
  const vscode = useSession({ files });
  const ollama = useOllama(vscode, { models: chatModels, reply });
  const explanations = explanationsIn(vscode);

  it('grows in the page', async () => {
    let go = () => {};
    const holdRest = new Promise<void>((resolve) => {
      go = resolve;
    });
    ollama().script({ models: chatModels, reply, pieceCharacters: 16, holdRest });
    await vscode().open('grows.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor(/Ghostline is explaining .*…/);
    await explanations.waitFor('First sentence.');
    const early = (await explanations.answer().textContent()) ?? '';
    assert.ok(!early.includes('Last'), early);
    go();
    await explanations.waitFor('Second sentence.');
    await explanations.waitFor('Last sentence.');
    await explanations.waitFor('Explanation ready');
    await explanations.waitFor(
      /talker:7b · local \(127\.0\.0\.1:\d+\) · \d+\.\d s · \d+ \+ \d+ tokens/,
    );
  });

  it('keeps what there is when it is stopped, and says so', async () => {
    ollama().script({ models: chatModels, reply, pieceCharacters: 16, fault: { kind: 'stall' } });
    await vscode().open('stops.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('First sentence.');
    await explanations.click('Stop');
    await explanations.waitFor('Stopped: this is only the beginning.');
    await explanations.waitFor('Explanation stopped');
    assert.match((await explanations.answer().textContent()) ?? '', /^First sentence\./);
    await (await ollama().waitFor(({ path }) => path.endsWith('/chat'))).abandoned;
  });

  it('shows that the model thinks, and none of its thoughts', async () => {
    let go = () => {};
    const hold = new Promise<void>((resolve) => {
      go = resolve;
    });
    ollama().script({ models: chatModels, reply, hold });
    await vscode().open('thinks.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('The model is reading…');
    go();
    await explanations.waitFor('Last sentence.');
  });

  it('answers a follow-up with the whole conversation', async () => {
    await vscode().open('follow.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    ollama().script({ models: chatModels, reply: 'Because of the second answer.' });
    await explanations.ask('Why *two*?');
    await explanations.waitFor('Because of the second answer.');
    const [, second] = questionsTo(ollama());
    assert.ok(second);
    assert.deepEqual(
      second.body.messages.slice(2).map(({ content }: { content: string }) => content),
      [reply, 'Why *two*?'],
    );
    await explanations.waitFor('Why *two*?');
    await explanations.click('Close');
    await explanations.thread().waitFor({ state: 'detached' });
    await vscode().workbench.type('x');
    await vscode().workbench.press('Control+Z');
    await explanations.byKeyboard();
    await explanations.waitFor('cached');
    await explanations.ask('Why *two*?');
    await explanations.waitFor('Because of the second answer.');
    await explanations.waitFor('cached');
    assert.equal(questionsTo(ollama()).length, 2, 'the second time nobody is asked');
  });

  it('is asked for shorter and deeper', async () => {
    await vscode().open('levels.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    ollama().script({ models: chatModels, reply: 'Short one.' });
    await explanations.click('Shorter');
    await explanations.waitFor('Short one.');
    assert.match(wordsOf(questionsTo(ollama())[1] ?? assert.fail()), /at most four sentences/);
    await explanations.click('Deeper');
    await explanations.waitFor('First sentence.');
    assert.equal(questionsTo(ollama()).length, 2, 'the first answer is in the cache');
  });

  it('comes from the cache the second time, after a restart too, until it is asked for again', async () => {
    await vscode().open('kept.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    await explanations.click('Close');
    await explanations.thread().waitFor({ state: 'detached' });
    await explanations.byKeyboard();
    await explanations.waitFor(/talker:7b · local \(127\.0\.0\.1:\d+\) · cached/);
    assert.equal(questionsTo(ollama()).length, 1);
    await vscode().reload();
    const before = ollama().requests.length;
    await vscode().open('kept.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('cached');
    assert.deepEqual(
      ollama()
        .requests.slice(before)
        .map(({ path }) => path),
      [],
      'no server is asked at all',
    );
    await explanations.click('Ask again');
    await explanations.waitFor('tokens');
    assert.equal(questionsTo(ollama()).length, 2);
  });

  for (const [title, fault, says] of [
    ['dies in the middle', { kind: 'reset' }, /This is only the beginning\./],
    [
      'asks to wait',
      { kind: 'status', status: 429, body: '{"error":"busy"}', headers: { 'retry-after': '1' } },
      /asks to wait 1 seconds/,
    ],
    [
      'does not have the model any more',
      { kind: 'status', status: 404, body: '{"error":"model \'talker:7b\' not found"}' },
      /does not have the model/,
    ],
  ] satisfies readonly (readonly [string, Fault, RegExp])[]) {
    it(`says what to do when the server ${title}, and asks again with a click`, async () => {
      ollama().script({ models: chatModels, reply, pieceCharacters: 16, fault });
      await vscode().open(`fails${says.source.length}.ts`, source);
      await explanations.byKeyboard();
      await explanations.waitFor(says);
      ollama().script({ models: chatModels, reply });
      // The server named the time; until then it is asked nothing.
      await waitOut(title === 'asks to wait' ? 1_000 : 0);
      await explanations.click('Ask again');
      await explanations.waitFor('Last sentence.');
    });
  }

  it('offers the settings when the server is not there', async () => {
    const { workbench } = vscode();
    await vscode().open('gone.ts', source);
    await ollama().stop();
    await vscode().configure({ 'ghostline.provider': 'ollama' });
    await explanations.byKeyboard();
    await explanations.waitFor('does not answer');
    await explanations.click('Open settings');
    await workbench.page.locator('.settings-editor').waitFor();
  });

  it('says so when the model returns nothing', async () => {
    ollama().script({ models: chatModels, reply: '' });
    await vscode().open('nothing.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('The model ended without an answer.');
  });

  it('is read and closed with the keyboard alone', async () => {
    const { workbench } = vscode();
    await vscode().open('keys.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    await explanations.byKeyboard();
    await workbench.page.waitForFunction(
      "document.activeElement?.closest('.review-widget') !== null",
    );
    await workbench.press('Escape');
    await workbench.page.locator('.review-widget:visible').waitFor({ state: 'hidden' });
    await workbench.command('Ghostline: Close Explanation');
    await explanations.thread().waitFor({ state: 'detached' });
  });
});
