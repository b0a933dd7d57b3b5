import type { Read, Values } from './read-settings.js';
import type { SmtpServer } from './setting-schemas.js';

/** Which notices are sent, and how. */
export interface NoticesConfig {
  readonly areOn: boolean;
  /** Networks that are not public and may get webhooks. */
  readonly networks: readonly string[];
  /** How many rejections of an account within an hour are worth a notice. */
  readonly rejections: number;
  /** `null`: no e-mail is sent. */
  readonly smtp: SmtpConfig | null;
}

export interface SmtpConfig extends SmtpServer {
  readonly from: string;
  /** `null`: the server asks for no login. The password is a function, which does not print. */
  readonly login: { readonly user: string; readonly password: () => string } | null;
}

type Settings = Read<
  | 'PORTARIA_NOTICES'
  | 'PORTARIA_NOTICE_NETWORKS'
  | 'PORTARIA_NOTICE_REJECTIONS'
  | 'PORTARIA_SMTP_URL'
  | 'PORTARIA_SMTP_FROM'
  | 'PORTARIA_SMTP_USER'
  | 'PORTARIA_SMTP_PASSWORD'
>;

export const noticesConfig = (read: Settings): NoticesConfig =>
  Object.freeze({
    areOn: read.PORTARIA_NOTICES,
    networks: Object.freeze(read.PORTARIA_NOTICE_NETWORKS),
    rejections: read.PORTARIA_NOTICE_REJECTIONS,
    smtp: smtpConfig(read),
  });

const smtpConfig = (read: Settings): SmtpConfig | null => {
  const { PORTARIA_SMTP_URL: server, PORTARIA_SMTP_FROM: from, PORTARIA_SMTP_USER: user } = read;
  // A process that only issues may have the server alone.
  if (server === undefined || from === undefined) return null;
  const password = read.PORTARIA_SMTP_PASSWORD ?? '';
  return Object.freeze({
    ...server,
    from,
    login: user === undefined ? null : Object.freeze({ user, password: () => password }),
  });
};

/** Finds the problems that a single setting of e-mail cannot show. A process that only issues sends none. */
export const smtpContradictions = (values: Values): string[] => {
  if (values.PORTARIA_ROLE === 'issue' || values.PORTARIA_SMTP_URL === undefined) return [];
  return [
    ...(values.PORTARIA_SMTP_FROM === undefined
      ? ['PORTARIA_SMTP_FROM: is required with PORTARIA_SMTP_URL']
      : []),
    ...(values.PORTARIA_SMTP_USER !== undefined && !values.PORTARIA_SMTP_PASSWORD
      ? ['PORTARIA_SMTP_PASSWORD: is required with PORTARIA_SMTP_USER']
      : []),
  ];
};
