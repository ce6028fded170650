import * as vscode from 'vscode';
import { modelOf, type OfferedModel, offeredModels } from '../chat/offered.ts';
import { respond } from '../chat/respond.ts';
import { createTokenCounter } from '../chat/tokens.ts';
import { toTurns } from '../chat/turns.ts';
import type { Log } from '../log.ts';
import { isModelError } from '../model/client.ts';
import type { Models } from '../model/source.ts';
import type { ChatPrompt } from '../privacy/safePrompt.ts';
import {
  chatDetail,
  chatError,
  chatTooltip,
  endError,
  noKeyError,
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

/** VS Code asks for the list whenever anybody looks for a model; a model that was pulled shows after this time. */
const listedMs = 30_000;

/** Answers in a chat: not greedy, so that a question asked again gets another answer. */
const usualTemperature = 0.2;

interface Listing {
  readonly at: number;
  readonly models: Promise<readonly OfferedModel[]>;
}

/** Creates the body of the provider; asks no server before VS Code wants a list or an answer. */
export function createChat(deps: ChatDeps): ChatModels {
  const { configuration, ignoreFiles, log, models, now } = deps;
  const counter = createTokenCounter();
  let ended = new AbortController();
  let listing: Listing | undefined;

  const list = async (signal: AbortSignal): Promise<readonly OfferedModel[]> => {
    const settings = configuration.settings();
    if (settings.provider === 'instant') {
      return [];
    }
    const { catalog } = models;
    const server = await (settings.provider === 'openai'
      ? catalog.openAi(signal)
      : catalog.ollama(signal));
    if (server.kind === 'failed') {
      log.debug(`chat models: ${server.error.message}`);
    }
    return offeredModels(server, settings);
  };

  return {
    async information({ silent }) {
      if (listing === undefined || !silent || now() - listing.at > listedMs) {
        listing = { at: now(), models: list(ended.signal) };
      }
      // A list that a change of the settings ended is none; VS Code is told to ask again.
      const offered = await listing.models.catch(() => []);
      return offered.map(toInformation);
    },
    async response(model, messages, options, progress, token) {
      const named = modelOf(model.id);
      if (named === undefined) {
        throw unknownModelError(model.id);
      }
      const controller = new AbortController();
      const cancelled = token.onCancellationRequested(() => controller.abort());
      try {
        const found = await models.named(named, controller.signal);
        if (found.kind !== 'ready') {
          throw found.kind === 'no key' ? noKeyError() : unknownModelError(model.id);
        }
        const { client } = found;
        const limits = {
          promptTokens: model.maxInputTokens,
          replyTokens: model.maxOutputTokens,
          cutsSilently: named.backend === 'ollama',
        };
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
          limits,
          temperatureOf(options),
          controller.signal,
        );
        log.info(`chat: ${end.kind} ${client.id}`);
        const error = endError(end);
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
        log.warn(`chat: ${cause.message}`);
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
    changed() {
      ended.abort();
      ended = new AbortController();
      listing = undefined;
    },
    dispose: () => ended.abort(),
  };
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
