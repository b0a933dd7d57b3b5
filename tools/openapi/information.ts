import { type NginxSetting, nginxSettings } from '../../src/config/nginx-settings.js';

/** What every document has in `info`. */
export const information = (title: string, description: string) => ({
  title,
  version: '1',
  description: `${description}\n\n${limits}`,
  license: { name: 'UNLICENSED, all rights with the owner', identifier: 'LicenseRef-UNLICENSED' },
});

const valueOf = (name: keyof typeof nginxSettings): string => {
  const setting: NginxSetting = nginxSettings[name];
  return setting.defaultValue ?? '';
};

const perSecond = (name: keyof typeof nginxSettings): string => valueOf(name).replace('r/s', '');

/** The limits that hold for every request, as NGINX has them by default. */
const limits =
  'Default limits: a body has at most 16 kB. An address may send ' +
  `${perSecond('PORTARIA_RATE_PER_ADDRESS')} requests a second, after a burst of ` +
  `${valueOf('PORTARIA_BURST_PER_ADDRESS')}, and a client certificate ` +
  `${perSecond('PORTARIA_RATE_PER_CERTIFICATE')}, after a burst of ${valueOf('PORTARIA_BURST_PER_CERTIFICATE')}. ` +
  'Requests above that get 429 with `Retry-After`.';

/** Where a listener is: the local stack by default. */
export const serverAt = (listener: DescribedListener) => ({
  url: 'https://{host}',
  description: listeners[listener].description,
  variables: { host: { default: `localhost:${valueOf(listeners[listener].port)}` } },
});

const listeners = {
  tls: { port: 'PORTARIA_TLS_PORT', description: 'The TLS listener.' },
  header: { port: 'PORTARIA_HEADER_PORT', description: 'The header listener, if it is enabled.' },
  admin: { port: 'PORTARIA_ADMIN_PORT', description: 'The admin listener.' },
} as const;
export type DescribedListener = keyof typeof listeners;
