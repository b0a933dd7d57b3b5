import {
  newNoticeRecipient,
  noticeDeliveriesQuery,
  noticeRecipientsQuery,
} from '../../src/admin/notices.controller.js';
import { noInput } from '../../src/http/problem-details/no-input.js';
import type { Operations } from '../openapi/operation.js';
import { created, ok, page } from '../openapi/success.js';
import { newNoticeRecipientBody, noticeDelivery, noticeRecipient } from '../openapi-bodies/notice.js';

/** Operations of the admin API. */
export const notices: Operations = {
  'POST /notice-recipients': {
    id: 'createNoticeRecipient',
    summary: 'Add a webhook or an e-mail address that gets notices',
    description:
      'Send `webhook` or `email`. Without `account` it gets the notices of operators. The signing secret of a webhook is ' +
      'shown once. Its notices are signed as [Standard Webhooks](https://www.standardwebhooks.com/) describes. An e-mail ' +
      'address also has a `language`, and gets plain text by the server of `PORTARIA_SMTP_URL`.',
    body: newNoticeRecipient,
    example: { webhook: 'https://hooks.example.com/portaria' },
    success: created('The recipient, with the signing secret of a webhook.', newNoticeRecipientBody),
  },
  'GET /notice-recipients': {
    id: 'listNoticeRecipients',
    summary: 'List those who get notices',
    query: noticeRecipientsQuery,
    success: page('A page, in the order of their ids.', noticeRecipient),
  },
  'DELETE /notice-recipients/{recipient}': {
    id: 'removeNoticeRecipient',
    summary: 'Remove a recipient of notices',
    description: 'Notices that wait for it are not sent.',
    query: noInput,
    success: ok('The recipient that was removed.', noticeRecipient),
  },
  'GET /notice-deliveries': {
    id: 'listNoticeDeliveries',
    summary: 'List the deliveries of notices',
    description: 'Those of the last 90 days, of all recipients.',
    query: noticeDeliveriesQuery,
    success: page('A page, in the order of their ids.', noticeDelivery),
  },
  'POST /notice-deliveries/{delivery}/redeliver': {
    id: 'redeliverNotice',
    summary: 'Deliver a notice again',
    description: 'The receiver gets the same `webhook-id`.',
    success: ok('The delivery, which is pending.', noticeDelivery),
  },
};
