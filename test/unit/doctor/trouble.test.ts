import assert from 'node:assert/strict';
import type { Trouble } from '../../../src/doctor/finding.ts';
import { proxyHost, troubleOf } from '../../../src/doctor/trouble.ts';
import { isOlder, oldestOllama } from '../../../src/doctor/versions.ts';
import type { ModelErrorKind } from '../../../src/model/client.ts';
import { connectionError } from '../../../src/model/serverErrors.ts';
import { failure } from '../model/support.ts';

describe('what stands between us and a server', () => {
  const cases: readonly (readonly [ModelErrorKind, string, Trouble])[] = [
    ['unreachable', 'ECONNREFUSED', 'refused'],
    ['unreachable', 'PROXY_AUTHENTICATION_REQUIRED', 'proxy login'],
    ['unreachable', 'ENOTFOUND', 'unknown name'],
    ['unreachable', 'EAI_AGAIN', 'no network'],
    ['unreachable', 'ENETUNREACH', 'no network'],
    ['unreachable', 'UND_ERR_CONNECT_TIMEOUT', 'no answer'],
    ['unreachable', 'ECONNRESET', 'closed'],
    ['unreachable', 'CERT_HAS_EXPIRED', 'certificate'],
    ['unreachable', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
    ['unreachable', 'SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
    ['unreachable', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
    ['unreachable', 'ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
    ['unreachable', 'ERR_SSL_WRONG_VERSION_NUMBER', 'encryption'],
    ['unreachable', 'EPROTO', 'encryption'],
    ['unreachable', '', 'other'],
    ['timeout', '', 'no answer'],
    ['bad reply', 'content type text/html; charset=utf-8', 'web page'],
    ['bad reply', 'Unexpected token', 'another program'],
    ['not allowed', 'privacy.localOnly', 'rule'],
    ['rate limited', '', 'busy'],
    ['rejected', 'redirect to https://login.test not followed', 'redirect'],
  ];
  for (const [kind, detail, trouble] of cases) {
    it(`is "${trouble}" for ${kind} ${detail}`, () => {
      assert.equal(troubleOf(failure(kind, { detail })), trouble);
    });
  }

  for (const [status, trouble] of [
    [404, 'another program'],
    [500, 'other'],
  ] as const) {
    it(`is "${trouble}" for HTTP ${status}`, () => {
      assert.equal(troubleOf(failure('rejected', { status })), trouble);
    });
  }

  it('is "proxy login" where the proxy lets nothing through', () => {
    const words = 'Proxy response (407) !== 200 when HTTP Tunneling';
    const cause = Object.assign(new Error(words), { code: 'UND_ERR_ABORTED' });
    const error = connectionError(new TypeError('fetch failed', { cause }), {
      origin: 'https://models.test',
    });
    assert.equal(troubleOf(error), 'proxy login');
  });

  it('is told of a proxy without its name and password', () => {
    assert.equal(proxyHost('http://me:secret@proxy.test:8080/path'), 'proxy.test:8080');
    assert.equal(proxyHost('proxy.test:3128'), 'proxy.test:3128');
    assert.equal(proxyHost(''), undefined);
    assert.equal(proxyHost(undefined), undefined);
  });
});

describe('the age of an Ollama', () => {
  for (const [version, older] of [
    ['0.5.7', true],
    ['0.6.3', true],
    ['v0.6.3-rc1', true],
    ['0.6.4', false],
    ['0.12.0', false],
    ['1.0.0', false],
    ['0.0.0', false],
    ['next', false],
    ['', false],
  ] as const) {
    it(`${version || 'nothing'} is ${older ? 'too old' : 'new enough'}`, () => {
      assert.equal(isOlder(version, oldestOllama), older);
    });
  }
});
