import assert from 'node:assert/strict';
import { candidates, remoteFinding, remoteKind } from '../../../src/doctor/remote.ts';

const routes = [
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask',
  'eth0\t0000FEA9\t00000000\t0001\t0\t0\t1000\t0000FFFF',
  'eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000',
].join('\n');

const here: Parameters<typeof remoteFinding>[1] = {
  key: 'ollama.baseUrl',
  origin: 'http://127.0.0.1:11434',
};

function kinds(facts: Parameters<typeof remoteFinding>[0], answers = false, at = here): string {
  const { fact, level, repairs } = remoteFinding(facts, at, answers);
  return [level, fact.kind, ...repairs.map(({ kind }) => kind)].join(', ');
}

describe('where Ghostline runs', () => {
  const ssh = { name: 'ssh-remote', besideWindow: false, inBrowser: false };

  it('is no matter in a local window', () => {
    assert.equal(
      kinds({ name: undefined, besideWindow: true, inBrowser: false }),
      'ok, not remote',
    );
  });

  it('is no matter where it runs beside the window', () => {
    assert.equal(kinds({ ...ssh, besideWindow: true }), 'ok, on own computer');
  });

  it('is right where the server answers, or is on no machine of the two', () => {
    assert.equal(kinds(ssh, true), 'ok, remote fine');
    assert.equal(
      kinds(ssh, false, { ...here, origin: 'http://10.0.0.5:11434' }),
      'ok, remote fine',
    );
  });

  it('is wrong where 127.0.0.1 is the remote machine and nothing answers there', () => {
    assert.equal(
      kinds(ssh),
      'failed, model elsewhere, run on own computer, find model, copy forward',
    );
    const { repairs } = remoteFinding(ssh, here, false);
    assert.deepEqual(repairs.at(-1), {
      kind: 'copy forward',
      line: 'RemoteForward 127.0.0.1:11434 127.0.0.1:11434',
    });
  });

  it('offers to find the server of the very setting that names it', () => {
    const openAi = { key: 'openai.baseUrl', origin: 'http://127.0.0.1:8080' } as const;
    assert.deepEqual(remoteFinding(ssh, openAi, false).repairs[1], {
      kind: 'find model',
      key: 'openai.baseUrl',
    });
  });

  it('cannot be beside a window that is a page', () => {
    const page = { name: 'localhost:8080', besideWindow: false, inBrowser: true };
    assert.equal(kinds(page), 'failed, model elsewhere, find model');
  });

  for (const [name, kind] of [
    ['ssh-remote', 'ssh'],
    ['wsl', 'wsl'],
    ['dev-container', 'container'],
    ['attached-container', 'container'],
    ['codespaces', 'codespace'],
    ['tunnel', 'tunnel'],
    ['127.0.0.1:8093', 'server'],
  ] as const) {
    it(`knows ${name} as ${kind}`, () => assert.equal(remoteKind(name), kind));
  }
});

describe('the addresses of the user’s own computer', () => {
  const from = (kind: Parameters<typeof candidates>[0]['kind'], sshConnection?: string) =>
    candidates({ kind, routes, sshConnection, address: 'http://127.0.0.1:11434' });

  it('are those of the host in a container', () => {
    assert.deepEqual(from('container'), [
      'http://host.docker.internal:11434',
      'http://host.containers.internal:11434',
      'http://172.17.0.1:11434',
    ]);
  });

  it('are the gateway in WSL, and the client of an SSH connection', () => {
    assert.deepEqual(from('wsl'), ['http://172.17.0.1:11434']);
    assert.deepEqual(from('ssh', '192.168.1.7 50022 10.0.0.2 22'), ['http://192.168.1.7:11434']);
    assert.deepEqual(from('ssh', 'fe80::7 50022 fe80::2 22'), ['http://[fe80::7]:11434']);
  });

  it('are none where nothing tells them, and never this machine itself', () => {
    assert.deepEqual(from('tunnel'), []);
    assert.deepEqual(from('ssh'), []);
    assert.deepEqual(from('ssh', '127.0.0.1 1 127.0.0.1 22'), []);
    assert.deepEqual(
      candidates({ kind: 'wsl', routes: 'nonsense', sshConnection: undefined, address: 'no URL' }),
      [],
    );
  });

  it('keep the port and the path of the address that is set', () => {
    const address = 'http://localhost:8080/v1/';
    assert.deepEqual(candidates({ kind: 'wsl', routes, sshConnection: undefined, address }), [
      'http://172.17.0.1:8080/v1',
    ]);
  });
});
