import type { RefusalRecords } from '../../core/refusals/refusal-records.js';
import { accountId, period, refusalId } from '../fields.js';
import { explained, type ExplainedRefusal } from './explain-refusal.js';

export interface RefusalQuestion {
  readonly account: string;
  readonly since?: Date;
  /** Exclusive. */
  readonly until?: Date;
  /** Older than the one with this id. */
  readonly before?: string | null;
  readonly limit: number;
}

/** Why an account was refused, newest first. */
export class ListRefusals {
  constructor(private readonly records: RefusalRecords) {}

  /** Also of an account that is not there: then there are none. */
  async run({ account, before, ...question }: RefusalQuestion): Promise<ExplainedRefusal[]> {
    period(question);
    const found = await this.records.ofAccount({
      ...question,
      account: accountId(account),
      before: typeof before === 'string' ? refusalId(before) : null,
    });
    return found.map(explained);
  }
}
