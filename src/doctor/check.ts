import type { ExaminedDeployment } from './deployment.js';

/** From best to worst: the result of a whole run is the worst of its checks. */
export const results = ['ok', 'skipped', 'warning', 'problem'] as const;
export type Result = (typeof results)[number];

/** `Verdict`: what a check found, in a sentence that has no secret in it. */
export interface Verdict {
  readonly result: Result;
  readonly sentence: string;
  /** What to do; `null`: nothing. */
  readonly fix: string | null;
}

/** What a check works with. */
export interface CheckContext {
  readonly deployment: ExaminedDeployment;
  /** Ends what the check has begun: its time, or that of the whole run, is over. */
  readonly signal: AbortSignal;
}

/** `Check`: one thing that is checked. */
export interface Check {
  readonly name: string;
  /** What must be ok before, or the check is skipped. */
  readonly after?: string;
  /** The page that explains it, below `docs/` and without its ending. By default, the page of all checks. */
  readonly page?: string;
  readonly run: (context: CheckContext) => Promise<Verdict>;
}

export const ok = (sentence: string): Verdict => ({ result: 'ok', sentence, fix: null });
export const warning = (sentence: string, fix: string): Verdict => ({ result: 'warning', sentence, fix });
export const problem = (sentence: string, fix: string): Verdict => ({ result: 'problem', sentence, fix });
export const skipped = (sentence: string, fix: string | null = null): Verdict => ({
  result: 'skipped',
  sentence,
  fix,
});

/** Returns the worst of several results. */
export const worstOf = (found: readonly Result[]): Result =>
  results.findLast((result) => found.includes(result)) ?? 'ok';

/** Joins the verdicts about several listeners or processes: only the worst are shown, or else `sentence`. */
export const joined = (verdicts: readonly Verdict[], sentence: string): Verdict => {
  const result = worstOf(verdicts.map((verdict) => verdict.result));
  if (result === 'ok') return ok(sentence);
  const worst = verdicts.filter((verdict) => verdict.result === result);
  const unique = (texts: readonly string[]): string => [...new Set(texts)].join(' ');
  const fixes = worst.flatMap(({ fix }) => fix ?? []);
  return {
    result,
    sentence: unique(worst.map((verdict) => verdict.sentence)),
    fix: fixes.length === 0 ? null : unique(fixes),
  };
};
