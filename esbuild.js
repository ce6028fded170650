// Builds the extension and the test bundles.
//   node esbuild.js            the extension, minified
//   node esbuild.js --watch    the extension, unminified, rebuilt on change
//   node esbuild.js --tests    the extension and every test layer
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

/** What activation loads. SDKs are separate files, loaded by `require` on first use. */
const extension = {
  entryPoints: { extension: 'src/extension.ts' },
  bundle: true,
  outdir: 'dist',
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  minify: !watch,
  sourcemap: watch,
  legalComments: 'none',
  logLevel: 'warning',
};

function testFiles(layer) {
  const dir = path.join('test', layer);
  if (!fs.existsSync(dir)) {
    return [];
  }
  return fs
    .readdirSync(dir, { recursive: true })
    .map((file) => path.join(dir, String(file)))
    .filter((file) => file.endsWith('.test.ts'));
}

function testBundle(layer, external) {
  return {
    entryPoints: testFiles(layer),
    bundle: true,
    outdir: path.join('out', layer),
    outbase: path.join('test', layer),
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external,
    sourcemap: 'inline',
    logLevel: 'warning',
  };
}

async function build() {
  fs.rmSync('dist', { recursive: true, force: true });
  if (watch) {
    const context = await esbuild.context(extension);
    await context.watch();
    return;
  }
  const jobs = [esbuild.build(extension)];
  if (tests) {
    fs.rmSync('out', { recursive: true, force: true });
    // `vscode` is deliberately not external here: a unit or integration test that reaches it fails to bundle.
    jobs.push(esbuild.build(testBundle('unit', ['mocha'])));
    jobs.push(esbuild.build(testBundle('integration', ['mocha'])));
  }
  await Promise.all(jobs);
}

build().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
