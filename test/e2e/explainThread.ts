import type { Session } from '../host/sessions.mts';
import type { ModelServer, SeenRequest } from '../servers/modelServer.ts';
import { modelsOf } from './models.ts';

/** A local model that answers questions and does not complete. */
export const chatModels = modelsOf(['completion', 'tools'], 'talker:7b');

/** Questions for an answer in words that the server has seen. */
export function questionsTo(server: ModelServer): readonly SeenRequest[] {
  return server.requests.filter(({ path }) => path.endsWith('/chat'));
}

/** All that a question says. */
export function wordsOf({ body }: SeenRequest): string {
  return body.messages.map(({ content }: { content: string }) => content).join('\n');
}

/** Explanations as they stand in the page. */
export function explanationsIn(vscode: () => Session) {
  const page = () => vscode().workbench.page;
  const bodies = () => page().locator('.review-widget .comment-body');
  return {
    thread: () => page().locator('.review-widget'),
    /** The comments; the last is ours. */
    bodies,
    answer: () => bodies().first(),
    /** Waits for a text anywhere in the thread. */
    waitFor: (text: string | RegExp) =>
      page().locator('.review-widget', { hasText: text }).first().waitFor(),
    /** Clicks one of our links under the answer. */
    click: (words: string) => bodies().last().locator('a', { hasText: words }).click(),
    /** Explains at the cursor with the shortcut. */
    async byKeyboard() {
      await vscode().workbench.press('Control+K');
      await vscode().workbench.press('x');
    },
    /** Asks a follow-up in the thread's reply box. */
    async ask(question: string) {
      await page().locator('.review-widget .review-thread-reply-button').click();
      await page().keyboard.insertText(question);
      // VS Code offers it once there is text.
      await page().locator('.review-widget .form-actions a', { hasText: 'Ask' }).waitFor();
      await vscode().workbench.press('Control+Enter');
    },
  };
}
