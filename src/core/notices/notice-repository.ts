import type { AccountId } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { DeliveryState, NoticeDelivery, NoticeRecipient } from './notice.js';

/** A part of a list in the order of ids. */
export interface NoticePage {
  /** The id of the last item before the part; `null`: from the beginning. */
  readonly after: string | null;
  readonly limit: number;
}

export interface NoticeReader {
  /** Lists the recipients, of every account and of the operators. */
  recipients(page: NoticePage): Promise<readonly NoticeRecipient[]>;
  /** Lists the deliveries, of one state or of all. */
  deliveries(
    filter: NoticePage & { readonly state: DeliveryState | null },
  ): Promise<readonly NoticeDelivery[]>;
}

export interface NewNoticeRecipient extends Pick<
  NoticeRecipient,
  'id' | 'kind' | 'address' | 'language' | 'accountId'
> {
  readonly sealed: Uint8Array | null;
}

export interface NoticeWriter extends NoticeReader {
  /** Reserves the id of a new recipient, since its secret is sealed for this id. */
  nextRecipientId(): Promise<string>;
  addRecipient(recipient: NewNoticeRecipient): Promise<NoticeRecipient>;
  /** How many recipients an account has, or the operators have. */
  countRecipients(account: AccountId | null): Promise<number>;
  lockRecipient(id: string): Promise<Locked<NoticeRecipient>>;
  /** It gets nothing from now on, and what waits for it is not sent. */
  removeRecipient(recipient: Locked<NoticeRecipient>): Promise<void>;
  lockDelivery(id: string): Promise<Locked<NoticeDelivery>>;
  /** Makes a delivery pending, so that a process with notices sends it. */
  redeliver(delivery: Locked<NoticeDelivery>): Promise<void>;
}
