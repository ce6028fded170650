import { namesOf } from './fileNames.ts';

/** Whole file names that hold keys, passwords or tokens. */
const secretNames = new Set([
  '.bash_history',
  '.boto',
  '.dockercfg',
  '.git-credentials',
  '.htpasswd',
  '.my.cnf',
  '.netrc',
  '.npmrc',
  '.pgpass',
  '.pypirc',
  '.s3cfg',
  '.terraformrc',
  '.vault-password',
  '.vault-token',
  '.vault_pass',
  '.yarnrc',
  '.yarnrc.yml',
  '.zsh_history',
  '_netrc',
  'accesstokens.json',
  'authorized_keys',
  'azureprofile.json',
  'known_hosts',
  'kubeconfig',
  'local.settings.json',
  'master.key',
  'pgpass.conf',
  'rclone.conf',
  'shadow',
  'terraform.rc',
]);

/** Endings of key stores, certificates with keys, and infrastructure state. */
const secretEndings = [
  '.agekey',
  '.asc',
  '.env',
  '.gpg',
  '.jks',
  '.kdb',
  '.kdbx',
  '.key',
  '.keystore',
  '.kubeconfig',
  '.mobileprovision',
  '.ovpn',
  '.p12',
  '.p8',
  '.pem',
  '.pfx',
  '.ppk',
  '.secret',
  '.secrets',
  '.tfstate',
  '.tfstate.backup',
  '.tfvars',
  '.tfvars.json',
];

/** Names that only begin like a secret file. */
const secretBeginnings = [
  /^\.env(?!.*\.d\.ts$)/,
  /^\.dev\.vars/,
  /^id_(?:[^.]*$|(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?\.)/,
  /^(?:[\w-]+[-_.])?(?:client_secret|service[-_]?account|msal_token_cache)[\w.-]*\.(?:json|bin)$/,
];

/** Words for secrets: a secret file, unless its ending says that it is text about secrets. */
const secretWords = /^(?:[\w-]+[-_.])?(?:credentials?|secrets?)(?:\.|$)/;

/**
 * Endings of program text and prose: `credentials.ts` is about secrets, `credentials.json` is one. Python
 * and C headers are left out, because `secrets.py` and `arduino_secrets.h` are where small devices keep theirs.
 */
const programText =
  /\.(?:[cm]?[jt]sx?|vue|svelte|go|rs|java|kts?|scala|groovy|swift|dart|cs|fs|vb|c|cc|cpp|cxx|hpp|hh|mm?|php|rb|exs?|erl|hs|ml|clj|lua|html?|s?css|mdx?|rst)$/;

/** Folders where programs keep keys. */
const secretFolders = new Set(['.aws', '.gcloud', '.gnupg', '.kube', '.ssh']);

/** Files that hold tokens only in one folder. */
const secretPaths = [
  '.docker/config.json',
  '.m2/settings.xml',
  'gcloud/access_tokens.db',
  'gh/hosts.yml',
];

/** Languages whose whole purpose is configuration with values in it. */
const secretLanguages = new Set(['dotenv', 'pem', 'properties', 'ssh_config']);

/**
 * True for a file that holds keys or passwords by its name, its folder or its language. Spellings that
 * reach the same file on some system (case, Unicode form, Windows' trailing dots, spaces and streams,
 * characters that macOS leaves out) count alike.
 */
export function isSecretFile(path: string, languageId: string): boolean {
  if (secretLanguages.has(languageId)) {
    return true;
  }
  const { names, plain } = namesOf(path);
  const folders = plain.slice(0, -1);
  const spelling = plain.join('/');
  return (
    [names.at(-1) ?? '', plain.at(-1) ?? ''].some(isSecretName) ||
    folders.some((folder) => secretFolders.has(folder)) ||
    secretPaths.some((secret) => spelling === secret || spelling.endsWith(`/${secret}`))
  );
}

function isSecretName(name: string): boolean {
  return (
    secretNames.has(name) ||
    secretEndings.some((ending) => name.endsWith(ending)) ||
    secretBeginnings.some((beginning) => beginning.test(name)) ||
    (secretWords.test(name) && !programText.test(name))
  );
}
