/** The models that sessions are replayed with. */
import type { ServerProfile } from './model.mts';
import type { OracleOptions } from './oracle.mts';

/** A server's speed and a model's quality; seed, horizon and faults come with the run. */
export interface ModelSetting {
  readonly name: string;
  readonly server: Omit<ServerProfile, 'faults'>;
  readonly oracle: Omit<OracleOptions, 'seed' | 'horizon'>;
}

/** The share of wrong tokens in the measurements of `reference/performance.md` 1.3. */
const tokenErrors = 0.12;

/** Where nothing follows, models end or invent; nobody measured how often, so: every other time. */
const inventsAtEnd = 0.5;

const errs = { behaviour: 'errs', tokenErrors, inventsAtEnd } as const;
const cloud = { firstTokenMs: 220, sigma: 0.35, tokensPerSecond: 80, singleSlot: false };

/** `cloud`, `slow` and `steady` are those of the targets. */
export const modelSettings: readonly ModelSetting[] = [
  { name: 'cloud', server: cloud, oracle: errs },
  { name: 'local', server: { ...cloud, singleSlot: true }, oracle: errs },
  {
    name: 'slow',
    server: { firstTokenMs: 700, sigma: 0.35, tokensPerSecond: 25, singleSlot: true },
    oracle: errs,
  },
  {
    name: 'steady',
    server: { firstTokenMs: 150, sigma: 0, tokensPerSecond: 100, singleSlot: false },
    oracle: { behaviour: 'right', tokenErrors: 0, inventsAtEnd: 0 },
  },
  { name: 'wrong', server: cloud, oracle: { ...errs, behaviour: 'wrong' } },
  { name: 'diverges', server: cloud, oracle: { ...errs, behaviour: 'diverges' } },
  { name: 'over-generates', server: cloud, oracle: { ...errs, behaviour: 'over-generates' } },
];
