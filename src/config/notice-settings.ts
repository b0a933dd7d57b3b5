import { z } from 'zod';
import { emailAddress, integerWithDefault, networkList, onOff, smtpUrl } from './setting-schemas.js';

/** Which notices are sent, and how. */
export const noticeSettings = {
  PORTARIA_NOTICES: {
    schema: onOff('off'),
    description:
      'Whether this process looks for what operators and merchants must know, such as certificates that soon end, and sends notices of it. Only a process that serves management does. See docs/how-to/operator/send-notices.md.',
  },
  PORTARIA_NOTICE_NETWORKS: {
    schema: networkList,
    description:
      'Networks of your own to which webhooks may be sent, separated by commas, such as `10.20.0.0/16`. Other addresses that are not public are refused.',
    example: '10.20.0.0/16',
  },
  PORTARIA_NOTICE_REJECTIONS: {
    schema: integerWithDefault(1, 10_000, 20),
    description:
      'How many rejected token requests of one account, for the same reason and within an hour, are worth a notice.',
  },
  PORTARIA_SMTP_URL: {
    schema: smtpUrl.optional(),
    description:
      'The server that takes notices by e-mail. For STARTTLS, write `smtp://`; the default port is 587. For TLS from the start, write `smtps://`; the default port is 465. Without TLS, nothing is sent, except to a loopback address. If unset, no e-mail is sent.',
    example: 'smtp://smtp.example.com:587',
  },
  PORTARIA_SMTP_FROM: {
    schema: emailAddress.optional(),
    description: 'The address that e-mails come from. Required with PORTARIA_SMTP_URL.',
    example: 'portaria@example.com',
  },
  PORTARIA_SMTP_USER: {
    schema: z.string().max(320, 'must be at most 320 characters').optional(),
    description: 'The user at the SMTP server. If unset, Portaria does not log in there.',
    example: 'portaria',
  },
  PORTARIA_SMTP_PASSWORD: {
    schema: z.string().max(1000, 'must be at most 1000 characters').optional(),
    secret: true,
    description: 'The password of PORTARIA_SMTP_USER.',
  },
} as const;
