import * as vscode from 'vscode';
import type { ChatMessage, ChatPart } from '../chat/turns.ts';
import type { ChatImage, Tool } from '../privacy/safePrompt.ts';

/** A message as VS Code hands it over, in our own terms; parts of a kind that nobody knows are left out. */
export function toMessage({
  content,
  role,
}: Pick<vscode.LanguageModelChatRequestMessage, 'content' | 'role'>): ChatMessage {
  return { role: roleOf(role), parts: content.flatMap(toPart) };
}

/** The value 3 is a system message of an API that is not stable yet; VS Code's own chat sends it. */
function roleOf(role: vscode.LanguageModelChatMessageRole): ChatMessage['role'] {
  if (role === vscode.LanguageModelChatMessageRole.Assistant) {
    return 'assistant';
  }
  return role === vscode.LanguageModelChatMessageRole.User ? 'user' : 'system';
}

function toPart(part: unknown): readonly ChatPart[] {
  if (part instanceof vscode.LanguageModelTextPart) {
    return [{ kind: 'text', text: part.value }];
  }
  if (part instanceof vscode.LanguageModelToolCallPart) {
    const { callId: id, input, name } = part;
    return [{ kind: 'tool call', call: { id, name, input: { ...input } } }];
  }
  if (part instanceof vscode.LanguageModelToolResultPart) {
    const inside = part.content.flatMap(toResult);
    const text = inside.flatMap((one) => (one.kind === 'text' ? [one.text] : [])).join('\n');
    const images = inside.flatMap((one) => (one.kind === 'image' ? [one.image] : []));
    return [{ kind: 'tool result', callId: part.callId, text, images }];
  }
  return part instanceof vscode.LanguageModelDataPart ? toData(part) : [];
}

/** What a tool gave: texts, data, or a prompt of another extension. */
function toResult(part: unknown): readonly ChatPart[] {
  return part instanceof vscode.LanguageModelPromptTsxPart
    ? [{ kind: 'text', text: promptText(part.value) }]
    : toPart(part);
}

const textTypes = /^(?:text\/|application\/(?:[\w.-]+\+)?json\b)/;

/** Marks that other models use for caches and states are no part of a conversation. */
function toData({ data, mimeType }: vscode.LanguageModelDataPart): readonly ChatPart[] {
  if (mimeType.startsWith('image/')) {
    const image: ChatImage = { mimeType, base64: base64Of(data) };
    return [{ kind: 'image', image }];
  }
  return textTypes.test(mimeType) ? [{ kind: 'text', text: new TextDecoder().decode(data) }] : [];
}

/** Bytes handed to one call at a time: a call takes no more arguments than its stack has room for. */
const bytesAtOnce = 32_768;

/** As Node and a browser both can. */
function base64Of(data: Uint8Array): string {
  let text = '';
  for (let at = 0; at < data.length; at += bytesAtOnce) {
    text += String.fromCharCode(...data.subarray(at, at + bytesAtOnce));
  }
  return btoa(text);
}

/**
 * The text of a prompt that was written with `@vscode/prompt-tsx`, whose pieces stand in a tree; of another
 * shape all that is in it.
 */
function promptText(value: unknown): string {
  const texts: string[] = [];
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) {
      return;
    }
    if ('text' in node && typeof node.text === 'string') {
      const breaksBefore = 'lineBreakBefore' in node && Boolean(node.lineBreakBefore);
      texts.push(breaksBefore && texts.length > 0 ? `\n${node.text}` : node.text);
    }
    const inside = 'children' in node ? node.children : 'node' in node ? node.node : undefined;
    for (const child of Array.isArray(inside) ? inside : [inside]) {
      visit(child);
    }
  };
  visit(value);
  return texts.length === 0 ? JSON.stringify(value) : texts.join('');
}

/** A tool as VS Code describes it. */
export function toTool({ description, inputSchema, name }: vscode.LanguageModelChatTool): Tool {
  return { name, description, ...(inputSchema === undefined ? {} : { inputSchema }) };
}
