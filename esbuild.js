// Builds the extension and the test bundles.
//   node esbuild.js            the extension, minified
//   node esbuild.js --watch    the extension, unminified, rebuilt on change
//   node esbuild.js --tests    the extension and the unit and integration tests
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

/** Parts that activation does not load: one file each, loaded by `require` at the first `import()`. */
const lazyParts = {
  completions: 'src/editor/completions.ts',
  openai: 'src/model/openai.ts',
  ollama: 'src/model/ollama.ts',
  diskCache: 'src/editor/diskCache.ts',
  context: 'src/editor/context.ts',
  explain: 'src/editor/explain.ts',
  editing: 'src/editor/editing.ts',
  setup: 'src/editor/setup.ts',
  chat: 'src/editor/chat.ts',
  doctor: 'src/editor/doctor.ts',
  preview: 'src/editor/preview.ts',
  usage: 'src/editor/usage.ts',
};

/** Programs of their own, started as processes. */
const programs = { checkWorker: 'src/editor/checkWorker.ts' };

/** Turns `import('…/openai.ts')` in our source into a load of the part's own file. */
const loadPartsOnFirstUse = {
  name: 'load-parts-on-first-use',
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, (args) => {
      if (args.kind !== 'dynamic-import') {
        return undefined;
      }
      const file = path.relative(__dirname, path.join(args.resolveDir, args.path));
      const part = Object.keys(lazyParts).find((name) => path.normalize(lazyParts[name]) === file);
      return part === undefined ? undefined : { path: `./${part}.js`, external: true };
    });
  },
};

/**
 * Takes the editor's API as it is, once for each file that is built. An import as a namespace would copy its several
 * hundred members in every module that imports it, which is most of what loading the extension costs.
 */
const takeVsCodeOnce = {
  name: 'take-vscode-once',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => ({
      contents: (await fs.promises.readFile(file, 'utf8')).replace(
        "import * as vscode from 'vscode';",
        "const vscode = require('vscode');",
      ),
      loader: 'ts',
    }));
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'vscode'
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace: 'vscode' },
    );
    build.onLoad({ filter: /^vscode$/, namespace: 'vscode' }, () => ({
      contents: "module.exports = require('vscode');",
    }));
  },
};

/**
 * What of the official clients Ghostline never asks, by the paths of the files: the other resources of `openai` and
 * its helpers for whole conversations (280 kB, a quarter of our code), and a `fetch` for browsers that have none.
 */
const neverAsked = [
  /[\\/]openai[\\/]resources[\\/](?!(?:index|shared|completions|models)\.|chat)/,
  /[\\/]openai[\\/]lib[\\/]ChatCompletion(?:Runner|Stream|StreamingRunner)\./,
  /[\\/]whatwg-fetch[\\/]/,
];

/** Leaves empty classes of what is never asked: the clients make one of each, or only name it. */
const leaveOutNeverAsked = {
  name: 'leave-out-never-asked',
  setup(build) {
    build.onLoad({ filter: /\.m?js$/ }, async ({ path: file }) => {
      if (!neverAsked.some((one) => one.test(file))) {
        return undefined;
      }
      const text = await fs.promises.readFile(file, 'utf8');
      const named = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) =>
        names.split(','),
      );
      const classes = [...text.matchAll(/^export class (\w+)/gm)].map(([, name]) => name);
      const names = new Set([...named.map((name) => name.trim()).filter(Boolean), ...classes]);
      return { contents: [...names].map((name) => `export class ${name} {}`).join('\n') };
    });
  },
};

const extension = {
  entryPoints: { extension: 'src/extension.ts', ...lazyParts, ...programs },
  bundle: true,
  outdir: 'dist',
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  plugins: [loadPartsOnFirstUse, takeVsCodeOnce, leaveOutNeverAsked],
  minify: !watch,
  sourcemap: watch,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
};

/** Pages of their own, which run in the editor's window: a script and a style each. */
const pages = {
  entryPoints: {
    usagePage: 'src/page/usage.ts',
    usageStyle: 'src/page/usage.css',
  },
  bundle: true,
  outdir: 'dist',
  platform: 'browser',
  format: 'iife',
  target: 'chrome132',
  minify: !watch,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
};

/** What two lazy parts have in common, so that it is in the package once. */
const commonFile = './common.js';

function nameOf(file) {
  return path.relative(__dirname, file).replaceAll('\\', '/');
}

/** Files that would be in more than one lazy part. Activation keeps its own copies: it loads one file alone. */
async function commonFiles() {
  const { metafile } = await esbuild.build({ ...extension, metafile: true, write: false });
  const counts = new Map();
  for (const [output, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
    for (const input of output === 'dist/extension.js' ? [] : Object.keys(inputs)) {
      const isShareable = input !== entryPoint && !input.startsWith('vscode:');
      counts.set(input, (counts.get(input) ?? 0) + (isShareable ? 1 : 0));
    }
  }
  return [...counts].flatMap(([file, count]) => (count > 1 ? [file] : []));
}

/** Takes common files from the one file that has them. */
function takeCommon(common) {
  return {
    name: 'take-common',
    setup(build) {
      build.onResolve({ filter: /^\.\/common\.js$/ }, ({ path: file }) => ({
        path: file,
        external: true,
      }));
      // A namespace of its own: a file of a package that has only modules could not be replaced by another kind.
      build.onResolve({ filter: /./ }, async ({ path: wanted, pluginData, ...place }) => {
        if (pluginData === 'as it is' || place.kind === 'entry-point') {
          return undefined;
        }
        const found = await build.resolve(wanted, { ...place, pluginData: 'as it is' });
        const name = found.path && nameOf(found.path);
        return common.includes(name) ? { path: name, namespace: 'common' } : undefined;
      });
      build.onLoad({ filter: /./, namespace: 'common' }, ({ path: file }) => ({
        contents: `module.exports = require('${commonFile}')['${file}'];`,
      }));
    },
  };
}

/** Files of `src/editor` that need Node; in a browser those of the same names in `src/editor/web` stand in. */
const takeWebFiles = {
  name: 'take-web-files',
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, ({ path: wanted, resolveDir }) => {
      const { base, dir } = path.parse(path.resolve(resolveDir, wanted));
      const file = path.join(dir, 'web', base);
      return fs.existsSync(file) ? { path: file } : undefined;
    });
  },
};

/** The extension for VS Code in a browser, which loads one file. */
const web = {
  ...extension,
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist/web',
  platform: 'browser',
  target: 'es2024',
  plugins: [takeWebFiles, takeVsCodeOnce, leaveOutNeverAsked],
};

async function buildExtension() {
  const common = await commonFiles();
  const { entryPoints, plugins, ...options } = extension;
  const { extension: activation, ...parts } = entryPoints;
  // A part runs only those that it takes.
  const getters = common.map((file) => `get '${file}'() { return require('./${file}'); },`);
  const contents = `module.exports = {\n${getters.join('\n')}\n};`;
  const { outdir, ...single } = options;
  await Promise.all([
    esbuild.build(web),
    esbuild.build({ ...extension, entryPoints: { extension: activation } }),
    esbuild.build(pages),
    esbuild.build({ ...options, entryPoints: parts, plugins: [takeCommon(common), ...plugins] }),
    esbuild.build({
      ...single,
      outfile: path.join(outdir, commonFile),
      stdin: { contents, resolveDir: __dirname },
      plugins,
    }),
  ]);
}

function testFiles(layer) {
  const dir = path.join('test', layer);
  return fs
    .readdirSync(dir, { recursive: true })
    .map((file) => path.join(dir, String(file)))
    .filter((file) => file.endsWith('.test.ts'));
}

function testBundle(layer) {
  return {
    entryPoints: testFiles(layer),
    bundle: true,
    outdir: path.join('out', layer),
    outbase: path.join('test', layer),
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    // The client that is tested is the one that is shipped.
    plugins: [leaveOutNeverAsked],
    // `vscode` is deliberately not external: a test that reaches it does not even bundle.
    external: ['mocha', 'esbuild'],
    sourcemap: 'inline',
    logLevel: 'warning',
  };
}

async function build() {
  fs.rmSync('dist', { recursive: true, force: true });
  if (watch) {
    for (const options of [extension, pages]) {
      const context = await esbuild.context(options);
      await context.watch();
    }
    return;
  }
  const jobs = [buildExtension()];
  if (tests) {
    fs.rmSync('out', { recursive: true, force: true });
    jobs.push(esbuild.build(testBundle('unit')), esbuild.build(testBundle('integration')));
  }
  await Promise.all(jobs);
}

build().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
