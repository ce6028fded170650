import type { ChatPrompt } from './safePrompt.ts';

/**
 * A conversation with each of its texts replaced, in an order that is always the same: what was said, what
 * tools were called with, and what tools say of themselves. Names of tools and of fields stay.
 */
export function mapTexts(
  { tools, turns, ...rest }: ChatPrompt,
  map: (text: string) => string,
): ChatPrompt {
  return {
    ...rest,
    turns: turns.map(({ calls, content, ...turn }) => ({
      ...turn,
      content: map(content),
      ...(calls && {
        calls: calls.map((call) => ({ ...call, input: mapFields(call.input, map) })),
      }),
    })),
    ...(tools && {
      tools: tools.map(({ description, inputSchema, ...tool }) => ({
        ...tool,
        description: map(description),
        ...(inputSchema && { inputSchema: mapFields(inputSchema, map) }),
      })),
    }),
  };
}

/** An object of JSON with each text in it replaced, however deep; its names stay. */
export function mapFields(value: object, map: (text: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapJson(part, map)]));
}

function mapJson(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return map(value);
  }
  if (Array.isArray(value)) {
    return value.map((part) => mapJson(part, map));
  }
  return typeof value === 'object' && value !== null ? mapFields(value, map) : value;
}
