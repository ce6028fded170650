/** A form of token that is known by how it begins. */
export interface SecretFormat {
  /** What it begins with: a regular expression without groups that capture. */
  readonly begins: string;
  /** Characters of the rest: the inside of a character class. */
  readonly of: string;
  /** Fewest characters of the rest. */
  readonly least: number;
  /** Part of other words or numbers too: the rest must look random. */
  readonly weak?: boolean;
  /** Stands in every such token, where that is no plain text at its beginning: found in a fraction of the time. */
  readonly holds?: string;
}

const word = 'A-Za-z0-9_-';
const plain = 'A-Za-z0-9';
const hex = '0-9A-Fa-f';
const dotted = 'A-Za-z0-9_.-';
const base64 = 'A-Za-z0-9+/=_-';

const strong = (begins: string, of: string, least: number): SecretFormat => ({
  begins,
  of,
  least,
});
const weak = (begins: string, of: string, least: number): SecretFormat => ({
  begins,
  of,
  least,
  weak: true,
});

/**
 * Forms of the keys and tokens that services hand out. Sources: the issuers' own documentation, GitHub's
 * list of patterns for secret scanning (https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns),
 * and the rules of secretlint 13.1 (MIT), all of which these forms cover. Lengths are lower bounds: a
 * longer token of a later form is found too, and no expression has to go back over what it has read.
 * A function, so that a part of the bundle that finds no secrets does not carry the list.
 */
export const secretFormats = (): readonly SecretFormat[] => [
  // Code and packages
  strong('gh[opusr]_', dotted, 36),
  strong('github_pat_', word, 40),
  strong(
    '(?:glpat|gldt|glrt|glrtr|glcbt|glptt|glft|glimt|glagent|gloas|glsoat|glffct)-',
    dotted,
    20,
  ),
  strong('GR1348941', word, 20),
  strong('ATATT3', base64, 60),
  strong('ATCTT3', base64, 60),
  weak('ATBB', plain, 20),
  strong('npm_', plain, 36),
  strong('pypi-A', word, 50),
  strong('rubygems_', hex, 40),
  weak('oy2', 'a-z0-9', 43),
  weak('cio', plain, 32),
  strong('CLOJARS_', plain, 40),
  strong('dckr_(?:pat|oat)_', word, 20),
  weak('AKCp', plain, 60),
  strong('(?:bkua|bkct|bkpt)_', word, 32),
  strong('CCI(?:PAT|PRJ)_', word, 30),
  strong('sq[apu]_', hex, 40),
  strong('PMAK-', word, 50),
  // Models
  weak('sk-', word, 20),
  strong('sk-(?:proj|svcacct|admin|ant|or-v1|lf)-', word, 16),
  strong('gsk_', plain, 40),
  strong('hf_', plain, 30),
  strong('xai-', plain, 60),
  weak('r8_', plain, 30),
  strong('pplx-', plain, 40),
  strong('nvapi-', word, 40),
  strong('tgp_v1_', word, 40),
  weak('fw_', plain, 22),
  strong('ABSK', base64, 100),
  // Clouds
  weak('(?:A3T[A-Z0-9]|A(?:KIA|SIA|BIA|CCA|GPA|IDA|ROA|IPA|NPA|NVA))', 'A-Z0-9', 16),
  strong('AIza', word, 35),
  strong('GOCSPX-', word, 20),
  strong('ya29\\.', word, 20),
  weak('1//0', word, 40),
  weak('LTAI', plain, 16),
  weak('AKID', plain, 28),
  { ...weak('[A-Za-z0-9_~.]{3}\\dQ~', 'A-Za-z0-9_~.-', 31), holds: 'Q~' },
  strong('do[opr]_v1_', hex, 40),
  strong('dapi', hex, 32),
  strong('HRKU-', word, 30),
  strong('cf(?:k|ut|at)_', plain, 40),
  strong('v1\\.0-[0-9a-f]{24}-', hex, 100),
  weak('vc[piark]_', plain, 20),
  strong('nfp_', plain, 30),
  strong('sbp_', plain, 36),
  strong('sb_secret_', word, 20),
  strong('pscale_(?:tkn|pw|oauth)_', dotted, 30),
  strong('napi_', plain, 40),
  strong('rnd_', plain, 28),
  strong('dp\\.(?:pt|st|sa|ct|scim|audit)\\.', dotted, 40),
  strong('hv[sbr]\\.', word, 24),
  { ...strong('[A-Za-z0-9]{14}\\.atlasv1\\.', word, 60), holds: '.atlasv1.' },
  strong('pul-', hex, 40),
  strong('(?:fm[12]|fo1)_', base64, 40),
  strong('tskey-[a-z]{2,20}-', word, 20),
  strong('AGE-SECRET-KEY-1', 'A-Z0-9', 50),
  strong('ops_eyJ', base64, 100),
  strong('A3-[A-Z0-9]{6}-', 'A-Z0-9-', 20),
  strong('NR(?:AK|II|JS|AA)-', word, 19),
  // Payment, mail and messages
  strong('[rs]k_(?:live|test|prod)_', plain, 10),
  strong('whsec_', base64, 24),
  strong('shp(?:at|ca|pa|ss|ua)_', plain, 32),
  strong('sq0(?:atp|csp|idp)-', word, 22),
  strong('EAAA', word, 56),
  strong('EAA', plain, 80),
  strong('access_token\\$(?:production|sandbox)\\$', 'a-z0-9$', 40),
  weak('SK', hex, 32),
  strong('SG\\.', dotted, 32),
  strong('key-', hex, 32),
  strong('xkeysib-', word, 64),
  { ...weak('[0-9a-f]{32}-us', '0-9', 1), holds: '-us' },
  strong('xox[abceoprs](?:\\.xox[bp])?-', word, 20),
  strong('xapp-', word, 20),
  strong('hooks\\.slack\\.com/(?:services|workflows|triggers)/', `/${word}`, 20),
  strong('discord(?:app)?\\.com/api/webhooks/', `/${word}`, 40),
  strong('webhook\\.office\\.com/', `/@${word}`, 60),
  weak('[MNO][A-Za-z0-9]{23,25}\\.[A-Za-z0-9_-]{6}\\.', word, 27),
  { ...weak('[0-9]{8,10}:AA', word, 33), holds: ':AA' },
  // Work
  strong('lin_(?:api|oauth)_', plain, 32),
  strong('ntn_', plain, 40),
  weak('secret_', plain, 40),
  strong('figd_', word, 36),
  weak('pat[A-Za-z0-9]{14}\\.', hex, 60),
  strong('CFPAT-', word, 40),
  strong('tfp_', dotted, 40),
  strong('sntry[su]_', base64, 40),
  strong('gl(?:c|sa)_', base64, 32),
  strong('dt0c01\\.', 'A-Z0-9.', 60),
  strong('shippo_(?:live|test)_', plain, 30),
  strong('duffel_(?:live|test)_', word, 40),
  strong('EZ[AT]K', plain, 54),
  strong('pnu_', plain, 36),
  strong('rdme_', plain, 60),
  strong('p8e-', plain, 32),
  strong('ico-', plain, 32),
  // Any service
  strong('eyJ[A-Za-z0-9_-]{10,1000}\\.eyJ', dotted, 20),
];
