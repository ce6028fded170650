import * as vscode from 'vscode';
import { askAgain } from './askAgain.ts';
import { type Configuration, writeSetting } from './configuration.ts';
import { countProblems } from './fixEntry.ts';
import type { OtherExtensions } from './otherExtensions.ts';
import type { Keys } from './secrets.ts';
import { askSnooze, type Snooze } from './snooze.ts';
import type { StatusItem } from './statusItem.ts';

/** What the menu and the commands behind it act on. */
export interface MenuDeps {
  readonly configuration: Configuration;
  readonly keys: Keys;
  readonly others: OtherExtensions;
  readonly snooze: Snooze;
  readonly status: StatusItem;
  /** Rejects when the disk refused. */
  readonly clearCache: () => Promise<void>;
  readonly showLog: () => void;
  /** Why there is no suggestion at the cursor, in one line; undefined without an editor. */
  readonly why: () => string | undefined;
}

interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** Registers the status menu and the commands that are not about keys. */
export function registerMenu(deps: MenuDeps): vscode.Disposable {
  const { configuration, snooze } = deps;
  return vscode.Disposable.from(
    vscode.commands.registerCommand('ghostline.toggleCompletions', () =>
      writeSetting('completion.enabled', !configuration.settings()['completion.enabled']),
    ),
    vscode.commands.registerCommand('ghostline.triggerCompletion', () => askAgain()),
    vscode.commands.registerCommand('ghostline.snooze', () => askSnooze(snooze)),
    vscode.commands.registerCommand('ghostline.clearCache', async () => {
      try {
        await deps.clearCache();
      } catch {
        await vscode.window.showErrorMessage(
          vscode.l10n.t('Ghostline could not remove all cached answers from the disk.'),
        );
        return;
      }
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('Ghostline forgot all cached answers.'),
        5_000,
      );
    }),
    vscode.commands.registerCommand('ghostline.showLog', deps.showLog),
    vscode.commands.registerCommand('ghostline.showMenu', async () => {
      const chosen = await vscode.window.showQuickPick(menuItems(deps), {
        title: 'Ghostline',
        placeHolder: deps.status.modelLine(),
      });
      await chosen?.run?.();
    }),
  );
}

function menuItems(deps: MenuDeps): readonly MenuItem[] {
  const reason = deps.why();
  const examine = () => vscode.commands.executeCommand('ghostline.doctor');
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator };
  return [
    ...(reason === undefined
      ? []
      : [
          {
            label: `$(info) ${vscode.l10n.t('Why no suggestion here?')}`,
            detail: reason,
            run: examine,
          },
        ]),
    ...otherExtensionItems(deps),
    ...environmentItems(deps),
    ...switches(deps),
    ...fixItems(),
    separator,
    command('$(list-selection)', vscode.l10n.t('Select model…'), 'ghostline.selectModel'),
    command('$(key)', vscode.l10n.t('Set API key…'), 'ghostline.setApiKey'),
    command('$(trash)', vscode.l10n.t('Clear API key'), 'ghostline.clearApiKey'),
    command('$(graph)', vscode.l10n.t('Show usage'), 'ghostline.showUsage'),
    command('$(clear-all)', vscode.l10n.t('Clear cached answers'), 'ghostline.clearCache'),
    command('$(pulse)', vscode.l10n.t('Run Doctor'), 'ghostline.doctor'),
    command('$(eye)', vscode.l10n.t('Preview request…'), 'ghostline.previewRequest'),
    command('$(output)', vscode.l10n.t('Show log'), 'ghostline.showLog'),
    {
      label: `$(gear) ${vscode.l10n.t('Open settings')}`,
      run: () =>
        vscode.commands.executeCommand('workbench.action.openSettings', '@ext:ghostline.ghostline'),
    },
  ];
}

/** What can be repaired in the active editor, with how many. */
function fixItems(): readonly MenuItem[] {
  const { file, hasSelection, selection } = countProblems();
  return [
    ...(selection > 1
      ? [
          command(
            '$(lightbulb)',
            vscode.l10n.t('Fix all {0} problems in the selection', selection),
            'ghostline.fixAll',
          ),
        ]
      : []),
    ...(file > 0 && !hasSelection
      ? [
          command(
            '$(lightbulb)',
            vscode.l10n.t('Fix all {0} problems in this file', file),
            'ghostline.fixAll',
          ),
        ]
      : []),
    ...(hasSelection && selection === 0
      ? [
          command(
            '$(bug)',
            vscode.l10n.t('Find and fix bugs in the selection'),
            'ghostline.findBugs',
          ),
        ]
      : []),
  ];
}

function command(icon: string, words: string, id: string): MenuItem {
  return { label: `${icon} ${words}`, run: () => vscode.commands.executeCommand(id) };
}

/** Only the user can decide between two extensions that complete; the choice can be taken back. */
function otherExtensionItems({ others }: MenuDeps): readonly MenuItem[] {
  const other = others.active();
  if (other === undefined) {
    return [];
  }
  const items: MenuItem[] = [];
  if (other.choice !== 'ghostline') {
    items.push({
      label: `$(check) ${vscode.l10n.t('Use Ghostline here')}`,
      detail: vscode.l10n.t(
        '{0} is active too; VS Code shows whichever answers first.',
        other.name,
      ),
      run: () => others.choose('ghostline'),
    });
  }
  if (other.choice !== 'left') {
    items.push({
      label: `$(close) ${vscode.l10n.t('Leave it to {0}', other.name)}`,
      detail: vscode.l10n.t('Ghostline then completes only when you trigger it.'),
      run: () => others.choose('left'),
    });
  }
  return items;
}

/** A key in the environment is only used after this click, which names the host. */
function environmentItems({ keys }: MenuDeps): readonly MenuItem[] {
  const origin = keys.offeredOrigin();
  if (origin === undefined) {
    return [];
  }
  return [
    {
      label: `$(key) ${vscode.l10n.t('Use the key from the environment')}`,
      detail: vscode.l10n.t(
        'OPENAI_API_KEY is set. Code around the cursor will be sent to {0}.',
        origin,
      ),
      run: () => writeSetting('provider', 'openai'),
    },
  ];
}

function switches({ configuration, snooze }: MenuDeps): readonly MenuItem[] {
  const document = vscode.window.activeTextEditor?.document;
  const enabled = configuration.settings()['completion.enabled'];
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
    const here = configuration.settings(document)['completion.enabled'];
    items.push({
      label: here
        ? `$(circle-slash) ${vscode.l10n.t('Turn completions off for {0}', languageId)}`
        : `$(sparkle) ${vscode.l10n.t('Turn completions on for {0}', languageId)}`,
      // Where all languages are on, the language needs no value of its own to be on.
      run: () =>
        writeSetting('completion.enabled', !here && enabled ? undefined : !here, languageId),
    });
  }
  const pause: MenuItem = snooze.active()
    ? { label: `$(bell) ${vscode.l10n.t('End the snooze')}`, run: () => snooze.stop() }
    : command('$(bell-slash)', vscode.l10n.t('Snooze completions'), 'ghostline.snooze');
  const suggest = command('$(zap)', vscode.l10n.t('Suggest now'), 'ghostline.triggerCompletion');
  return [...items, pause, suggest];
}
