// `npm run pictures`: takes pictures of Ghostline in a real VS Code.
//   media/screenshots/    those of README.md in English, `explanation.zh-cn.png` and `doctor.zh-cn.png` those of README.zh-CN.md
//     in Chinese, for which the machine needs a Chinese font
//   out/pictures/    all of them and a hole within a line, in a dark and a light theme, to look at
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { answer, fixesIn } from '../e2e/fixPage.ts';
import { startModelServer } from '../servers/modelServer.ts';
import { createSessions, type Session } from './sessions.mts';

const root = path.join(import.meta.dirname, '..', '..');

/** Nothing but the editor. */
const bareWindow = {
  'editor.fontSize': 17,
  'editor.lineHeight': 1.5,
  'editor.renderLineHighlight': 'none',
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.sideBar.location': 'right',
};

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;

/** What the server answers and where; `key` is pressed at the `█`. */
interface Scene {
  readonly file: string;
  readonly text: string;
  readonly key: string;
  readonly reply: string;
  readonly ghost: RegExp;
}

const body: Scene = {
  file: 'invoice.ts',
  text: `interface InvoiceLine {
  readonly title: string;
  readonly quantity: number;
  /** In cents, without tax. */
  readonly price: number;
}

/** Totals of an invoice by tax rate, rounded once per rate. */
export function totals(lines: readonly InvoiceLine[], rate: number) {█}

export function formatCents(cents: number): string {
  return (cents / 100).toFixed(2);
}
`,
  key: 'Enter',
  reply: `const net = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const tax = Math.round(net * rate);
  return { net, tax, gross: net + tax };
}`,
  ghost: /gross: net \+ tax/,
};

const hole: Scene = {
  file: 'report.ts',
  text: `import { formatCents, type InvoiceLine } from './invoice';

export function titles(lines: readonly InvoiceLine[]): string[] {
  return lines.filter(({ quantity }) => quantity > 0).map(█).sort();
}
`,
  key: 'Alt+;',
  reply: '({ title, price }) => [title, formatCents(price)].join()',
  ghost: /formatCents/,
};

const explanation = `Adds up an invoice and its tax. Prices are in **cents**, so nothing is lost to fractions.

1. \`reduce\` sums price × quantity of all lines.
2. The tax is rounded **once**, on the sum, not per line.

\`\`\`ts
totals([{ title: 'Desk', quantity: 2, price: 9_900 }], 0.19);
// { net: 19800, tax: 3762, gross: 23562 }
\`\`\`

Watch out: a negative \`quantity\` is taken as it is.`;

const explanationInChinese = `计算一张发票的合计金额和税额。价格以**分**为单位，因此不会因小数而丢失精度。

1. \`reduce\` 累加每一行的单价 × 数量。
2. 税额只在合计上四舍五入**一次**，而不是逐行。

注意：负的 \`quantity\` 会被照原样计算。`;

const wrongLine = '  return orders.filter(({ paidAt }) => paidAt.getTime() >= since);';
const rightLine =
  '  return orders.filter(({ paidAt }) => paidAt !== undefined && paidAt.getTime() >= since);';
const wrong = {
  file: 'orders.ts',
  text: `const dayMs = 86_400_000;

export interface Order {
  readonly number: string;
  readonly cents: number;
  /** Missing while the money is owed. */
  readonly paidAt?: Date;
}

/** The orders that were paid in the last seven days. */
export function paidLately(orders: readonly Order[], now: Date): readonly Order[] {
  const since = now.getTime() - 7 * dayMs;
${wrongLine}
}
`,
};

let scenes = 0;

/** A file of its own for each picture: what was changed for the one before may still be on its way. */
function fileOf(name: string): string {
  scenes += 1;
  return `scene${scenes}/${name}`;
}

/** A repair with its verdict. */
async function showFix(session: Session): Promise<void> {
  const { workbench } = session;
  const fixes = fixesIn(() => session);
  const { file, text } = wrong;
  await fixes.openWrong(
    fileOf(file),
    text.replace(wrongLine, `${wrongLine}█`),
    /possibly 'undefined'/,
  );
  await fixes.fix();
  await fixes.waitForVerdict('problem gone, none added');
  // The editor's own report comes later.
  await workbench.page.locator('.squiggly-error').waitFor({ state: 'detached' });
  await workbench.probe.command('notifications.clearAll');
}

/** An explanation at its code, all of it in sight. */
async function showExplanation(
  session: Session,
  ready = 'Explanation ready: totals',
  ending = 'is taken as it is',
): Promise<void> {
  const { page, press } = session.workbench;
  const [before = '', after = ''] = body.text.split('█');
  await session.open(fileOf(body.file), `${before}\n  █${body.reply}\n${after.slice(1)}`);
  await press('Control+K');
  await press('x');
  await page.locator('.review-widget', { hasText: ready }).waitFor();
  await page.locator('.review-widget', { hasText: ending }).waitFor();
}

/** Doctor's page about a document whose model is not there. */
async function showDoctor(session: Session): Promise<void> {
  const { page, probe } = session.workbench;
  await session.configure({ 'ghostline.ollama.chatModel': 'coder:7b' });
  await session.open(fileOf('shop.ts'), body.text);
  await probe.command('ghostline.doctor');
  // The commands come when all checks are over.
  const repair = page.locator('.codelens-decoration a', { hasText: /Download|下载/ }).first();
  await repair.waitFor({ state: 'attached', timeout: 60_000 });
  const lines = (await session.workbench.editor()).text.split('\n');
  const lineNumber = lines.findIndex((line) => line.startsWith('## ✗')) - 9;
  await probe.command('revealLine', { lineNumber, at: 'top' });
  await repair.waitFor();
}

async function showGhost(session: Session, scene: Scene): Promise<void> {
  const { workbench } = session;
  await session.open(fileOf(scene.file), scene.text);
  await workbench.press(scene.key);
  await workbench.waitForGhost(scene.ghost);
}

/** Makes room for the next picture. */
async function clear(session: Session): Promise<void> {
  // Its document may outlive the tab.
  await session.workbench.probe.command('ghostline.closeExplanation');
  await session.workbench.probe.closeAll();
  await session.configure({ 'ghostline.ollama.chatModel': 'm:1b' });
}

/** Of the editor with its tabs. */
async function takePicture({ workbench }: Session, file: string, height: number): Promise<void> {
  const box = await workbench.page.locator('.part.editor').boundingBox();
  if (box === null) {
    throw new Error('There is no editor to take a picture of.');
  }
  await mkdir(path.dirname(file), { recursive: true });
  await workbench.page.screenshot({ path: file, clip: { ...box, height } });
  console.log(path.relative(root, file));
}

interface Picture {
  readonly name: string;
  readonly show: (session: Session) => Promise<void>;
  /** All lines and none of the empty space below. */
  readonly heightPx: number;
  readonly inReadme: boolean;
}

const pictures: readonly Picture[] = [
  {
    name: 'explanation',
    show: (session) => showExplanation(session),
    heightPx: 760,
    inReadme: true,
  },
  { name: 'fix', show: showFix, heightPx: 450, inReadme: true },
  {
    name: 'completion',
    show: (session) => showGhost(session, body),
    heightPx: 500,
    inReadme: true,
  },
  { name: 'hole', show: (session) => showGhost(session, hole), heightPx: 500, inReadme: false },
];

execFileSync(process.execPath, ['esbuild.js'], { cwd: root, stdio: 'inherit' });
const sessions = createSessions({ kind: 'development', path: root });
const server = await startModelServer({
  reply: ({ prompt, suffix, way }) =>
    way === 'chat'
      ? prompt.includes(wrongLine)
        ? answer(wrongLine, rightLine)
        : prompt.includes('简体中文')
          ? explanationInChinese
          : explanation
      : suffix.includes('.sort();')
        ? hole.reply
        : body.reply,
});
try {
  const session = await sessions.acquire({
    settings: bareWindow,
    files: { 'tsconfig.json': '{ "compilerOptions": { "strict": true }, "include": ["**/*.ts"] }' },
  });
  await session.configure({
    'ghostline.ollama.baseUrl': server.url,
    'ghostline.ollama.chatModel': 'm:1b',
  });
  await session.workbench.probe.command('workbench.action.closeSidebar');
  for (const [theme, colorTheme] of Object.entries(themes)) {
    await session.workbench.probe.setSettings({ 'workbench.colorTheme': colorTheme });
    for (const { heightPx, inReadme, name, show } of pictures) {
      await show(session);
      const files = [path.join('out', 'pictures', `${name}-${theme}.png`)];
      if (inReadme && theme === 'dark') {
        files.push(path.join('media', 'screenshots', `${name}.png`));
      }
      for (const file of files) {
        await takePicture(session, path.join(root, file), heightPx);
      }
      await clear(session);
    }
  }
  await session.workbench.probe.setSettings({ 'workbench.colorTheme': themes.dark });
  await session.workbench.page.context().addInitScript(() => {
    Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => 'zh-cn', set() {} });
  });
  await session.reload();
  const inChinese: Readonly<Record<string, () => Promise<void>>> = {
    explanation: () => showExplanation(session, '解释已就绪：totals', '会被照原样计算'),
    doctor: () => showDoctor(session),
  };
  for (const [name, show] of Object.entries(inChinese)) {
    await show();
    await takePicture(
      session,
      path.join(root, 'media', 'screenshots', `${name}.zh-cn.png`),
      name === 'doctor' ? 760 : 640,
    );
    await clear(session);
  }
} finally {
  await sessions.stop();
  await server.stop();
}
