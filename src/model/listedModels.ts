import { field } from './field.ts';

/** A model as an OpenAI-compatible server lists it. All but its name is what only some servers say. */
export interface ListedModel {
  readonly name: string;
  /** Tokens of prompt and reply together. */
  readonly contextTokens?: number;
  readonly chats?: boolean;
  readonly tools?: boolean;
  readonly images?: boolean;
}

/**
 * Reads one entry of `/models`; undefined when it names nothing. What is read besides the name:
 * vLLM `max_model_len` (https://docs.vllm.ai/en/stable/serving/openai_compatible_server), Mistral
 * `max_context_length` and `capabilities` (https://docs.mistral.ai/api/#tag/models), OpenRouter
 * `context_length`, `supported_parameters` and `architecture`
 * (https://openrouter.ai/docs/api-reference/list-available-models), Groq `context_window`, and Hugging Face's
 * router `providers` (https://huggingface.co/docs/inference-providers).
 */
export function listedModel(entry: unknown): ListedModel | undefined {
  const name = field(entry, 'id');
  if (typeof name !== 'string') {
    return undefined;
  }
  const providers = listOf(entry, 'providers');
  const abilities = field(entry, 'capabilities');
  const parameters = field(entry, 'supported_parameters');
  const inputs = field(field(entry, 'architecture'), 'input_modalities');
  const contextTokens = contextOf(entry) ?? smallest(providers.map(contextOf));
  const chats = flag(field(abilities, 'completion_chat'));
  const tools =
    flag(field(abilities, 'function_calling')) ??
    includes(parameters, 'tools') ??
    anyOf(providers.map((provider) => flag(field(provider, 'supports_tools'))));
  const images = flag(field(abilities, 'vision')) ?? includes(inputs, 'image');
  return {
    name,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(chats === undefined ? {} : { chats }),
    ...(tools === undefined ? {} : { tools }),
    ...(images === undefined ? {} : { images }),
  };
}

const contextFields = ['max_model_len', 'context_length', 'max_context_length', 'context_window'];

function contextOf(entry: unknown): number | undefined {
  return contextFields
    .map((name) => field(entry, name))
    .find((value) => typeof value === 'number' && Number.isSafeInteger(value) && value > 0) as
    | number
    | undefined;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = field(value, name);
  return Array.isArray(list) ? list : [];
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function includes(list: unknown, wanted: string): boolean | undefined {
  return Array.isArray(list) ? list.includes(wanted) : undefined;
}

/** The router may choose any of them. */
function smallest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function anyOf(values: readonly (boolean | undefined)[]): boolean | undefined {
  return values.some((value) => value !== undefined) ? values.includes(true) : undefined;
}
