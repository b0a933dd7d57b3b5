import { connect, type LookupFunction, type Socket } from 'node:net';
import { createTransport, type Transporter } from 'nodemailer';
import { NoticeSender, type OutgoingNotice, RefusedPermanently } from '../core/notices/notice.js';
import { errorMessageOf } from '../core/shared/error-message.js';
import { isLoopback } from '../core/shared/public-address.js';
import { noticeText } from './notice-text.js';
import { oneLine } from './one-line.js';

/** `SmtpAccess`: the server of the operator that takes e-mails. Its address may be private. */
export interface SmtpAccess {
  readonly host: string;
  readonly port: number;
  readonly implicitTls: boolean;
  readonly from: string;
  readonly login: { readonly user: string; readonly password: () => string } | null;
  /** PEM; left out: the CAs that Node trusts. */
  readonly ca?: string;
  /** Left out: the name servers of this machine. */
  readonly lookup?: LookupFunction;
}

/**
 * Hands notices over to an SMTP server, as plain text. Without TLS nothing is said to a server on another machine, not even the
 * login. A message has no text of an outsider in its headers: subjects are fixed texts, and the recipient is one plain address.
 */
export class SmtpSender extends NoticeSender {
  constructor(
    private readonly access: SmtpAccess,
    private readonly withinMs = 20_000,
  ) {
    super();
  }

  async send(notice: OutgoingNotice, signal: AbortSignal): Promise<void> {
    const { address, language } = notice.recipient;
    const { subject, text } = noticeText(notice, language ?? 'en');
    const ending = AbortSignal.any([signal, AbortSignal.timeout(this.withinMs)]);
    const transport = this.open(ending);
    try {
      await transport.sendMail({
        from: { name: 'Portaria', address: this.access.from },
        to: { name: '', address },
        subject,
        text,
        // The same in every attempt: a mailbox can recognise it.
        messageId: `<${notice.noticeId}@${this.access.from.split('@')[1] ?? ''}>`,
        date: notice.createdAt,
        // RFC 3834: no out-of-office reply.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      throw reasonOf(error, ending);
    } finally {
      transport.close();
    }
  }

  /** A connection for one message. The socket is ours, so that a server that dawdles ends with the attempt. */
  private open(ending: AbortSignal): Transporter {
    const { host, port, implicitTls, login, ca, lookup } = this.access;
    return createTransport({
      host,
      port,
      secure: implicitTls,
      requireTLS: !implicitTls && !isLoopback(host),
      tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
      ...(login && { auth: { user: login.user, pass: login.password() } }),
      getSocket: (_options, callback) => {
        connectTo({ host, port, ...(lookup && { lookup }) }, ending, callback);
      },
      greetingTimeout: this.withinMs,
      socketTimeout: this.withinMs,
      // A text never names a file or an address to read.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}

const connectTo = (
  address: Pick<SmtpAccess, 'host' | 'port' | 'lookup'>,
  ending: AbortSignal,
  callback: (error: Error | null, socket: { connection: Socket }) => void,
): void => {
  const socket = connect(address);
  const end = (): void => void socket.destroy(new Error('it did not answer in time'));
  if (ending.aborted) end();
  ending.addEventListener('abort', end, { once: true });
  socket.once('close', () => {
    ending.removeEventListener('abort', end);
  });
  const failed = (error: Error): void => {
    callback(error, { connection: socket });
  };
  socket.once('error', failed);
  socket.once('connect', () => {
    socket.removeListener('error', failed);
    callback(null, { connection: socket });
  });
};

/** RFC 5321 section 4.2.1: a 5yz answer to the recipient is final. All else, a refused login too, may be mended meanwhile. */
const reasonOf = (error: unknown, ending: AbortSignal): Error => {
  if (ending.aborted) return new Error('the SMTP server did not answer in time', { cause: error });
  const answer = answerIn(error);
  const why = oneLine(answer.response ?? errorMessageOf(error));
  if (answer.isAboutRecipient && answer.status >= 500)
    return new RefusedPermanently(`the SMTP server refused the recipient: ${why}`, { cause: error });
  return new Error(`the SMTP server: ${why}`, { cause: error });
};

/** What the server answered, as nodemailer has it beside the message. */
const answerIn = (error: unknown) => ({
  isAboutRecipient: error instanceof Error && 'code' in error && error.code === 'EENVELOPE',
  status: error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0,
  response: error instanceof Error && 'response' in error ? String(error.response) : null,
});
