import * as vscode from 'vscode';
import type { CheckId, Fact, RemoteKind, Trouble } from '../doctor/finding.ts';
import { showInvisible } from '../subject/invisible.ts';
import { noChatModelText } from './explainMessages.ts';
import { errorText, noModelText } from './messages.ts';
import { uncountedText } from './usageMessages.ts';

/** Kinds of facts that another part words. */
type Elsewhere =
  | 'not begun'
  | 'no document'
  | 'on here'
  | 'off here'
  | 'editor fine'
  | 'editor settings'
  | 'no other extension'
  | 'other extension'
  | 'nothing sent'
  | 'request'
  | 'settings'
  | 'outcomes'
  | 'too slow'
  | 'stopped'
  | 'broke';

/** What was found out about the server and its models. */
export function serverBody(
  fact: Exclude<Fact, { readonly kind: Elsewhere }>,
  titleOf: (id: CheckId) => string,
): readonly string[] {
  switch (fact.kind) {
    case 'no server wanted':
      return [vscode.l10n.t('The instant engine alone is on: no server is asked.')];
    case 'server answers':
      return [answersText(fact)];
    case 'old ollama':
      return [
        vscode.l10n.t(
          'Ollama {0} at {1} is older than {2}, the first version that says what its models can do. Until it is updated, Ghostline guesses that from their templates and names.',
          fact.version,
          fact.origin,
          fact.minimum,
        ),
      ];
    case 'server fails':
      return [
        errorText(fact.error),
        ...troubleText(fact.trouble, fact.error.facts.detail ?? ''),
        ...(fact.proxy === undefined
          ? []
          : [vscode.l10n.t('Requests go through the proxy {0}.', fact.proxy)]),
      ];
    case 'no fallback':
      return [vscode.l10n.t('None: ghostline.fallback names none that may be asked.')];
    case 'no key needed':
      return [vscode.l10n.t('{0} is asked without a key.', fact.origin)];
    case 'key accepted':
      return [vscode.l10n.t('{0} takes the key.', fact.origin)];
    case 'key missing':
      return [vscode.l10n.t('{0} wants a key, and none is stored for it.', fact.origin)];
    case 'key refused':
      return [
        vscode.l10n.t('{0} refused the key that is stored for it. Enter it again.', fact.origin),
      ];
    case 'model there':
      return [
        fact.local
          ? vscode.l10n.t('{0}, on this machine ({1}).', fact.model, fact.host)
          : vscode.l10n.t('{0}; {1} receives the code around the cursor.', fact.model, fact.host),
        ...(fact.inMemory
          ? []
          : [vscode.l10n.t('It is not in memory: the first answer waits until it is loaded.')]),
        ...(fact.counted ? [] : [uncountedText(fact.model)]),
      ];
    case 'no model':
      return [noModelText(fact.reason)];
    case 'no chat model':
      return [noChatModelText(fact.reason)];
    case 'model missing':
      return [
        vscode.l10n.t(
          '{0} does not have {1}: it was removed, or its name is spelled otherwise.',
          fact.origin,
          fact.model,
        ),
      ];
    case 'model fails':
      return [errorText(fact.error)];
    case 'fills':
      return fillsText(fact);
    case 'fills with nothing':
      return [vscode.l10n.t('{0} answered with nothing. It may not be made for code.', fact.model)];
    case 'sample refused':
      return [
        vscode.l10n.t('Not tried: ghostline.privacy.excludeFiles excludes the file of the sample.'),
      ];
    case 'blocked':
      return [vscode.l10n.t('See "{0}" first.', titleOf(fact.by))];
    case 'not remote':
      return [vscode.l10n.t('On this computer.')];
    case 'on own computer':
      return [
        vscode.l10n.t(
          'On your own computer, although the window works elsewhere: 127.0.0.1 is your computer.',
        ),
      ];
    case 'remote fine':
      return [
        fact.loopback
          ? vscode.l10n.t(
              'On the remote machine, and the server {0} answers there: the model runs on that machine.',
              fact.origin,
            )
          : vscode.l10n.t('On the remote machine, from where {0} is asked.', fact.origin),
      ];
    case 'model elsewhere':
      return [
        vscode.l10n.t(
          'On the remote machine, where {0} means that machine and not the computer you sit at. Nothing answers there.',
          fact.origin,
        ),
        remoteText(fact.remote, fact.forward),
      ];
  }
}

function answersText(fact: Extract<Fact, { readonly kind: 'server answers' }>): string {
  const { elapsedMs, models, origin, version } = fact;
  if (models === undefined) {
    return vscode.l10n.t('{0} answers, and wants a key.', origin);
  }
  const ms = Math.round(elapsedMs);
  return version === undefined
    ? vscode.l10n.t('{0} answers within {1} ms. Models that it lists: {2}.', origin, ms, models)
    : vscode.l10n.t(
        '{0} answers within {1} ms. It is Ollama {2}; models that it lists: {3}.',
        origin,
        ms,
        version,
        models,
      );
}

function fillsText(fact: Extract<Fact, { readonly kind: 'fills' }>): readonly string[] {
  const { charactersPerSecond, firstTextMs, model, reply, sensible, way } = fact;
  const first = Math.round(firstTextMs);
  const [line = ''] = reply.trim().split('\n');
  return [
    charactersPerSecond === undefined
      ? vscode.l10n.t(
          '{0} filled a hole in a sample ({1}): first text after {2} ms.',
          model,
          way,
          first,
        )
      : vscode.l10n.t(
          '{0} filled a hole in a sample ({1}): first text after {2} ms, then {3} characters a second.',
          model,
          way,
          first,
          Math.round(charactersPerSecond),
        ),
    ...(sensible
      ? []
      : [
          vscode.l10n.t(
            'It is not what was asked for: {0} A model made for code fills better.',
            showInvisible(line.slice(0, 80)),
          ),
        ]),
  ];
}

/** What the trouble is in the network, where the error itself does not say it. */
function troubleText(trouble: Trouble, detail: string): readonly string[] {
  switch (trouble) {
    case 'refused':
      return [vscode.l10n.t('The machine is there, and no program listens at that port.')];
    case 'unknown name':
      return [vscode.l10n.t('Its name is not known: it is misspelled, or there is no network.')];
    case 'no network':
      return [vscode.l10n.t('There is no way to it: no network, or another one is needed (VPN).')];
    case 'no answer':
      return [vscode.l10n.t('It does not answer at all; a firewall may drop what is sent.')];
    case 'closed':
      return [vscode.l10n.t('The connection was closed before an answer came.')];
    case 'certificate':
      return [
        vscode.l10n.t(
          'Its certificate is not trusted ({0}). A company proxy or a server with a certificate of its own needs its authority in the system, or in NODE_EXTRA_CA_CERTS. Ghostline never skips this check.',
          detail,
        ),
      ];
    case 'encryption':
      return [
        vscode.l10n.t('It does not speak https as it should ({0}); it may be plain http.', detail),
      ];
    case 'web page':
      return [
        vscode.l10n.t(
          'It is a web page: a proxy that asks to sign in, or the address of something else.',
        ),
      ];
    case 'proxy login':
      return [vscode.l10n.t('The proxy wants a name and a password.')];
    case 'redirect':
      return [vscode.l10n.t('It sends to another address, and keys are never sent on.')];
    case 'another program':
      return [vscode.l10n.t('Another program answers there, or the path of the address is wrong.')];
    case 'busy':
      return [vscode.l10n.t('It is busy or over its limit; that passes.')];
    case 'rule':
    case 'other':
      return [];
  }
}

function remoteText(remote: RemoteKind, forward: string): string {
  switch (remote) {
    case 'ssh':
      return vscode.l10n.t(
        'Let Ghostline run on your own computer, or bring the model to the remote: put "{0}" below the host in your SSH configuration and connect again.',
        forward,
      );
    case 'wsl':
      return vscode.l10n.t(
        'Let Ghostline run in Windows, or use the address of Windows; Ollama there has to listen to more than itself (OLLAMA_HOST=0.0.0.0). With mirrored networking in .wslconfig, 127.0.0.1 is both.',
      );
    case 'container':
      return vscode.l10n.t(
        'Let Ghostline run outside of the container, or use the name of the machine that runs it, such as host.docker.internal; Ollama there has to listen to more than itself (OLLAMA_HOST=0.0.0.0).',
      );
    case 'codespace':
    case 'tunnel':
      return vscode.l10n.t(
        'Let Ghostline run on your own computer: nothing leads from there to a model on it. A server that both can reach works too.',
      );
    case 'server':
      return vscode.l10n.t(
        'Start the model on the remote machine, or use an address at which it can be reached from there.',
      );
  }
}
