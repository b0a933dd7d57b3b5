import { networkList, onOff } from './setting-schemas.js';

/** What is told of certificates and secrets that soon end. */
export const noticeSettings = {
  PORTARIA_NOTICES: {
    schema: onOff('off'),
    description:
      'Whether this process looks for certificates and secrets that soon end, and sends notices of them. Only a process that serves management does. See docs/how-to/operator/send-notices.md.',
  },
  PORTARIA_NOTICE_NETWORKS: {
    schema: networkList,
    description:
      'Networks of your own to which notices may be sent, separated by commas, such as `10.20.0.0/16`. Other addresses that are not public are refused.',
    example: '10.20.0.0/16',
  },
} as const;
