import type { AuditEvent, AuditFilter, AuditRecords } from '../../core/audit/audit-event.js';
import { currentActionOf } from '../../core/audit/renamed-actions.js';
import { eventId, invalid, line, period } from '../fields.js';

const limitStandard = 50;
const limitMax = 1000;

/** What to list; left out: the newest 50. */
export type AuditQuestion = Omit<AuditFilter, 'limit'> & { readonly limit?: number };

/** An event as readers see it, under the current name of its action. */
export interface ListedEvent extends AuditEvent {
  /** The name that was recorded, and that the hash covers, where it is another one. */
  readonly recordedAction?: string;
}

export interface AuditPage {
  /** Newest last. */
  readonly events: readonly ListedEvent[];
  /** Whether older ones match: ask again with `before` the first of these. */
  readonly more: boolean;
}

/** Who did what, when, to what. */
export class ListAudit {
  constructor(private readonly records: AuditRecords) {}

  async run({ limit = limitStandard, ...question }: AuditQuestion = {}): Promise<AuditPage> {
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > limitMax) {
      throw invalid('limit', `must be 1 to ${limitMax}`);
    }
    period(question);
    const found = await this.records.list({ ...checked(question), limit: limit + 1 });
    return { events: found.slice(-limit).map(toListed), more: found.length > limit };
  }
}

const toListed = (event: AuditEvent): ListedEvent => {
  const action = currentActionOf(event.action);
  return action === event.action ? event : { ...event, action, recordedAction: event.action };
};

const checked = (question: Omit<AuditQuestion, 'limit'>): Omit<AuditFilter, 'limit'> => {
  const { actor, action, target, before } = question;
  if (action !== undefined && !/^[a-z-]{1,40}(\.[a-z-]{1,40})?$/.test(action)) {
    throw invalid('action', 'must be one such as account.suspend, or a noun such as account');
  }
  return {
    ...question,
    ...(actor !== undefined && { actor: line(actor, 'actor') }),
    ...(target !== undefined && { target: line(target, 'target') }),
    ...(before !== undefined && { before: eventId(before) }),
  };
};
