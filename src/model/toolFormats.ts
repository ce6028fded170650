import type { ChatTurn, Tool, ToolCall } from '../privacy/safePrompt.ts';
import type { CallPiece } from './toolCalls.ts';
import type { ChatWireRequest } from './wire.ts';

/** A tool that takes nothing still names an object: servers refuse a function without a schema. */
const noInput = { type: 'object', properties: {} };

/** A turn as OpenAI's API takes it. https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages */
export function openAiMessage({ answers, calls = [], content, images = [], role }: ChatTurn) {
  switch (role) {
    case 'tool':
      return { role, content, tool_call_id: answers?.id ?? '' };
    case 'assistant':
      return calls.length === 0
        ? { role, content }
        : { role, content, tool_calls: calls.map(openAiCall) };
    case 'user':
      return images.length === 0
        ? { role, content }
        : {
            role,
            content: [
              ...(content === '' ? [] : [{ type: 'text' as const, text: content }]),
              ...images.map(({ base64, mimeType }) => ({
                type: 'image_url' as const,
                image_url: { url: `data:${mimeType};base64,${base64}` },
              })),
            ],
          };
    case 'system':
      return { role, content };
  }
}

function openAiCall({ id, input, name }: ToolCall) {
  const call = { name, arguments: JSON.stringify(input) };
  return { id, type: 'function' as const, function: call };
}

/** The tools of a request as OpenAI's API takes them; nothing where there are none. */
export function openAiTools({
  tools = [],
  toolsRequired = false,
}: Pick<ChatWireRequest, 'tools' | 'toolsRequired'>) {
  return tools.length === 0
    ? {}
    : {
        tools: tools.map(({ description, inputSchema, name }) => ({
          type: 'function' as const,
          function: { name, description, parameters: { ...(inputSchema ?? noInput) } },
        })),
        ...(toolsRequired ? { tool_choice: 'required' as const } : {}),
      };
}

/** A turn as Ollama takes it. https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-chat-completion */
export function ollamaMessage({ answers, calls = [], content, images = [], role }: ChatTurn) {
  return {
    role,
    content,
    ...(images.length === 0 ? {} : { images: images.map(({ base64 }) => base64) }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ input, name }) => ({
            function: { name, arguments: { ...input } },
          })),
        }),
    ...(answers === undefined ? {} : { tool_name: answers.name }),
  };
}

/** A tool as Ollama takes it; it reads every JSON schema, of which its client's types know a part. */
export function ollamaTool({ description, inputSchema, name }: Tool) {
  const parameters = { ...(inputSchema ?? noInput) };
  return { type: 'function', function: { name, description, parameters } };
}

/** A call of Ollama, which is whole and has its arguments as an object; more may come with the next line. */
export function callPiece(
  {
    function: called,
  }: { readonly function: { readonly name: string; readonly arguments: object } },
  id: string,
): CallPiece {
  const { arguments: input, name } = called;
  return { id, function: { name, arguments: JSON.stringify(input) } };
}
