import type { RefusalReader } from '../../core/refusals/explain-reason.js';
import type { RefusalRecords } from '../../core/refusals/refusal-records.js';
import type { Language } from '../../core/shared/language.js';
import { checkPeriod, parseAccountId, parseRefusalId } from '../fields.js';
import { type ExplainedRefusal, toExplainedRefusal } from './explain-refusal.js';

export interface RefusalQuery {
  readonly account: string;
  readonly since?: Date;
  /** The end of the period, exclusive. */
  readonly until?: Date;
  /** Only refusals older than the one with this id. */
  readonly before?: string | null;
  readonly limit: number;
  /** Of the explanations; English when absent. */
  readonly language?: Language;
}

/** Lists the refusals of an account, newest first. */
export class ListRefusals {
  constructor(
    private readonly records: RefusalRecords,
    private readonly reader: RefusalReader,
  ) {}

  /** Returns no refusals for an account that does not exist. */
  async run({ account, before, language = 'en', ...question }: RefusalQuery): Promise<ExplainedRefusal[]> {
    checkPeriod(question);
    const found = await this.records.ofAccount({
      ...question,
      account: parseAccountId(account),
      before: typeof before === 'string' ? parseRefusalId(before) : null,
    });
    return found.map((refusal) => toExplainedRefusal(refusal, this.reader, language));
  }
}
