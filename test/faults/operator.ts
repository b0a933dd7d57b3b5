import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { runProcess } from '../cli/portaria.js';
import type { OperatorsStack } from './stack.js';

/** How an attempt to suspend an account was answered. */
export interface Attempt {
  readonly by: 'HTTP' | 'command line';
  readonly accountId: string;
  /** `done`, `unknown` ("it may have been done"), `not done`; anything else is the answer itself. */
  readonly outcome: string;
  readonly tookMs: number;
  readonly endedAt: number;
}

/** An operator who suspends accounts over the admin API and with `portaria`. */
export class FaultsOperator {
  private constructor(
    private readonly stack: OperatorsStack,
    private readonly certificate: IssuedCertificate,
    private readonly token: string,
  ) {}

  static async open(stack: OperatorsStack): Promise<FaultsOperator> {
    const certificate = await stack.proxy.issue();
    const { clientId, clientSecret } = await stack.accounts.create({
      kind: 'operator',
      certificate: certificate.certPem,
    });
    const answer = await stack.proxy.ask('admin', {
      client: certificate,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, clientSecret }),
    });
    const { access_token: token = '' } = JSON.parse(answer.body) as { readonly access_token?: string };
    return new FaultsOperator(stack, certificate, token);
  }

  /** `POST /accounts/{account}/suspend`. */
  overHttp(accountId: string, idempotencyKey: string | null = null): Promise<Attempt> {
    return timed('HTTP', accountId, async () => {
      const { status, body } = await this.stack.proxy.ask('admin', {
        path: `/api/admin/accounts/${accountId}/suspend`,
        client: this.certificate,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(idempotencyKey !== null && { 'idempotency-key': idempotencyKey }),
        },
      });
      if (status === 200) return 'done';
      return status === 503 ? meaningOf(body) : `${String(status)} ${body}`;
    });
  }

  /** `portaria account suspend`. */
  atCommandLine(accountId: string): Promise<Attempt> {
    return timed('command line', accountId, async () => {
      const { exitCode, err } = await runProcess(['account', 'suspend', accountId, '--yes'], {
        env: this.stack.environment,
      });
      return exitCode === 0 ? 'done' : meaningOf(err);
    });
  }
}

/** A change waits for another's event in the audit trail, and is given up after 8 s: it was not done. */
const meaningOf = (words: string): string => {
  if (words.includes('it is done')) return words;
  if (words.includes('it may have been done')) return 'unknown';
  return words.includes('Nothing was changed') ? 'not done' : words;
};

const timed = async (
  by: Attempt['by'],
  accountId: string,
  attempt: () => Promise<string>,
): Promise<Attempt> => {
  const beganAt = Date.now();
  const outcome = await attempt().catch(String);
  return { by, accountId, outcome, tookMs: Date.now() - beganAt, endedAt: Date.now() };
};
