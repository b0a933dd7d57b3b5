import type { AuditEvent } from '../../core/audit/audit-event.js';
import type { AuditFilter, AuditTrailReader } from '../../core/audit/audit-trail-reader.js';
import { currentActionOf, currentTargetOf } from '../../core/audit/renamed-actions.js';
import { checkPeriod, invalid, parseEventId, parseLine } from '../fields.js';

const defaultLimit = 50;
const limitMax = 1000;

/** The filter of a list of events. When every field is omitted, the newest 50 are listed. */
export type AuditQuery = Omit<AuditFilter, 'limit'> & { readonly limit?: number };

/** An event as readers see it, under the current name of its action, with what it changed as JSON. */
export interface ListedEvent extends Omit<AuditEvent, 'before' | 'after'> {
  readonly before: unknown;
  readonly after: unknown;
  /** The name that was recorded, and that the hash covers, where it is another one. */
  readonly recordedAction?: string;
}

export interface AuditPage {
  /** The newest event is the last. */
  readonly events: readonly ListedEvent[];
  /** Whether older events match: the next page has `before` set to the first of these. */
  readonly more: boolean;
}

/** Lists who did what to which resource, and when. */
export class ListAudit {
  constructor(private readonly reader: AuditTrailReader) {}

  async run({ limit = defaultLimit, ...question }: AuditQuery = {}): Promise<AuditPage> {
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > limitMax) {
      throw invalid('limit', `must be 1 to ${limitMax}`);
    }
    checkPeriod(question);
    const found = await this.reader.list({ ...parseFilter(question), limit: limit + 1 });
    return { events: found.slice(-limit).map(toListed), more: found.length > limit };
  }
}

const toListed = (event: AuditEvent): ListedEvent => {
  const [action, targets] = [currentActionOf(event.action), event.targets.map(currentTargetOf)];
  const [before, after] = [readable(event.before), readable(event.after)];
  return {
    ...event,
    action,
    targets,
    before,
    after,
    ...(action !== event.action && { recordedAction: event.action }),
  };
};

/** A text that is no JSON was not written by the product: it is shown as it is, and not hidden. */
const readable = (image: string | null): unknown => {
  try {
    const value: unknown = JSON.parse(image ?? 'null');
    return value;
  } catch {
    return image;
  }
};

const parseFilter = (question: Omit<AuditQuery, 'limit'>): Omit<AuditFilter, 'limit'> => {
  const { actor, action, target, before } = question;
  if (action !== undefined && !/^[a-z-]{1,40}(\.[a-z-]{1,40})?$/.test(action)) {
    throw invalid('action', 'must be an action such as account.suspend, or a noun such as account');
  }
  return {
    ...question,
    ...(actor !== undefined && { actor: parseLine(actor, 'actor') }),
    ...(target !== undefined && { target: parseLine(target, 'target') }),
    ...(before !== undefined && { before: parseEventId(before) }),
  };
};
