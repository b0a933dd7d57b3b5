import { NoticeSender, type OutgoingNotice, type RecipientKind } from '../core/notices/notice.js';

/** Sends each notice by what its recipient is: a webhook or an e-mail address. */
export class SendersByKind extends NoticeSender {
  constructor(private readonly senders: Readonly<Record<RecipientKind, NoticeSender | null>>) {
    super();
  }

  async send(notice: OutgoingNotice, signal: AbortSignal): Promise<void> {
    const sender = this.senders[notice.recipient.kind];
    // Tried again: the process that has the setting may be another one.
    if (!sender) throw new Error('PORTARIA_SMTP_URL is not set');
    await sender.send(notice, signal);
  }
}
