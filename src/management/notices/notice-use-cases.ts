/**
 * Who gets notices, and what became of them.
 *
 * This folder owns these use cases; it must never send a notice: that is the work of a managing process.
 */
import type { WebhookSecretGenerator } from '../../core/notices/notice.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { CreateNoticeRecipient } from './create-notice-recipient.js';
import { ListNoticeDeliveries, ListNoticeRecipients } from './list-notices.js';
import { redeliverNotice } from './redeliver-notice.js';
import { removeNoticeRecipient } from './remove-notice-recipient.js';

export class NoticeUseCases {
  readonly createRecipient: CreateNoticeRecipient;
  readonly removeRecipient = removeNoticeRecipient;
  readonly redeliver = redeliverNotice;
  readonly recipients: ListNoticeRecipients;
  readonly deliveries: ListNoticeDeliveries;

  constructor(database: Reads, secrets: WebhookSecretGenerator) {
    this.createRecipient = new CreateNoticeRecipient(secrets);
    this.recipients = new ListNoticeRecipients(database);
    this.deliveries = new ListNoticeDeliveries(database);
  }
}
