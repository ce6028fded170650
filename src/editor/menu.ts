import * as vscode from 'vscode';
import type { ModelSource } from '../model/source.ts';
import { readSettings, writeSetting } from './configuration.ts';
import { modelText } from './messages.ts';
import type { OtherExtensions } from './otherExtensions.ts';
import type { Keys } from './secrets.ts';
import { askSnoozeMinutes, type Snooze } from './snooze.ts';
import type { StatusItem } from './statusItem.ts';

/** What the menu and the commands behind it act on. */
export interface MenuDeps {
  readonly models: ModelSource;
  readonly keys: Keys;
  readonly others: OtherExtensions;
  readonly snooze: Snooze;
  readonly status: StatusItem;
  readonly clearCache: () => void;
  readonly showLog: () => void;
}

interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** Registers the status menu and the commands that are not about keys. */
export function registerMenu(deps: MenuDeps): vscode.Disposable {
  const toggle = () => writeSetting('completion.enabled', !readSettings()['completion.enabled']);
  return vscode.Disposable.from(
    vscode.commands.registerCommand('ghostline.toggleCompletions', toggle),
    vscode.commands.registerCommand('ghostline.triggerCompletion', () =>
      vscode.commands.executeCommand('editor.action.inlineSuggest.trigger'),
    ),
    vscode.commands.registerCommand('ghostline.snooze', async () => {
      const minutes = await askSnoozeMinutes();
      if (minutes !== undefined) {
        deps.snooze.start(minutes);
      }
    }),
    vscode.commands.registerCommand('ghostline.clearCache', () => {
      deps.clearCache();
      void vscode.window.setStatusBarMessage(
        vscode.l10n.t('Ghostline forgot all cached answers.'),
        5_000,
      );
    }),
    vscode.commands.registerCommand('ghostline.showLog', deps.showLog),
    vscode.commands.registerCommand('ghostline.showMenu', async () => {
      const chosen = await vscode.window.showQuickPick(menuItems(deps), {
        title: 'Ghostline',
        placeHolder: modelText(deps.models.current()),
      });
      await chosen?.run?.();
    }),
  );
}

function menuItems(deps: MenuDeps): readonly MenuItem[] {
  const command = (id: string) => () => vscode.commands.executeCommand(id);
  const reason = deps.status.lastReason();
  const items: MenuItem[] = [];
  if (reason !== undefined) {
    items.push({ label: `$(info) ${vscode.l10n.t('Why no suggestion here?')}`, detail: reason });
  }
  items.push(...choices(deps), ...switches(deps), {
    label: '',
    kind: vscode.QuickPickItemKind.Separator,
  });
  items.push(
    { label: `$(key) ${vscode.l10n.t('Set API key…')}`, run: command('ghostline.setApiKey') },
    { label: `$(trash) ${vscode.l10n.t('Clear API key')}`, run: command('ghostline.clearApiKey') },
    {
      label: `$(clear-all) ${vscode.l10n.t('Clear cached answers')}`,
      run: command('ghostline.clearCache'),
    },
    { label: `$(output) ${vscode.l10n.t('Show log')}`, run: command('ghostline.showLog') },
    {
      label: `$(gear) ${vscode.l10n.t('Open settings')}`,
      run: () =>
        vscode.commands.executeCommand('workbench.action.openSettings', '@ext:ghostline.ghostline'),
    },
  );
  return items;
}

/** What only the user can decide: another extension, a key in the environment. */
function choices({ keys, others }: MenuDeps): readonly MenuItem[] {
  const items: MenuItem[] = [];
  const rival = others.active();
  if (rival !== undefined) {
    items.push(
      {
        label: `$(check) ${vscode.l10n.t('Use Ghostline here')}`,
        detail: vscode.l10n.t('{0} is active too; VS Code shows whichever answers first.', rival),
        run: () => others.choose(true),
      },
      {
        label: `$(close) ${vscode.l10n.t('Leave it to {0}', rival)}`,
        detail: vscode.l10n.t('Ghostline then completes only when you trigger it.'),
        run: () => others.choose(false),
      },
    );
  }
  const origin = keys.offeredOrigin();
  if (origin !== undefined) {
    items.push({
      label: `$(key) ${vscode.l10n.t('Use the key from the environment')}`,
      detail: vscode.l10n.t(
        'OPENAI_API_KEY is set. Code around the cursor will be sent to {0}.',
        origin,
      ),
      run: async () => {
        await writeSetting('openai.baseUrl', undefined);
        await writeSetting('provider', 'openai');
      },
    });
  }
  return items;
}

function switches({ snooze }: MenuDeps): readonly MenuItem[] {
  const document = vscode.window.activeTextEditor?.document;
  const enabled = readSettings()['completion.enabled'];
  const items: MenuItem[] = [
    {
      label: enabled
        ? `$(circle-slash) ${vscode.l10n.t('Turn completions off')}`
        : `$(sparkle) ${vscode.l10n.t('Turn completions on')}`,
      run: () => writeSetting('completion.enabled', !enabled),
    },
  ];
  if (document !== undefined) {
    const { languageId } = document;
    const here = readSettings(document)['completion.enabled'];
    items.push({
      label: here
        ? `$(circle-slash) ${vscode.l10n.t('Turn completions off for {0}', languageId)}`
        : `$(sparkle) ${vscode.l10n.t('Turn completions on for {0}', languageId)}`,
      run: () => writeSetting('completion.enabled', !here, languageId),
    });
  }
  items.push(
    snooze.active()
      ? { label: `$(bell) ${vscode.l10n.t('End the snooze')}`, run: () => snooze.stop() }
      : {
          label: `$(bell-slash) ${vscode.l10n.t('Snooze completions')}`,
          run: () => vscode.commands.executeCommand('ghostline.snooze'),
        },
    {
      label: `$(zap) ${vscode.l10n.t('Suggest now')}`,
      run: () => vscode.commands.executeCommand('ghostline.triggerCompletion'),
    },
  );
  return items;
}
