// Says what Ghostline costs on this machine:
//   npm run bench                      everything
//   npm run bench -- bundle editor     only these sections, `editor` being all of `editor-…`
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Runs one section and resolves with its lines. */
type Section = () => Promise<readonly string[]>;

const sections: Readonly<Record<string, Section>> = {
  bundle: section('bundle.mts', 'benchBundle'),
  instant: runInstant,
  pipeline: section('pipeline.mts', 'benchPipeline'),
  shaping: section('shaping.mts', 'benchShaping'),
  edit: section('edit.mts', 'benchEdit'),
  context: section('context.mts', 'benchContext'),
  cache: section('cache.mts', 'benchCache'),
  privacy: section('privacy.mts', 'benchPrivacy'),
  lag: section('lag.mts', 'benchLag'),
  mutations: section('mutations.mts', 'benchMutations'),
  replay: section('replay/run.mts', 'benchReplay'),
  transport: section('transport.mts', 'benchTransport'),
  'editor-activation': section('editorActivation.mts', 'benchActivation'),
  'editor-ghost': section('editorGhost.mts', 'benchGhost'),
  'editor-suggest': section('editorSuggest.mts', 'benchSuggest'),
  'editor-explain': section('explain.mts', 'benchExplain'),
  'editor-fix': section('fix.mts', 'benchFix'),
  'editor-doctor': section('doctor.mts', 'benchDoctor'),
  'editor-usage': section('usage.mts', 'benchUsage'),
};

/** Loads a section only when it is wanted: each brings half of the extension with it. */
function section(file: string, name: string): Section {
  return async () => {
    const address = pathToFileURL(path.join(import.meta.dirname, file)).href;
    const module: Readonly<Record<string, unknown>> = await import(address);
    const run = module[name];
    if (typeof run !== 'function') {
      throw new Error(`${file} exports no ${name}.`);
    }
    return run();
  };
}

/** A process of its own: its memory is measured, which needs a collector that can be called. It prints by itself. */
async function runInstant(): Promise<readonly string[]> {
  const file = path.join(import.meta.dirname, 'instant.mts');
  const child = spawn(process.execPath, ['--expose-gc', file], { stdio: 'inherit' });
  const [code] = await once(child, 'close');
  if (code !== 0) {
    throw new Error(`instant.mts ended with code ${code}.`);
  }
  return [];
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory} GB, ${platform()} ${arch()}, Node ${process.version}`;
}

/** Sections by their names, or by the first word of them. */
function named(wanted: string): readonly string[] {
  return Object.keys(sections).filter((name) => name === wanted || name.startsWith(`${wanted}-`));
}

async function main(words: readonly string[]): Promise<number> {
  const unknown = words.filter((word) => named(word).length === 0);
  if (unknown.length > 0) {
    console.error(`No section ${unknown.join(', ')} among ${Object.keys(sections).join(', ')}.`);
    return 1;
  }
  const wanted = words.length === 0 ? Object.keys(sections) : words.flatMap(named);
  console.log(machine());
  let failed = 0;
  for (const [name, run] of Object.entries(sections)) {
    if (wanted.includes(name)) {
      failed += (await print(name, run)) ? 0 : 1;
    }
  }
  return failed === 0 ? 0 : 1;
}

/** A section that fails does not keep the others from running. Resolves with whether it ran. */
async function print(name: string, run: Section): Promise<boolean> {
  // What else the machine does shows in every time below.
  console.log(`\n== ${name} (load ${loadavg()[0]?.toFixed(1)} of ${cpus().length})`);
  try {
    for (const line of await run()) {
      console.log(line);
    }
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

process.exitCode = await main(process.argv.slice(2));
