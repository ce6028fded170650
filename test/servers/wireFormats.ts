/** JSON as a client sent it; the tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: the clients' requests have no common shape.
export type Body = any;

/** One model as the server lists it. */
export interface ServedModel {
  readonly name: string;
  readonly capabilities?: readonly string[];
  readonly template?: string;
  readonly families?: readonly string[];
  readonly parameters?: string;
  readonly sizeBytes?: number;
  readonly contextTokens?: number;
  /** Served by another host: a cloud model. */
  readonly remoteHost?: string;
}

/** What a generating request asked for, whichever API it came by. */
export interface Asked {
  readonly path: string;
  readonly way: 'suffix' | 'raw' | 'chat' | 'load';
  readonly model: string;
  readonly prompt: string;
  readonly suffix: string;
  /** OpenAI's API: the tokens of the stream are counted (`stream_options`). */
  readonly countsTokens: boolean;
}

/** Reads a generating request. */
export function askedOf(path: string, body: Body): Asked {
  const prompt: string =
    body.prompt ?? body.messages?.map((turn: { content: string }) => turn.content).join('\n') ?? '';
  const way =
    body.messages !== undefined
      ? 'chat'
      : body.suffix !== undefined
        ? 'suffix'
        : prompt === ''
          ? 'load'
          : 'raw';
  const countsTokens = body.stream_options?.include_usage === true;
  return { path, way, model: body.model ?? 'm', prompt, suffix: body.suffix ?? '', countsTokens };
}

/** Why a reply ends. */
export type Finish = 'stop' | 'length' | 'content_filter';

/** A tool that the model wants to be run; `arguments` is JSON as the model wrote it, whole or not. */
export interface WantedCall {
  readonly name: string;
  readonly arguments: string;
}

/** How one API writes a streamed reply, its end, and a whole one. */
export interface Format {
  readonly type: string;
  begin(): string;
  piece(text: string): string;
  thought(text: string): string;
  /** The lines of some calls; `size`: characters of one piece where the API streams them in pieces. */
  calls(wanted: readonly WantedCall[], size: number): readonly string[];
  end(finish: Finish): string;
  whole(text: string, finish: Finish): string;
}

/** What it says of each whole reply whose tokens it counts. */
export const reportedTokens = { prompt: 20, output: 5 };

const created = 1_764_000_000;
const usage = {
  prompt_tokens: reportedTokens.prompt,
  completion_tokens: reportedTokens.output,
  total_tokens: reportedTokens.prompt + reportedTokens.output,
};
const createdAt = '2026-11-24T08:00:00.000000Z';

/** Shapes: https://github.com/ollama/ollama/blob/main/docs/api.md */
export function ollamaFormat({ way, model }: Asked): Format {
  const say = (text: string, thinking?: string) => ({
    model,
    created_at: createdAt,
    ...(way === 'chat'
      ? { message: { role: 'assistant', content: text, ...(thinking && { thinking }) } }
      : { response: text, ...(thinking && { thinking }) }),
  });
  const line = (value: object) => `${JSON.stringify(value)}\n`;
  const last = (text: string, finish: Finish) =>
    line({
      ...say(text),
      done: true,
      done_reason: finish,
      total_duration: 4_883_583_458,
      load_duration: 1_334_875,
      prompt_eval_count: reportedTokens.prompt,
      prompt_eval_duration: 342_546_000,
      eval_count: reportedTokens.output,
      eval_duration: 4_535_599_000,
    });
  return {
    type: 'application/x-ndjson',
    begin: () => '',
    piece: (text) => line({ ...say(text), done: false }),
    thought: (text) => line({ ...say('', text), done: false }),
    // Each call is whole, on a line of its own.
    calls: (wanted) =>
      wanted.map(({ arguments: text, name }) => {
        const { message, ...rest } = { message: {}, ...say('') };
        const call = { function: { name, arguments: JSON.parse(text) } };
        return line({ ...rest, message: { ...message, tool_calls: [call] }, done: false });
      }),
    end: (finish) => last('', finish),
    whole: last,
  };
}

/** Shapes: https://platform.openai.com/docs/api-reference/chat-streaming and `/completions/object` */
export function openAiFormat({ way, model, countsTokens }: Asked): Format {
  const chat = way === 'chat';
  const reply = (choice: object) => ({
    id: chat ? 'chatcmpl-1' : 'cmpl-1',
    object: chat ? 'chat.completion.chunk' : 'text_completion',
    created,
    model,
    choices: [{ index: 0, ...choice, logprobs: null }],
  });
  const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
  const delta = (fields: object, finish: Finish | null = null) =>
    event(reply({ delta: fields, finish_reason: finish }));
  const text = (value: string, finish: Finish | null = null) =>
    event(reply({ text: value, finish_reason: finish }));
  return {
    type: 'text/event-stream',
    begin: () => (chat ? delta({ role: 'assistant', content: '' }) : ''),
    piece: (piece) => (chat ? delta({ content: piece }) : text(piece)),
    thought: (thought) => delta({ reasoning_content: thought }),
    // https://platform.openai.com/docs/guides/function-calling#streaming
    calls: (wanted, size) =>
      wanted.flatMap(({ arguments: text, name }, index) => {
        const id = `call_from_server_${index}`;
        const named = { index, id, type: 'function', function: { name, arguments: '' } };
        const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, at) => ({
          index,
          function: { arguments: text.slice(at * size, (at + 1) * size) },
        }));
        return [named, ...parts].map((call) => delta({ tool_calls: [call] }));
      }),
    end: (finish) =>
      [
        chat ? delta({}, finish) : text('', finish),
        // https://platform.openai.com/docs/api-reference/chat-streaming: behind the last choice, without any.
        ...(countsTokens ? [event({ ...reply({}), choices: [], usage })] : []),
        'data: [DONE]\n\n',
      ].join(''),
    whole: (content, finish) =>
      JSON.stringify({
        ...reply(
          chat
            ? { message: { role: 'assistant', content }, finish_reason: finish }
            : { text: content, finish_reason: finish },
        ),
        ...(chat && { object: 'chat.completion' }),
        usage,
      }),
  };
}

/** What loading a model answers. */
export function loadedReply(model: string): object {
  return { model, created_at: createdAt, response: '', done: true, done_reason: 'load' };
}

/** `/api/tags` */
export function tagsReply(models: readonly ServedModel[]): object {
  return {
    models: models.map((model) => ({
      name: model.name,
      model: model.name,
      modified_at: createdAt,
      size: model.sizeBytes ?? 1_000_000,
      digest: '9f438cb9cd581fc025612d27f7c1a6669ff83a8bb0ed86c94fcf4c5440555697',
      details: detailsOf(model),
      ...remoteOf(model),
    })),
  };
}

/** `/api/ps` */
export function loadedModelsReply(names: readonly string[]): object {
  return {
    models: names.map((name) => ({
      name,
      model: name,
      size: 1_000_000,
      digest: '2ae6f6dd7a3dd734790bbbf58b8909a606e0e7e97e94b7604e0aa7ae4490e6d8',
      details: detailsOf({ name }),
      expires_at: createdAt,
      size_vram: 1_000_000,
    })),
  };
}

/** `/api/show` */
export function showReply(model: ServedModel): object {
  return {
    modelfile: '',
    parameters: '',
    template: model.template ?? '{{ .Prompt }}',
    details: detailsOf(model),
    model_info:
      model.contextTokens === undefined ? {} : { 'test.context_length': model.contextTokens },
    capabilities: model.capabilities ?? ['completion'],
    ...remoteOf(model),
  };
}

/** `/v1/models` */
export function modelListReply(models: readonly ServedModel[]): object {
  return {
    object: 'list',
    data: models.map(({ name }) => ({ id: name, object: 'model', created, owned_by: 'library' })),
  };
}

function detailsOf({ families = ['test'], parameters = '1.5B' }: ServedModel) {
  return {
    parent_model: '',
    format: 'gguf',
    family: families[0],
    families,
    parameter_size: parameters,
    quantization_level: 'Q4_0',
  };
}

function remoteOf({ name, remoteHost }: ServedModel) {
  return remoteHost === undefined ? {} : { remote_host: remoteHost, remote_model: name };
}
