import assert from 'node:assert/strict';
import { isSecretFile } from '../../../src/privacy/secretFiles.ts';

describe('secret files', () => {
  for (const path of [
    '.env',
    '.ENV',
    '.envrc',
    '.env.example',
    '.env-prod',
    '.env.php',
    'api/.env.local',
    'prod.env',
    '.dev.vars',
    'deploy/id_rsa',
    'id_ed25519.pub',
    'id_deploy',
    'cert.pem',
    'TLS.KEY',
    'app.p12',
    '.npmrc',
    '.pypirc',
    '.netrc',
    '.git-credentials',
    'kubeconfig',
    'cluster.kubeconfig',
    'a/b.tfvars',
    'a/b.tfvars.json',
    'x.tfstate',
    'x.tfstate.backup',
    'pass.kdbx',
    'vpn/work.ovpn',
    'credentials',
    'config/credentials.json',
    'credentials.yml.enc',
    'aws-credentials.csv',
    'application_default_credentials.json',
    'secrets',
    'secrets.yaml',
    'secret.yml',
    'secrets.py',
    'arduino_secrets.h',
    'client_secret_12.apps.json',
    'my-service-account.json',
    '.ssh/config',
    '.aws/config',
    '.kube/config',
    'home/.docker/config.json',
    'gh/hosts.yml',
    'local.settings.json',
  ]) {
    it(`counts ${path}`, () => {
      assert.ok(isSecretFile(path, 'plaintext'));
    });
  }

  for (const [spelling, path] of [
    ['a trailing dot', '.env.'],
    ['trailing dots and spaces', 'id_rsa. . '],
    ['a stream', '.env::$DATA'],
    ['a named stream', 'cert.pem:x'],
    ['a colon that is part of the name', 'prod:tls.pem'],
    ['back slashes', 'home\\.aws\\config'],
    ['a decomposed folder', 'cafe\u0301/.env'],
    ['a character that macOS leaves out', '.e\u200cnv'],
    ['a letter that folds to s', '.\u017f\u017fh/config'],
    ['wide letters', 'id_\uff52sa'],
    ['a folder of another case', '.SSH/known'],
    ['a folder with a trailing dot', '.ssh./config'],
    ['a detour', 'src/../.env'],
  ] as const) {
    it(`counts a secret file spelt with ${spelling}`, () => {
      assert.ok(isSecretFile(path, 'plaintext'));
    });
  }

  for (const path of [
    'src/env.ts',
    'env.d.ts',
    '.env.d.ts',
    'environment.ts',
    'keys.ts',
    'src/secretary.ts',
    'monkey.keyboard',
    'id.ts',
    'id_map.ts',
    'docs/credentials.md',
    'src/credentials.ts',
    'src/Secrets.java',
    'internal/secret.go',
    'secrets/reader.py',
    '.docker/nginx.conf',
    'config.json',
    'locales/en/auth.json',
    'tsconfig.json',
  ]) {
    it(`does not count ${path}, which only sounds like one`, () => {
      assert.ok(!isSecretFile(path, 'typescript'));
    });
  }

  for (const languageId of ['dotenv', 'properties', 'pem', 'ssh_config']) {
    it(`counts every file of the language ${languageId}`, () => {
      assert.ok(isSecretFile('settings', languageId));
    });
  }
});
