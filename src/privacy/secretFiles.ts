/** Whole file names that hold keys or passwords. */
const secretNames = new Set([
  '.env',
  '.envrc',
  '.npmrc',
  '.yarnrc',
  '.pypirc',
  '.netrc',
  '_netrc',
  '.pgpass',
  '.my.cnf',
  '.htpasswd',
  '.git-credentials',
  '.dockercfg',
  '.s3cfg',
  '.boto',
  '.vault-token',
  'kubeconfig',
  'credentials',
  'credentials.json',
  'credentials.yml',
  'credentials.yaml',
  'credentials.toml',
  'client_secret.json',
  'service-account.json',
  'secrets',
  'master.key',
  'shadow',
  'authorized_keys',
  'known_hosts',
  'terraform.rc',
  '.terraformrc',
]);

/** Endings of key stores, certificates with keys, and infrastructure state. */
const secretEndings = [
  '.pem',
  '.key',
  '.p12',
  '.pfx',
  '.jks',
  '.keystore',
  '.kdbx',
  '.kdb',
  '.ppk',
  '.asc',
  '.gpg',
  '.ovpn',
  '.tfvars',
  '.tfvars.json',
  '.tfstate',
  '.tfstate.backup',
  '.mobileprovision',
  '.p8',
];

/** Names that only begin or continue like a secret file. */
const secretPatterns = [
  /^\.env(?:\.|$)/,
  /\.env$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?(?:\.|$)/,
  /^secrets?\.(?:ya?ml|json|toml|ini|properties|xml|txt)$/,
  /^(?:[\w-]+[-_.])?client_secret[\w.-]*\.json$/,
];

const secretFolders = new Set(['.ssh', '.aws', '.gnupg', '.azure', '.kube', '.gcloud', '.docker']);

/** Languages whose whole purpose is configuration with values in it. */
const secretLanguages = new Set(['dotenv', 'properties', 'ssh_config', 'pem']);

/**
 * True for a file that holds keys or passwords by its name, its folder or its language. Spellings that
 * reach the same file (case, Unicode form, Windows' trailing dots, spaces and streams) count alike.
 */
export function isSecretFile(path: string, languageId: string): boolean {
  if (secretLanguages.has(languageId)) {
    return true;
  }
  const parts = path
    .normalize('NFC')
    .toLowerCase()
    .split(/[\\/]+/)
    .map(plainName);
  const name = parts.at(-1) ?? '';
  return (
    secretNames.has(name) ||
    secretEndings.some((ending) => name.endsWith(ending)) ||
    secretPatterns.some((pattern) => pattern.test(name)) ||
    parts.slice(0, -1).some((folder) => secretFolders.has(folder))
  );
}

/** `name::$DATA`, `name.` and `name ` open the same file as `name` on Windows. */
function plainName(name: string): string {
  const stream = name.indexOf(':');
  const base = stream > 0 ? name.slice(0, stream) : name;
  return base.replace(/[. ]+$/, '') || base;
}
