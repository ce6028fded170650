import * as vscode from 'vscode';
import type { PageState } from '../usage/page.ts';
import { aboutText, frameTexts } from './usageMessages.ts';

/** What the page is built from; they stand in the page itself, which asks for no file and no address. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Reads the files that the build made. */
export async function readAssets(extensionUri: vscode.Uri): Promise<PageAssets> {
  const read = async (name: string) => {
    const file = vscode.Uri.joinPath(extensionUri, 'dist', name);
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  };
  const [script, style] = await Promise.all([read('usagePage.js'), read('usageStyle.css')]);
  return { script, style };
}

const nothing = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
];

/** The whole page. Only what bears the nonce runs or colours, and nothing is fetched. */
export function pageHtml({ script, style }: PageAssets, state: PageState, nonce: string): string {
  const texts = frameTexts();
  const policy = [...nothing, `script-src 'nonce-${nonce}'`, `style-src 'nonce-${nonce}'`].join(
    '; ',
  );
  const field = (id: 'model' | 'feature' | 'from' | 'to') => {
    const control =
      id === 'model' || id === 'feature'
        ? `<select id="${id}"></select>`
        : `<input id="${id}" type="date">`;
    return `<label>${escaped(texts[id])}${control}</label>`;
  };
  const button = (id: 'prices' | 'limit' | 'reset') =>
    `<button id="${id}" type="button">${escaped(texts[id])}</button>`;
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(texts.title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${escaped(texts.title)}</h1>
<p class="about">${escaped(aboutText())}</p>
<p id="empty"></p>
<form class="filled" aria-label="${escaped(texts.filters)}">
${(['model', 'feature', 'from', 'to'] as const).map(field).join('\n')}
</form>
<p id="summary" class="filled about" role="status"></p>
<dl id="figures" class="filled"></dl>
<div id="notes" class="filled"></div>
<div id="plots" class="filled"></div>
<div id="tables" class="filled"></div>
<div class="actions">
${(['prices', 'limit', 'reset'] as const).map(button).join('\n')}
</div>
</main>
<script id="state" type="application/json" nonce="${nonce}">${jsonInHtml(state)}</script>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** No `</script>` can end it early, whatever a model is called. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}
