import { showInvisible } from './invisible.ts';

/**
 * A line of a page of ours in Markdown, with what a stranger may have put into it (the name of a file or a model,
 * the words of a server): it stays one line, shows invisible characters, and holds no picture, no link
 * with other words than its address, and no HTML when the page is shown as a preview. Read as text it is what it was,
 * but for a backslash or a space.
 */
export function inertLine(text: string): string {
  return showInvisible(text.replace(/\s*[\r\n]+\s*/g, ' '))
    .replaceAll('![', '!\\[')
    .replaceAll('](', ']\\(')
    .replaceAll('][', ']\\[')
    .replaceAll(']:', ']\\:')
    .replace(/<(?=[a-z!?/])/gi, '< ');
}
