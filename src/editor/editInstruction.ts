import * as vscode from 'vscode';
import { instructionTexts } from './editMessages.ts';
import { plainWords } from './reviewMessages.ts';

const historyKey = 'edit.instructions';
const mostKept = 30;
const mostLabelCharacters = 120;

interface Item extends vscode.QuickPickItem {
  readonly instruction: string;
}

/** Asks what is to be done: typed anew, or one of the instructions from before, newest first. */
export function askInstruction(state: vscode.Memento, about: string): Promise<string | undefined> {
  const texts = instructionTexts(about);
  const known = historyOf(state);
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = texts.title;
  pick.placeholder = texts.placeholder;
  const before: readonly Item[] = known.map((instruction) => ({
    label: `$(history) ${plainWords(instruction, mostLabelCharacters)}`,
    instruction,
  }));
  pick.items = before;
  return new Promise((resolve) => {
    pick.onDidChangeValue((value) => {
      const typed = value.trim();
      const isKnown = known.includes(typed);
      const own: Item = {
        label: `$(edit) ${plainWords(typed, mostLabelCharacters)}`,
        instruction: typed,
        alwaysShow: true,
      };
      pick.items = typed === '' || isKnown ? before : [own, ...before];
    });
    pick.onDidAccept(() => {
      const instruction = pick.selectedItems[0]?.instruction ?? pick.value.trim();
      resolve(instruction === '' ? undefined : instruction);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Puts an instruction at the head of the history. */
export async function keepInstruction(state: vscode.Memento, instruction: string): Promise<void> {
  const others = historyOf(state).filter((one) => one !== instruction);
  await state.update(historyKey, [instruction, ...others].slice(0, mostKept));
}

function historyOf(state: vscode.Memento): readonly string[] {
  const kept = state.get(historyKey);
  return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
}
