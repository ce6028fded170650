import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBrowser } from './browser.mts';
import { openWorkbench, type Recording, type Workbench } from './page.mts';
import { type Settings, startVsCode, type VsCodeServer } from './server.mts';
import { createTempFolder } from './tempFolder.mts';

export interface SmokeOptions {
  /** Copy of the sample project; its files are typed into. */
  readonly folder: string;
  /** Ghostline's own folder. */
  readonly extension: string;
  readonly settings: Settings;
  /** Folder for the pictures. */
  readonly pictures: string;
}

/** One entry of the sample's `task.json`: text to type at the end of a file. */
interface Task {
  readonly file: string;
  readonly text: string;
}

/** Ghost text that came up, set against what was typed afterwards. */
interface Shown {
  readonly text: string;
  /** From the last key press to the painted frame. */
  readonly latencyMs: number;
  readonly source: string;
  /** What was then typed, as many lines as the ghost text has. */
  readonly typed: string;
  readonly right: boolean;
}

interface TaskResult {
  readonly shown: readonly Shown[];
  readonly keys: number;
  /** Keys after which nothing was on screen when the next one was pressed. */
  readonly silentKeys: number;
}

/** A quick typist: half of the gaps between the keys of recorded sessions are longer than 167 ms. */
const keyMs = 120;
/** A person looks up at the end of a line; a model needs that moment, too. */
const pauseMs = 800;
const readyTimeoutMs = 30_000;

/** Nothing but the typist writes: what the editor adds by itself would make the typed text differ from the task. */
const typingSettings: Settings = {
  'editor.autoIndent': 'none',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoClosingDelete': 'never',
  'editor.formatOnType': false,
  'editor.acceptSuggestionOnEnter': 'off',
  'editor.acceptSuggestionOnCommitCharacter': false,
};

/** Types the sample's tasks as a person would and prints what was painted. Resolves with an exit code. */
export async function smoke(options: SmokeOptions): Promise<number> {
  const probe = createTempFolder('ghostline-probe-');
  const probeFile = path.join(probe.path, 'port');
  const server = await startVsCode({
    folder: options.folder,
    extensions: [
      { kind: 'development', path: options.extension },
      { kind: 'folder', path: path.join(import.meta.dirname, 'probe') },
    ],
    settings: { ...typingSettings, ...options.settings },
    env: { GHOSTLINE_TEST_PROBE: probeFile },
  });
  const browser = await launchBrowser(server.host);
  try {
    const workbench = await openWorkbench(browser, server, { probeFile });
    return await typeTasks(options, server, workbench);
  } finally {
    await browser.close();
    await server.stop();
    probe.remove();
  }
}

async function typeTasks(
  options: SmokeOptions,
  server: VsCodeServer,
  workbench: Workbench,
): Promise<number> {
  const tasks: readonly Task[] = JSON.parse(
    await readFile(path.join(options.folder, 'task.json'), 'utf8'),
  );
  await workbench.probe.waitForExtension('ghostline.ghostline', readyTimeoutMs);
  await enterApiKey(workbench, options.settings);
  let shown = 0;
  for (const task of tasks) {
    await workbench.openFile(path.join(options.folder, task.file));
    await workbench.waitForStatus('Ghostline', /Ghostline/, readyTimeoutMs);
    await waitForIndex(server);
    const picture = path.join(options.pictures, `${path.basename(task.file)}.png`);
    const result = await typeTask(task, server, workbench, picture);
    report(task, result, picture);
    shown += result.shown.length;
  }
  const status = await workbench.statusItem('Ghostline');
  console.log(`\nStatus item: ${status?.ariaLabel || status?.text || 'none'}`);
  if (shown === 0) {
    const picture = path.join(options.pictures, 'nothing.png');
    await workbench.screenshot(picture);
    console.error(`No ghost text appeared. Picture: ${picture}. Ghostline's log:`);
    console.error((await server.outputChannel('Ghostline')) || '(empty)');
    return 1;
  }
  return 0;
}

/** A key of the environment counts by itself for OpenAI's own address only; elsewhere a person enters it. */
async function enterApiKey(workbench: Workbench, settings: Settings): Promise<void> {
  const key = process.env['OPENAI_API_KEY'];
  const baseUrl = settings['ghostline.openai.baseUrl'];
  if (!key || typeof baseUrl !== 'string' || new URL(baseUrl).hostname === 'api.openai.com') {
    return;
  }
  await workbench.command('Ghostline: Set API Key');
  await workbench.waitForInputBox();
  await workbench.insertText(key);
  await workbench.press('Enter');
  await workbench.waitForNoQuickPick();
}

/** The log says when the workspace is indexed; a Ghostline that does not index goes on without. */
async function waitForIndex(server: VsCodeServer): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await server.outputChannel('Ghostline')).includes('index ready')) {
    if (performance.now() > deadline) {
      console.log('(the log does not say that the index is ready; typing anyway)');
      return;
    }
    await sleep(100);
  }
}

/** A key, and how much of the task stands in the document after it. */
interface Step {
  readonly key: string;
  /** White space that an editor would put in by itself after a new line. */
  readonly indent: string;
  readonly typed: number;
}

function stepsOf(text: string): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    at += character.length;
    const newLine = character === '\n';
    // An empty line has no indentation: what follows it is the next line's.
    const indent = newLine ? (/^[ \t]*/.exec(text.slice(at))?.[0] ?? '') : '';
    at += indent.length;
    steps.push({ key: newLine ? 'Enter' : character, indent, typed: at });
  }
  return steps;
}

async function typeTask(
  task: Task,
  server: VsCodeServer,
  workbench: Workbench,
  picture: string,
): Promise<TaskResult> {
  await workbench.press('Control+End');
  const start = (await workbench.editorText()).length;
  const steps = stepsOf(task.text);
  let pictured = 0;
  let due = performance.now();
  await workbench.startRecording();
  for (const step of steps) {
    await workbench.press(step.key === ' ' ? 'Space' : step.key);
    if (step.indent !== '') {
      await workbench.insertText(step.indent);
    }
    due = Math.max(due, performance.now() - keyMs) + (step.key === 'Enter' ? pauseMs : keyMs);
    await sleep(Math.max(0, due - performance.now()));
    const { length } = await workbench.ghostText();
    if (length > pictured) {
      await workbench.screenshot(picture);
      pictured = length;
    }
  }
  const recording = await workbench.stopRecording();
  await workbench.press('Escape');
  const written = (await workbench.editorText()).slice(start);
  if (written !== task.text) {
    console.log(`(the document differs from the task in ${task.file}; judged as typed)`);
  }
  return judge(task.text, steps, recording, await server.outputChannel('Ghostline'));
}

/** Lines `… completion shown source=… ms=…` of Ghostline's log, with their time of day. */
function sourcesIn(log: string): { readonly atMs: number; readonly source: string }[] {
  return log.split('\n').flatMap((line) => {
    const found = /^(\S+ \S+) \[\w+\] completion shown source=(\S+)/.exec(line);
    return found?.[1] === undefined || found[2] === undefined
      ? []
      : [{ atMs: Date.parse(`${found[1].replace(' ', 'T')}Z`), source: found[2] }];
  });
}

function judge(
  text: string,
  steps: readonly Step[],
  { keys, ghosts, originMs }: Recording,
  log: string,
): TaskResult {
  const sources = sourcesIn(log);
  const shown: Shown[] = [];
  let before = '';
  for (const ghost of ghosts) {
    const pressed = keys.filter(({ atMs }) => atMs <= ghost.atMs).length;
    const step = steps[pressed - 1];
    // Shorter by what was just typed: still the same suggestion, also when a frame without it lay between.
    const continues = before !== '' && before.endsWith(ghost.text);
    before = ghost.text === '' ? before : ghost.text;
    // After the last key nothing more is typed that would show whether it is right.
    if (ghost.text === '' || continues || step === undefined || pressed === keys.length) {
      continue;
    }
    const rest = text.slice(step.typed);
    const typed = sameLines(rest, ghost.text);
    const at = originMs + ghost.atMs;
    shown.push({
      text: ghost.text,
      latencyMs: ghost.atMs - (keys[pressed - 1]?.atMs ?? ghost.atMs),
      source: sources.findLast(({ atMs }) => atMs <= at)?.source ?? 'not in the log',
      typed,
      right: withoutIndents(rest).startsWith(withoutIndents(ghost.text)),
    });
  }
  const silentKeys = keys.filter(
    ({ atMs }, index) => index > 0 && !ghosts.findLast((ghost) => ghost.atMs < atMs)?.text,
  ).length;
  return { shown, keys: keys.length, silentKeys };
}

/** Ghost text shows tabs as the spaces they are wide, so the lines are compared without their indentation. */
function withoutIndents(text: string): string {
  return text.replaceAll(/^[ \t]+/gm, '');
}

/** As many lines of `text` as the ghost text has, for the eye. */
function sameLines(text: string, ghost: string): string {
  const lines = text.split('\n').slice(0, ghost.split('\n').length);
  return lines.join('\n');
}

function report(task: Task, { shown, keys, silentKeys }: TaskResult, picture: string): void {
  console.log(`\n${task.file}: ${keys} keys`);
  for (const { text, latencyMs, source, typed, right } of shown) {
    const verdict = right ? 'right' : `WRONG, typed was ${JSON.stringify(typed)}`;
    console.log(`  ${source}  ${Math.round(latencyMs)} ms  ${JSON.stringify(text)}  ${verdict}`);
  }
  const rightCount = shown.filter(({ right }) => right).length;
  console.log(
    `  ${shown.length} shown, ${rightCount} right, ${shown.length - rightCount} wrong; ` +
      `nothing on screen at ${silentKeys} of ${keys} keys` +
      (shown.length === 0 ? '' : `; picture: ${picture}`),
  );
}
