/** The script of the usage page: shows states that the extension sends, and tells it what was chosen. */
import type { PageChoice, PageMessage, PageState, PageTable } from '../usage/page.ts';
import { isFeature } from '../usage/row.ts';
import { drawPlots } from './plots.ts';

declare function acquireVsCodeApi(): { postMessage(message: PageMessage): void };

const editor = acquireVsCodeApi();
let state: PageState = JSON.parse(element('state').textContent ?? '');
let stopPlots = () => {};

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`The page has no ${id}.`);
  }
  return found;
}

function control<T extends HTMLInputElement | HTMLSelectElement>(
  id: string,
  type: abstract new () => T,
): T {
  const found = element(id);
  if (!(found instanceof type)) {
    throw new Error(`${id} is something else.`);
  }
  return found;
}

/** Text goes in as text: names of models come from servers. */
function make(tag: string, text = '', children: readonly Node[] = []): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.append(...children);
  return made;
}

function fillChoices(id: string, choices: readonly PageChoice[], chosen: string | undefined): void {
  const select = control(id, HTMLSelectElement);
  select.replaceChildren(
    ...choices.map(({ label, value }) => {
      const option = document.createElement('option');
      option.textContent = label;
      option.value = value;
      return option;
    }),
  );
  // A model may have the empty name: the instant engine has. The choice of all stands first.
  const index = choices.findIndex(({ value }) => value === (chosen ?? ''));
  select.selectedIndex = Math.max(0, index);
}

function tableOf({ caption, columns, rows }: PageTable): HTMLElement {
  const head = make(
    'tr',
    '',
    columns.map((column) => {
      const cell = make('th', column);
      cell.setAttribute('scope', 'col');
      return cell;
    }),
  );
  const body = rows.map(([first = '', ...rest]) => {
    const heading = make('th', first);
    heading.setAttribute('scope', 'row');
    return make('tr', '', [heading, ...rest.map((text) => make('td', text))]);
  });
  const table = make('table', '', [
    make('caption', caption),
    make('thead', '', [head]),
    make('tbody', '', body),
  ]);
  // A wide table scrolls by itself, with the keyboard too.
  const frame = make('div', '', [table]);
  frame.className = 'table';
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', caption);
  return frame;
}

function show(next: PageState): void {
  state = next;
  const { empty, features, figures, filter, firstDay, lastDay, models, notes, tables } = state;
  document.body.classList.toggle('empty', empty !== undefined);
  element('empty').textContent = empty ?? '';
  element('summary').textContent = state.summary;
  fillChoices('model', models, filter.model);
  fillChoices('feature', features, filter.feature);
  for (const [id, value] of [
    ['from', filter.from],
    ['to', filter.to],
  ] as const) {
    const input = control(id, HTMLInputElement);
    input.min = firstDay;
    input.max = lastDay;
    input.value = value ?? '';
  }
  element('figures').replaceChildren(
    ...figures.map(({ label, note, value }) =>
      make('div', '', [make('dt', label), make('dd', value), make('dd', note)]),
    ),
  );
  element('notes').replaceChildren(...notes.map((note) => make('p', note)));
  element('tables').replaceChildren(...tables.map(tableOf));
  redraw();
}

function redraw(): void {
  stopPlots();
  stopPlots = drawPlots(element('plots'), state.plots);
}

function chooseFilter(): void {
  const model = control('model', HTMLSelectElement).value;
  const feature = control('feature', HTMLSelectElement).value;
  const from = control('from', HTMLInputElement).value;
  const to = control('to', HTMLInputElement).value;
  editor.postMessage({
    kind: 'filter',
    filter: {
      ...(model === '' ? {} : { model }),
      ...(isFeature(feature) ? { feature } : {}),
      ...(from === '' ? {} : { from }),
      ...(to === '' ? {} : { to }),
    },
  });
}

for (const id of ['model', 'feature', 'from', 'to']) {
  element(id).addEventListener('change', chooseFilter);
}
for (const kind of ['prices', 'limit', 'reset'] as const) {
  element(kind).addEventListener('click', () => editor.postMessage({ kind }));
}
window.addEventListener('message', ({ data }: MessageEvent<PageState>) => show(data));
// VS Code changes the class of the body with the theme; a canvas keeps the colours it was painted with.
new MutationObserver(([change]) => {
  if (change?.oldValue !== document.body.className) {
    redraw();
  }
}).observe(document.body, { attributeFilter: ['data-vscode-theme-id'], attributeOldValue: true });
show(state);
editor.postMessage({ kind: 'ready' });
