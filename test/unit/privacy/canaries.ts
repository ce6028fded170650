/** A secret that nobody has, as it stands in some code. */
export interface Canary {
  readonly kind: string;
  readonly secret: string;
  /** A line of code that holds it. */
  readonly line: string;
  /** It tells by itself what it is, also in a file's name. */
  readonly known: boolean;
}

/** Numbers from 0 to 1, the same at each run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const digits = '0123456789';
const hex = `${digits}abcdef`;
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lower = upper.toLowerCase();
const plain = upper + lower + digits;
const word = `${plain}-_`;
const base64 = `${plain}+/`;

type Text = (of: string, length: number) => string;

/** Tokens that tell what they are, by the issuers' documentation; `t` makes random text. */
const tokens: Readonly<Record<string, (t: Text) => string>> = {
  'AWS key id': (t) => `AKIA${t(upper + digits, 14)}7Q`,
  'GitHub token': (t) => `ghp_${t(plain, 36)}`,
  'GitHub app token': (t) => `ghs_${t(digits, 6)}_${t(word, 40)}.${t(word, 40)}.${t(word, 40)}`,
  'GitHub fine-grained token': (t) => `github_pat_${t(plain, 22)}_${t(plain, 59)}`,
  'GitLab token': (t) => `glpat-${t(plain, 20)}`,
  'Atlassian token': (t) => `ATATT3${t(word, 180)}`,
  'npm token': (t) => `npm_${t(plain, 36)}`,
  'PyPI token': (t) => `pypi-AgEIcHlwaS5vcmc${t(word, 100)}`,
  'Docker token': (t) => `dckr_pat_${t(plain, 27)}`,
  'OpenAI key': (t) => `sk-proj-${t(word, 74)}T3BlbkFJ${t(plain, 74)}`,
  'old OpenAI key': (t) => `sk-${t(plain, 20)}T3BlbkFJ${t(plain, 19)}7`,
  'Anthropic key': (t) => `sk-ant-api03-${t(word, 93)}AA`,
  'Hugging Face token': (t) => `hf_${t(upper + lower, 30)}72Qx`,
  'Groq key': (t) => `gsk_${t(plain, 52)}`,
  'xAI key': (t) => `xai-${t(plain, 80)}`,
  'Google key': (t) => `AIza${t(plain, 35)}`,
  'Google client secret': (t) => `GOCSPX-${t(plain, 28)}`,
  'Google access token': (t) => `ya29.${t(plain, 60)}`,
  'Azure client secret': (t) => `${t(plain, 3)}8Q~${t(plain, 34)}`,
  'Alibaba key id': (t) => `LTAI5t${t(plain, 16)}42`,
  'DigitalOcean token': (t) => `dop_v1_${t(hex, 64)}`,
  'Databricks token': (t) => `dapi${t(hex, 32)}`,
  'Vercel token': (t) => `vcp_${t(plain, 22)}42`,
  'Vault token': (t) => `hvs.${t(word, 94)}Z`,
  'Terraform token': (t) => `${t(plain, 14)}.atlasv1.${t(plain, 67)}`,
  'Stripe key': (t) => `sk_live_${t(plain, 24)}`,
  'Stripe webhook secret': (t) => `whsec_${t(plain, 32)}`,
  'Shopify token': (t) => `shpat_${t(hex, 32)}`,
  'Square token': (t) => `sq0atp-${t(plain, 22)}`,
  'Twilio key': (t) => `SK${t(hex, 30)}4f`,
  'SendGrid key': (t) => `SG.${t(plain, 22)}.${t(plain, 43)}`,
  'Mailchimp key': (t) => `${t(hex, 30)}4f-us12`,
  'Slack token': (t) => `xoxb-${t(digits, 12)}-${t(digits, 12)}-${t(plain, 24)}`,
  'Telegram token': (t) => `${t('123456789', 9)}:AA${t(plain, 31)}42`,
  'Discord token': (t) => `MTk4${t(plain, 20)}.${t(plain, 6)}.${t(plain, 25)}42`,
  'Notion token': (t) => `ntn_${t(digits, 11)}${t(plain, 35)}`,
  'Figma token': (t) => `figd_${t(plain, 40)}`,
  'Grafana token': (t) => `glsa_${t(plain, 32)}_${t(hex, 8)}`,
  'Tailscale key': (t) => `tskey-auth-${t(plain, 12)}-${t(plain, 32)}`,
  'age key': (t) => `AGE-SECRET-KEY-1${t('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`,
  'JSON web token': (t) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIi${t(plain, 40)}.${t(plain, 42)}Z`,
};

/** Values that are told by their names or by what stands around them. */
const named: Readonly<
  Record<string, { readonly secret: (t: Text) => string; readonly line: (s: string) => string }>
> = {
  'AWS secret key': {
    secret: (t) => t(base64, 40),
    line: (s) => `aws_secret_access_key = "${s}"`,
  },
  'Azure account key': {
    secret: (t) => `${t(base64, 86)}==`,
    line: (s) => `const c = 'DefaultEndpointsProtocol=https;AccountName=me;AccountKey=${s};';`,
  },
  'API key': { secret: (t) => t(hex, 32), line: (s) => `  apiKey: '${s}',` },
  'key in a header': {
    secret: (t) => t(plain, 32),
    line: (s) => `request.setHeader('X-Api-Key', "${s}");`,
  },
  'bearer token': {
    secret: (t) => t(word, 40),
    line: (s) => `curl -H "Authorization: Bearer ${s}" https://api.test/v1`,
  },
  password: {
    secret: (t) => `${t(lower, 6)}${t(digits, 2)}${t('!@#%&', 1)}${t(upper, 1)}`,
    line: (s) => `DB_PASSWORD=${s}`,
  },
  'password in code': {
    secret: (t) => `${t(lower, 6)}${t(digits, 2)}!${t(upper, 2)}`,
    line: (s) => `conn = connect(user="app", password="${s}")`,
  },
  'password in an address': {
    secret: (t) => `${t(lower, 4)}${t(digits, 4)}`,
    line: (s) => `url: postgres://app:${s}@db.internal:5432/app`,
  },
  'secret in JSON': {
    secret: (t) => t(plain, 32),
    line: (s) => `  "client_secret": "${s}",`,
  },
  'secret in YAML': { secret: (t) => t(hex, 40), line: (s) => `webhook_secret: ${s}` },
  'password of a command': {
    secret: (t) => `${t(lower, 5)}-${t(digits, 3)}!`,
    line: (s) => `mysql --user app --password ${s} < dump.sql`,
  },
};

const rounds = 4;

function made(): readonly Canary[] {
  const random = randomNumbers(6);
  const t: Text = (of, length) =>
    Array.from({ length }, () => of[Math.floor(random() * of.length)] ?? '').join('');
  const lines = [
    (s: string) => `const value = '${s}';`,
    (s: string) => `value="${s}"`,
    (s: string) => `// used to be ${s}, see the wiki`,
    (s: string) => `\tlog(\`${s}\`)`,
  ];
  return Array.from({ length: rounds }, (_, round) => [
    ...Object.entries(tokens).map(([kind, make]) => {
      const secret = make(t);
      return { kind, secret, line: lines[round % lines.length]?.(secret) ?? secret, known: true };
    }),
    ...Object.entries(named).map(({ 0: kind, 1: { line, secret: make } }) => {
      const secret = make(t);
      return { kind, secret, line: line(secret), known: false };
    }),
  ]).flat();
}

/** More than 200 secrets of some 50 kinds, the same at each run. */
export const canaries: readonly Canary[] = made();

/** The body of a private key as it is written: lines of 64 characters. */
export function privateKeyLines(count: number): readonly string[] {
  const random = randomNumbers(64);
  return Array.from({ length: count }, () =>
    Array.from({ length: 64 }, () => base64[Math.floor(random() * base64.length)] ?? '').join(''),
  );
}
