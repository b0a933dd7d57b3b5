import {
  type DeliveryState,
  deliveryStates,
  type NoticeDelivery,
  type NoticeRecipient,
} from '../../core/notices/notice.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { invalid } from '../fields.js';

export interface NoticeListQuery {
  /** Only what comes after the one with this id. */
  readonly after?: string | null;
  readonly limit: number;
}

export interface NoticeDeliveryQuery extends NoticeListQuery {
  /** Only the deliveries in this state. */
  readonly state?: string;
}

/** Lists the recipients of notices, in the order of their ids. */
export class ListNoticeRecipients {
  constructor(private readonly database: Reads) {}

  run({ after = null, limit }: NoticeListQuery): Promise<readonly NoticeRecipient[]> {
    return this.database.read((tx) => tx.notices.recipients({ after, limit }));
  }
}

/** Lists the deliveries of notices, in the order of their ids. */
export class ListNoticeDeliveries {
  constructor(private readonly database: Reads) {}

  async run({ after = null, limit, state }: NoticeDeliveryQuery): Promise<readonly NoticeDelivery[]> {
    const known = state === undefined ? null : parseState(state);
    return this.database.read((tx) => tx.notices.deliveries({ after, limit, state: known }));
  }
}

const parseState = (text: string): DeliveryState => {
  const known = deliveryStates.find((state) => state === text);
  if (!known) throw invalid('state', `must be one of ${deliveryStates.join(', ')}`);
  return known;
};
