// `npm start`: opens VS Code with Ghostline on a copy of the sample project.
//   node test/host/start.mts            the desktop VS Code, else VS Code's server with its address
//   node test/host/start.mts --smoke    types the sample's task headlessly and says what Ghostline painted
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, cpSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Settings, startVsCode } from './server.mts';
import { smoke } from './smoke.mts';
import { createTempFolder } from './tempFolder.mts';

const root = path.join(import.meta.dirname, '..', '..');

const { values: flags } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    port: { type: 'string' },
  },
});

/** Ghostline's machine settings for the server that the environment names; none: `auto` as shipped. */
function settingsFromEnvironment(env: NodeJS.ProcessEnv): Settings {
  if (env['OPENAI_BASE_URL'] !== undefined) {
    return {
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': env['OPENAI_BASE_URL'],
    };
  }
  const ollama = env['OLLAMA_HOST'];
  if (ollama !== undefined && ollama !== '') {
    return {
      'ghostline.provider': 'ollama',
      'ghostline.ollama.baseUrl': ollamaUrl(ollama),
    };
  }
  return {};
}

/** `OLLAMA_HOST` as Ollama reads it: scheme and port may be missing, and 0.0.0.0 is where it listens. */
function ollamaUrl(host: string): string {
  const url = new URL(/^https?:\/\//.test(host) ? host : `http://${host}`);
  if (url.port === '' && url.protocol === 'http:') {
    url.port = '11434';
  }
  if (url.hostname === '0.0.0.0') {
    url.hostname = '127.0.0.1';
  }
  return url.origin;
}

function onPath(command: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((dir) => path.join(dir, process.platform === 'win32' ? `${command}.cmd` : command))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function desktopVsCode(): string | undefined {
  const hasDisplay =
    process.platform !== 'linux' ||
    Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  return hasDisplay ? onPath('code') : undefined;
}

/** Opens the desktop VS Code and waits until its window is closed. */
async function openDesktop(code: string, folder: string): Promise<void> {
  console.log(`Opening ${code} with Ghostline on ${folder}`);
  const args = [`--extensionDevelopmentPath=${root}`, '--new-window', '--wait', folder];
  const child = spawn(code, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}

/** Serves VS Code on loopback until the process is told to end. */
async function openServer(folder: string, settings: Settings): Promise<void> {
  const server = await startVsCode({
    folder,
    extensions: [{ kind: 'development', path: root }],
    settings,
    ...(flags.port === undefined ? {} : { port: Number(flags.port) }),
  });
  console.log(
    '\nVS Code with Ghostline is ready. Open this address in a browser on this machine:\n',
  );
  console.log(`  ${server.url({ openFile: path.join(folder, 'README.md') })}\n`);
  console.log('README.md has a task to type. Ctrl+C ends it and removes the copy of the sample.');
  await server.ended;
}

execFileSync(process.execPath, ['esbuild.js'], { cwd: root, stdio: 'inherit' });
const copy = createTempFolder('ghostline-sample-');
try {
  cpSync(path.join(root, 'media', 'sample'), copy.path, { recursive: true });
  const settings = settingsFromEnvironment(process.env);
  const code = flags.smoke ? undefined : desktopVsCode();
  if (flags.smoke) {
    process.exitCode = await smoke({
      folder: copy.path,
      extension: root,
      settings,
      pictures: path.join(root, 'out', 'smoke'),
    });
  } else if (code === undefined) {
    await openServer(copy.path, settings);
  } else {
    await openDesktop(code, copy.path);
  }
} finally {
  copy.remove();
}
