/** One guard, how it is taken out, and the test that has to notice. */
export interface Mutation {
  /** Row of the checklist; the tests whose title holds it are run. */
  readonly id: string;
  /** What the guard does. */
  readonly guard: string;
  readonly source: string;
  /** Stands in the source once. */
  readonly from: string;
  readonly to: string;
  readonly test: string;
}

const security = 'test/integration/security.test.ts';
const wires = 'test/integration/wires.test.ts';

/** Guards of every kind: settings, keys, network, secrets, files, prompts, output, edits, cache, time. */
export const mutations: readonly Mutation[] = [
  {
    id: 'S03',
    guard: 'a workspace’s value of a machine setting is not read',
    source: 'src/editor/precedence.ts',
    from: 'if (!workspaceKeys.includes(key)) {',
    to: 'if (key.length === 0) {',
    test: 'test/unit/security/repository.test.ts',
  },
  {
    id: 'S05',
    guard: 'nothing over https while certificates are not checked',
    source: 'src/model/networkRules.ts',
    from: "rules.certificatesUnchecked ? 'NODE_TLS_REJECT_UNAUTHORIZED' : undefined",
    to: 'undefined',
    test: security,
  },
  {
    id: 'S06',
    guard: 'a key goes to the origin that it was entered for',
    source: 'src/model/guardedFetch.ts',
    from: "address.origin === origin ? checkAddress(address, rules) : 'other origin'",
    to: 'checkAddress(address, rules)',
    test: security,
  },
  {
    id: 'S07',
    guard: 'redirects are not followed',
    source: 'src/model/guardedFetch.ts',
    from: "redirect: 'manual'",
    to: "redirect: 'follow'",
    test: wires,
  },
  {
    id: 'S08',
    guard: 'plain http only to this machine and named hosts',
    source: 'src/model/networkRules.ts',
    from: "return loopback || named ? undefined : 'network.httpHosts';",
    to: 'return loopback || named ? undefined : undefined;',
    test: security,
  },
  {
    id: 'S12',
    guard: 'a key that a server returns is blanked',
    source: 'src/model/serverErrors.ts',
    from: "text.replaceAll(apiKey, '‹key›')",
    to: 'text',
    test: security,
  },
  {
    id: 'S15',
    guard: 'secrets are replaced for a model elsewhere',
    source: 'src/privacy/gate.ts',
    from: '!local && rules.redactSecrets !== false',
    to: '!local && rules.redactSecrets === undefined && local',
    test: 'test/unit/privacy/gate.test.ts',
  },
  {
    id: 'S16',
    guard: 'secret files are read for nothing',
    source: 'src/privacy/gate.ts',
    from: 'if (isSecretFile(file.fullPath ?? file.path, file.languageId)) {',
    to: "if (isSecretFile(file.languageId, '')) {",
    test: 'test/unit/privacy/gate.test.ts',
  },
  {
    id: 'S17',
    guard: 'ignore files count',
    source: 'src/privacy/gate.ts',
    from: 'return !known || lists.some((matches) => matches(file));',
    to: 'return !known && lists.some((matches) => matches(file));',
    test: 'test/unit/privacy/gate.test.ts',
  },
  {
    id: 'S21',
    guard: 'control tokens in code are hidden from the model',
    source: 'src/model/modelClient.ts',
    from: 'const prefix = hide(request.prompt.prefix);',
    to: 'const prefix = request.prompt.prefix;',
    test: 'test/unit/security/prompts.test.ts',
  },
  {
    id: 'S22',
    guard: 'a file’s name begins no line of a prompt',
    source: 'src/privacy/gate.ts',
    from: "shown.replace(/[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+/gu, ' ')",
    to: 'shown',
    test: 'test/unit/privacy/gate.test.ts',
  },
  {
    id: 'S24',
    guard: 'HTML and links of a model become text',
    source: 'src/explain/sanitize.ts',
    from: "const escaped = '<[]$';",
    to: "const escaped = '[]$';",
    test: 'test/unit/explain/sanitize.test.ts',
  },
  {
    id: 'S31',
    guard: 'lines that were not shown are not changed',
    source: 'src/edit/match.ts',
    from: 'if (best === undefined || nearest === 0) {',
    to: 'if (best === undefined) {',
    test: 'test/unit/edit/read.test.ts',
  },
  {
    id: 'S32',
    guard: 'protected names in other letters are protected too',
    source: 'src/privacy/fileNames.ts',
    from: '    .toLowerCase()\n',
    to: '',
    test: 'test/unit/privacy/protectedPaths.test.ts',
  },
  {
    id: 'S34',
    guard: 'suggestions with invisible characters are dropped',
    source: 'src/completion/shape/tricks.ts',
    from: "return invisible.test(whole) || !whole.isWellFormed() ? '' : whole;",
    to: "return !whole.isWellFormed() ? '' : whole;",
    test: 'test/unit/security/suggestions.test.ts',
  },
  {
    id: 'S39',
    guard: 'an entry of the cache is bound to its name and time',
    source: 'src/model/cacheRecord.ts',
    from: '  bound.set(record.subarray(0, ivAt));\n',
    to: '',
    test: 'test/unit/model/cacheRecord.test.ts',
  },
  {
    id: 'S46',
    guard: 'what is previewed is not sent',
    source: 'src/model/sentRequests.ts',
    from: "        throw new Draft('not sent');\n",
    to: '',
    test: 'test/integration/preview.test.ts',
  },
  {
    id: 'S51',
    guard: 'cancelling reaches the socket',
    source: 'src/model/guardedFetch.ts',
    from: "    signal.addEventListener('abort', cancel, { once: true });\n",
    to: '',
    test: security,
  },
  {
    id: 'S53',
    guard: 'a refused key stops all traffic',
    source: 'src/model/outages.ts',
    from: "const lasting: readonly ModelErrorKind[] = ['unauthorized', 'not allowed'];",
    to: 'const lasting: readonly ModelErrorKind[] = [];',
    test: 'test/unit/model/modelSource.test.ts',
  },
  {
    id: 'R08',
    guard: 'a server that asks to wait is not asked',
    source: 'src/model/breaker.ts',
    from: 'askedMs === undefined ? backOff.next() : askedMs',
    to: 'askedMs === undefined || askedMs > 0 ? backOff.next() : askedMs',
    test: 'test/unit/model/breaker.test.ts',
  },
  {
    id: 'R17',
    guard: 'a silent server is given up',
    source: 'src/model/guardedFetch.ts',
    from: 'deps.after(call.limits.firstByteMs, () => inner.abort(timeout()))',
    to: 'deps.after(call.limits.firstByteMs, () => {})',
    test: wires,
  },
  {
    id: 'R20',
    guard: 'a reply without end is cut',
    source: 'src/model/guardedBody.ts',
    from: 'if (bytes > call.limits.maxBytes) {',
    to: 'if (bytes < 0) {',
    test: wires,
  },
  {
    id: 'user named none',
    guard: 'no other server stands in unless it is named',
    source: 'src/model/fallback.ts',
    from: 'const other = settings.fallback;',
    to: "const other = settings.fallback || 'openai';",
    test: 'test/unit/model/failover.test.ts',
  },
  {
    id: 'with localOnly',
    guard: 'localOnly keeps another server from standing in',
    source: 'src/model/fallback.ts',
    from: "(!settings['privacy.localOnly'] || isLoopback(address.hostname))",
    to: "(!settings['privacy.localOnly'] || address.hostname !== '')",
    test: 'test/unit/model/failover.test.ts',
  },
];
