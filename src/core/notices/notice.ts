/**
 * Notices, such as that a certificate ends soon: their recipients and deliveries.
 *
 * This folder owns their types and ports; it must never contain how a notice is sent.
 */
import type { Secret } from '../credentials/secret.js';
import type { AccountId } from '../shared/ids.js';
import type { Language } from '../shared/language.js';

export const recipientKinds = ['webhook', 'email'] as const;
export type RecipientKind = (typeof recipientKinds)[number];

/** `NoticeRecipient`: an address that gets notices. */
export interface NoticeRecipient {
  /** `notice_recipient.id`, a bigint in decimal. */
  readonly id: string;
  /** The account whose notices it gets; `null`: it gets those of the operators. */
  readonly accountId: AccountId | null;
  readonly kind: RecipientKind;
  /** The URL of a webhook, or an e-mail address. */
  readonly address: string;
  /** The language of its e-mails; `null`: it is a webhook, which gets fields. */
  readonly language: Language | null;
  readonly createdAt: Date;
}

/** `GeneratedWebhookSecret`: the signing secret of a webhook, to be shown once, and what is stored of it. */
export interface GeneratedWebhookSecret {
  /** As Standard Webhooks writes it: `whsec_` and Base64. */
  readonly secret: Secret;
  readonly sealed: Uint8Array;
}

/** Generates the signing secrets of webhooks. */
export abstract class WebhookSecretGenerator {
  abstract generate(recipientId: string): GeneratedWebhookSecret;
}

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const noticeKinds = [
  'certificate.expiring',
  'certificate.expired',
  'secret.expiring',
  'secret.expired',
  'requests.rejected',
  'signing-key.due',
  'doctor.failed',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** `NoticeDelivery`: one notice for one recipient. */
export interface NoticeDelivery {
  /** `notice_delivery.id`, a bigint in decimal. */
  readonly id: string;
  /** A UUID; the header `webhook-id`. All recipients of a notice get the same. */
  readonly noticeId: string;
  readonly kind: NoticeKind;
  readonly recipientId: string;
  readonly accountId: AccountId | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly attemptedAt: Date | null;
  readonly createdAt: Date;
}

/** `OutgoingNotice`: what a sender needs of a notice and its recipient. */
export interface OutgoingNotice {
  readonly noticeId: string;
  readonly kind: NoticeKind;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly recipient: Pick<NoticeRecipient, 'id' | 'kind' | 'address' | 'language'> & {
    readonly sealed: Uint8Array | null;
  };
}

/** `RefusedPermanently`: the recipient does not exist, or will never take the notice. It is not tried again. */
export class RefusedPermanently extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(why, options);
    this.name = 'RefusedPermanently';
  }
}

/** Sends a notice to its recipient. */
export abstract class NoticeSender {
  /** Throws when the recipient did not accept it. The message of the error is stored, and must not contain a secret. */
  abstract send(notice: OutgoingNotice, signal: AbortSignal): Promise<void>;
}
