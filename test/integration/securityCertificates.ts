import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its key, as a server takes them. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

/** Who signs: a certificate authority of the tests. */
export interface Authority extends Credentials {
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** Distinguished Encoding Rules: https://www.itu.int/rec/T-REC-X.690 */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 128
      ? [length]
      : length < 256
        ? [0x81, length]
        : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
const commonName = (name: string) =>
  sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(name)))));
const time = (date: Date) =>
  der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

const dayMs = 86_400_000;
let serial = 1;

/** What a certificate says: RFC 5280. */
interface Statement {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signedBy: KeyObject;
  /** Days from now at which it begins and ends. */
  readonly days: readonly [from: number, to: number];
  /** The host that it is for; absent: it is an authority's own. */
  readonly host?: string;
}

function certificate({ days, host, issuer, publicKey, signedBy, subject }: Statement): string {
  const extension = (id: string, value: Uint8Array, critical = false) =>
    sequence(objectId(id), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value));
  const extensions =
    host === undefined
      ? [extension('551d13', sequence(der(0x01, Buffer.from([0xff]))), true)]
      : [extension('551d11', sequence(der(0x82, Buffer.from(host))))];
  serial += 1;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([serial])),
    ecdsaWithSha256,
    commonName(issuer),
    sequence(...days.map((day) => time(new Date(Date.now() + day * dayMs)))),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, signedBy));
  const base64 = sequence(body, ecdsaWithSha256, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function newKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

/** Makes an authority that nobody trusts before it is told to. */
export function createAuthority(name: string): Authority {
  const { key, privateKey, publicKey } = newKeys();
  const cert = certificate({
    subject: name,
    issuer: name,
    publicKey,
    signedBy: privateKey,
    days: [-1, 30],
  });
  return { name, privateKey, cert, key: String(key) };
}

/** Makes a server's certificate. */
export function createCredentials(
  by: Authority,
  host: string,
  days: readonly [from: number, to: number] = [-1, 30],
): Credentials {
  const { key, publicKey } = newKeys();
  const { name: issuer, privateKey: signedBy } = by;
  const cert = certificate({ subject: host, issuer, publicKey, signedBy, days, host });
  return { cert, key: String(key) };
}
