import * as vscode from 'vscode';
import { looksByItself, notBegun } from '../doctor/byItself.ts';
import { type Check, examine, togetherWith } from '../doctor/examine.ts';
import { type CheckId, checkIds, type Finding } from '../doctor/finding.ts';
import { type Rows, renderPage } from '../doctor/render.ts';
import { redact } from '../privacy/redact.ts';
import { concernsServers } from '../settings.ts';
import { inertLine } from '../subject/inertLine.ts';
import { type DoctorCommands, type DoctorPage, isDoctorPage } from './doctorEntry.ts';
import { type FactsDeps, gatherChecks, introFacts, type Subject } from './doctorFacts.ts';
import { createDoctorLenses } from './doctorLenses.ts';
import {
  bodyText,
  checkTitle,
  headingText,
  introText,
  notBegunText,
  summaryText,
} from './doctorMessages.ts';
import { repairDialogTexts } from './doctorRepairMessages.ts';
import { repair } from './doctorRepairs.ts';
import { showStoppable } from './stoppable.ts';

/** What Doctor is built from. */
export interface DoctorDeps extends FactsDeps {
  readonly page: DoctorPage;
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/** Settings that are written one after the other are one change. */
const settleMs = 150;

/** Creates Doctor; nothing is checked before somebody asks for it. */
export function createDoctor(deps: DoctorDeps): DoctorCommands {
  const { after, completions, page } = deps;
  let rows: Rows = notBegun;
  let subject: Subject | undefined;
  let begun = false;
  const running = new Map<CheckId, AbortController>();
  const waiting = new Set<CheckId>();
  let stopTimer = () => {};

  const words = () => ({
    title: 'Ghostline Doctor',
    intro: introText(introFacts(subject)).map(inertLine),
    summary: begun ? summaryText : notBegunText,
    heading: headingText,
    checkTitle,
    body: ({ fact }: Finding) => bodyText(fact).map(inertLine),
  });
  const text = () => {
    const { text: written } = renderPage(rows, words());
    return redact([written]).texts[0] ?? '';
  };
  const show = () => {
    page.changed();
    lenses.refresh();
  };
  const set = (ids: readonly CheckId[], finding?: Finding) => {
    const changed = Object.fromEntries(ids.map((id) => [id, finding]));
    rows = Object.fromEntries(
      Object.entries({ ...rows, ...changed }).filter(([, found]) => found !== undefined),
    );
    show();
  };

  const run = async (ids: readonly CheckId[]): Promise<void> => {
    begun = true;
    const mine = new AbortController();
    for (const id of ids) {
      running.get(id)?.abort();
      running.set(id, mine);
    }
    set(ids);
    const checks: readonly Check[] = gatherChecks(deps, subject).filter(({ id }) =>
      ids.includes(id),
    );
    const end = examine(checks, after, mine.signal, (id, finding) => {
      // A newer look at the same has taken over.
      if (running.get(id) === mine) {
        running.delete(id);
        set([id], finding);
      }
    });
    showStoppable(() => repairDialogTexts().title, after, mine, end);
    await end;
    useWhatWorks();
  };

  /** The source may still be waiting after an outage that is over. */
  const useWhatWorks = () => {
    if (rows.fill?.fact.kind === 'fills') {
      const { kind } = completions.models.current();
      if (kind === 'failed' || kind === 'none') {
        completions.serverChanged();
      }
    }
  };

  const runSoon = (ids: readonly CheckId[]) => {
    for (const id of ids) {
      waiting.add(id);
    }
    stopTimer();
    stopTimer = after(settleMs, () => {
      const all = checkIds.filter((id) => waiting.has(id));
      waiting.clear();
      void run(all);
    });
  };

  // The document may outlive its tab by minutes.
  const isOpen = () =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .some(
        ({ input }) =>
          input instanceof vscode.TabInputText && input.uri.toString() === page.uri.toString(),
      );
  const watch = (ids: readonly CheckId[]) => {
    const { isTrusted } = vscode.workspace;
    if (looksByItself({ begun, isOpen: isOpen(), isTrusted })) {
      runSoon(ids);
    }
  };
  const lenses = createDoctorLenses(() => ({ rows, isRunning: running.size > 0 }));
  const listeners = vscode.Disposable.from(
    lenses,
    deps.configuration.onChange((affects) => {
      watch(togetherWith(concernsServers(affects) ? 'server' : 'here'));
    }),
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration('editor') && watch(['editor']),
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(() => watch(checkIds)),
    vscode.extensions.onDidChange(() => watch(['others', 'here'])),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (closed.length > 0 && !isOpen()) {
        cancelAll();
      }
    }),
  );
  const cancelAll = () => {
    for (const controller of new Set(running.values())) {
      controller.abort();
    }
  };

  return {
    async open(editor) {
      if (editor !== undefined && !isDoctorPage(editor.document)) {
        subject = { document: editor.document, position: editor.selection.active };
      }
      const checking = run(checkIds);
      const document = await vscode.workspace.openTextDocument(page.uri);
      await vscode.window.showTextDocument(document, { preview: false });
      show();
      await checking;
    },
    async act(action, id, index) {
      switch (action) {
        case 'again':
          return run(checkIds);
        case 'cancel':
          return cancelAll();
        case 'copy':
          await vscode.env.clipboard.writeText(text());
          vscode.window.setStatusBarMessage(repairDialogTexts().copied, 5_000);
          return;
        case 'check': {
          const check = checkIds.find((one) => one === id);
          return check === undefined ? undefined : run(togetherWith(check));
        }
        case 'repair': {
          const check = checkIds.find((one) => one === id);
          const wanted = check && rows[check]?.repairs[Number(index)];
          if (check !== undefined && wanted !== undefined) {
            await repair({ ...deps, subject, again: () => runSoon(togetherWith(check)) }, wanted);
          }
        }
      }
    },
    // A window that is opened again with the page in it waits for a click: a look asks the server.
    text,
    dispose() {
      stopTimer();
      cancelAll();
      listeners.dispose();
    },
  };
}
