import * as vscode from 'vscode';
import { type ChatListing, createListing } from '../chat/listing.ts';
import { modelOf, type OfferedModel } from '../chat/offered.ts';
import { respond } from '../chat/respond.ts';
import { createTokenCounter, type TokenCounter } from '../chat/tokens.ts';
import { toTurns } from '../chat/turns.ts';
import type { Log } from '../log.ts';
import { isModelError } from '../model/client.ts';
import type { Models } from '../model/source.ts';
import { unlessAborted } from '../model/unlessAborted.ts';
import type { ChatPrompt } from '../privacy/safePrompt.ts';
import {
  chatDetail,
  chatError,
  chatTooltip,
  endError,
  noKeyError,
  notTrustedError,
  unknownModelError,
} from './chatMessages.ts';
import { toMessage, toTool } from './chatParts.ts';
import type { Configuration } from './configuration.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';

/** What the editor's own chat is answered with. */
export interface ChatDeps {
  readonly configuration: Configuration;
  readonly models: Models;
  readonly ignoreFiles: Pick<IgnoreFiles, 'gate'>;
  readonly now: () => number;
  readonly log: Log;
}

type Provider = vscode.LanguageModelChatProvider;

/** The models of the servers that the settings name, for the editor's own chat and for other extensions. */
export interface ChatModels extends vscode.Disposable {
  readonly information: Provider['provideLanguageModelChatInformation'];
  readonly response: Provider['provideLanguageModelChatResponse'];
  readonly tokenCount: Provider['provideTokenCount'];
  /** Settings or keys changed: the list may be another. */
  changed(): void;
}

/** Answers in a chat: not greedy, so that a question asked again gets another answer. */
const usualTemperature = 0.2;

/** Creates the body of the provider; asks no server before VS Code wants a list or an answer. */
export function createChat(deps: ChatDeps): ChatModels {
  const counter = createTokenCounter();
  const { settings } = deps.configuration;
  const listing = createListing({
    ...deps,
    settings,
    catalog: deps.models.catalog,
    isTrusted: () => vscode.workspace.isTrusted,
  });
  return {
    information: async ({ silent }) => (await listing.models(!silent)).map(toInformation),
    async response(model, messages, options, progress, token) {
      const controller = new AbortController();
      const cancelled = token.onCancellationRequested(() => controller.abort());
      try {
        const error = await answer(
          { ...deps, counter, listing, progress },
          model,
          messages,
          options,
          controller.signal,
        );
        if (error !== undefined) {
          throw error;
        }
      } catch (cause) {
        if (controller.signal.aborted) {
          throw new vscode.CancellationError();
        }
        if (!isModelError(cause)) {
          throw cause;
        }
        deps.log.warn(`chat: ${cause.message}`);
        throw chatError(cause);
      } finally {
        cancelled.dispose();
      }
    },
    async tokenCount(model, text) {
      const name = modelOf(model.id)?.name ?? model.id;
      return typeof text === 'string'
        ? counter.ofText(name, text)
        : counter.ofMessage(name, toMessage(text));
    },
    changed: listing.forget,
    dispose: listing.forget,
  };
}

interface Answering extends ChatDeps {
  readonly counter: TokenCounter;
  readonly listing: Pick<ChatListing, 'access'>;
  readonly progress: vscode.Progress<vscode.LanguageModelResponsePart>;
}

/** Streams one answer; what kept it from being one is given back. @throws {ModelError} what the server says */
async function answer(
  { counter, ignoreFiles, listing, log, models, progress }: Answering,
  model: vscode.LanguageModelChatInformation,
  messages: readonly vscode.LanguageModelChatRequestMessage[],
  options: vscode.ProvideLanguageModelChatResponseOptions,
  signal: AbortSignal,
): Promise<Error | undefined> {
  const access = await unlessAborted(listing.access(model.id), signal);
  if (access.kind === 'failed') {
    throw access.error;
  }
  if (access.kind === 'not trusted') {
    return notTrustedError();
  }
  if (access.kind === 'no key') {
    return noKeyError();
  }
  if (access.kind === 'not offered') {
    return unknownModelError(model.id);
  }
  const found = await models.named(access.model, signal);
  if (found.kind === 'no key') {
    return noKeyError();
  }
  if (found.kind === 'no model') {
    return unknownModelError(model.id);
  }
  const { client } = found;
  const end = await respond(
    {
      client,
      counter,
      pass: ignoreFiles.gate().passMessages,
      text: (piece) => progress.report(new vscode.LanguageModelTextPart(piece)),
      call: ({ id, input, name }) =>
        progress.report(new vscode.LanguageModelToolCallPart(id, name, input)),
    },
    promptOf(model, messages, options),
    {
      promptTokens: model.maxInputTokens,
      replyTokens: model.maxOutputTokens,
      cutsSilently: access.model.backend === 'ollama',
    },
    temperatureOf(options),
    signal,
  );
  log.info(`chat: ${end.kind} ${client.id}`);
  return endError(end);
}

function toInformation(model: OfferedModel): vscode.LanguageModelChatInformation {
  const { id, images, name, promptTokens, replyTokens, tools } = model;
  const [family = name] = name.split(':');
  return {
    id,
    name,
    family,
    version: name,
    detail: chatDetail(model),
    tooltip: chatTooltip(model),
    maxInputTokens: promptTokens,
    maxOutputTokens: replyTokens,
    capabilities: { imageInput: images, toolCalling: tools },
  };
}

function promptOf(
  { capabilities }: vscode.LanguageModelChatInformation,
  messages: readonly vscode.LanguageModelChatRequestMessage[],
  { toolMode, tools = [] }: vscode.ProvideLanguageModelChatResponseOptions,
): ChatPrompt {
  const turns = toTurns(messages.map(toMessage), capabilities.imageInput === true);
  const toolsRequired = toolMode === vscode.LanguageModelChatToolMode.Required;
  return tools.length === 0 || !capabilities.toolCalling
    ? { turns }
    : { turns, tools: tools.map(toTool), toolsRequired };
}

/** The one option of a model that all servers know. */
function temperatureOf({
  modelOptions = {},
}: vscode.ProvideLanguageModelChatResponseOptions): number {
  const { temperature } = modelOptions;
  return typeof temperature === 'number' && temperature >= 0 && temperature <= 2
    ? temperature
    : usualTemperature;
}
