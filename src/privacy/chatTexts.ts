import type { ChatPrompt } from './safePrompt.ts';

/**
 * A conversation with each of its texts replaced, in an order that is always the same: what was said, what
 * tools were called with, and what tools say of themselves. Names of tools stay, and those of the fields that they take.
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
        calls: calls.map((call) => ({ ...call, input: mapInput(call.input, map) })),
      }),
    })),
    ...(tools && {
      tools: tools.map(({ description, inputSchema, ...tool }) => ({
        ...tool,
        description: map(description),
        ...(inputSchema && { inputSchema: mapObject(inputSchema, map, (name) => name) }),
      })),
    }),
  };
}

/** What a tool is given, with each text in it replaced, however deep, and each name: a map may hold anything there. */
export function mapInput(value: object, map: (text: string) => string): Record<string, unknown> {
  return mapObject(value, map, map);
}

type Map = (text: string) => string;

function mapObject(value: object, map: Map, mapName: Map): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [mapName(name), mapJson(part, map, mapName)]),
  );
}

function mapJson(value: unknown, map: Map, mapName: Map): unknown {
  if (typeof value === 'string') {
    return map(value);
  }
  if (Array.isArray(value)) {
    return value.map((part) => mapJson(part, map, mapName));
  }
  return typeof value === 'object' && value !== null ? mapObject(value, map, mapName) : value;
}
