import type { CertificateInfo } from './certificate-checks.js';
import type { Answer } from './connection.js';
import { type Finding, finding } from './finding.js';

/** `Seen`: what the gateway says of the certificate that arrived. */
export interface Seen {
  readonly subject: string;
  readonly fingerprint: string;
  readonly trusted: boolean;
  readonly reason: string | null;
  readonly linked: boolean;
  readonly accountIds: readonly string[];
  readonly clientIdLinked: boolean | null;
}

/** Returns what `whoami` says; `null` for an answer that is not one of it. */
export const seenIn = (answer: Answer): Seen | null => {
  const body = fieldsOf(answer.text);
  const { fingerprint, trusted, linked } = body;
  if (answer.status !== 200 || typeof fingerprint !== 'string') return null;
  const { subject, reason, accountIds, clientIdLinked } = body;
  return {
    subject: typeof subject === 'string' ? subject : '?',
    fingerprint,
    trusted: trusted === true,
    reason: typeof reason === 'string' ? reason : null,
    linked: linked === true,
    accountIds: Array.isArray(accountIds) ? accountIds.map(String) : [],
    clientIdLinked: typeof clientIdLinked === 'boolean' ? clientIdLinked : null,
  };
};

const fieldsOf = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
};

/** Returns what an answer means that is not one of `whoami`. */
export const otherAnswer = (answer: Answer, presented: boolean): readonly Finding[] => {
  const { status, text } = answer;
  const { code } = fieldsOf(text);
  if (code === 'certificate_missing') return presented ? [finding('certificate_did_not_arrive')] : [];
  if (status === 429 || status >= 500) return [finding('gateway_unavailable', { status })];
  return [finding('not_the_gateway', { status })];
};

export interface Presented {
  readonly own: CertificateInfo;
  readonly certificates: number;
  readonly clientId: string | undefined;
}

/** Returns what the gateway found out about the certificate and the client id. */
export const seenFindings = (seen: Seen, presented: Presented): readonly Finding[] => {
  const { own, clientId } = presented;
  if (seen.fingerprint !== own.fingerprint)
    return [finding('other_certificate_arrived', { subject: seen.subject })];
  const accounts = seen.accountIds.join(', ') || '?';
  if (!seen.trusted) return [untrusted(seen, presented), ...(seen.linked ? [] : [notLinked(seen)])];
  if (!seen.linked) return [notLinked(seen)];
  if (clientId !== undefined && seen.clientIdLinked === false)
    return [finding('client_id_of_other_account', { accounts, clientId })];
  return [
    finding('certificate_accepted', { accounts }),
    ...(clientId !== undefined && seen.clientIdLinked === true
      ? [finding('client_id_matches', { clientId })]
      : []),
  ];
};

const notLinked = ({ fingerprint }: Seen): Finding => finding('not_linked', { fingerprint });

const untrusted = ({ reason }: Seen, { own, certificates }: Presented): Finding => {
  const { issuer } = own;
  const why = reason ?? '?';
  if (/unable to (?:get|verify)/.test(why) && certificates === 1 && own.issuer !== own.subject)
    return finding('chain_missing', { issuer });
  if (/unable to (?:get|verify)|self[- ]signed/.test(why))
    return finding('client_ca_not_trusted', { issuer });
  return finding('certificate_not_trusted', { reason: why });
};

const clockSecondsMax = 60;

/** Compares the clock of this machine with the `Date` of an answer. */
export const clockFindings = ({ headers, receivedMs }: Answer): readonly Finding[] => {
  const serverMs = Date.parse(headers.date ?? '');
  if (Number.isNaN(serverMs)) return [];
  const seconds = Math.round((receivedMs - serverMs) / 1000);
  if (Math.abs(seconds) <= clockSecondsMax) return [];
  return [finding(seconds < 0 ? 'clock_behind' : 'clock_ahead', { seconds: Math.abs(seconds) })];
};
