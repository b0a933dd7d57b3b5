import { Agent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { askAdmin, tokenOf as operatorTokenOf } from '../admin/proxied-admin-api.js';
import type { Merchant, ProxiedApp } from '../http/proxied-app.js';
import { askAccount, tokenOf } from './proxied-self-service.js';

/** How one merchant changes their own account, as fast as they can. */
export interface Load {
  readonly connections: number;
  /** Certificates of the account, each with a token of its own. */
  readonly certificates: number;
  /** Addresses from which the connections come: 127.0.0.1 and those that follow. */
  readonly addresses: number;
  readonly forMs: number;
}

export interface LoadOutcome {
  /** How long each revocation of an operator took meanwhile, and its status. */
  readonly revocations: readonly { readonly tookMs: number; readonly status: number }[];
  /** How many answers of each status the merchant got. */
  readonly answers: Readonly<Record<string, number>>;
}

interface Program {
  readonly token: string;
  readonly certificate: Merchant['certificate'];
  readonly agent: Agent;
  /** Method and path of what it repeats, below /api/account. */
  readonly changes: readonly string[];
  readonly pem: string;
}

/** Repeats changes until the time is over; returns the statuses. */
const repeat = async (proxied: ProxiedApp, program: Program, untilMs: number): Promise<number[]> => {
  const { token, certificate: client, agent, changes, pem } = program;
  const statuses: number[] = [];
  while (performance.now() < untilMs) {
    const [method = '', path = ''] = (changes[statuses.length % changes.length] ?? '').split(' ');
    const answer = await proxied.proxy.ask('tls', {
      method,
      path: `/api/account${path}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(method === 'POST' && { body: JSON.stringify({ pem }) }),
      ...{ client, agent },
    });
    statuses.push(answer.status);
    // More often than this it would only load NGINX, in front of every limit that is tried here.
    if (answer.status === 429) await pause(500);
  }
  return statuses;
};

const programsOf = async (proxied: ProxiedApp, owner: Merchant, load: Load): Promise<Program[]> => {
  const certificates = [owner.certificate];
  const token = await tokenOf(proxied, owner, owner.certificate);
  const own = { token, client: owner.certificate };
  const link = async (): Promise<Merchant['certificate']> => {
    const issued = await proxied.proxy.issue();
    await askAccount(proxied, 'POST /certificates', { ...own, body: { pem: issued.certPem } });
    return issued;
  };
  while (certificates.length < load.certificates) certificates.push(await link());
  const relinked = await link();
  const tokens = await Promise.all(certificates.map((certificate) => tokenOf(proxied, owner, certificate)));
  const agents = Array.from(
    { length: load.addresses },
    (_, index) => new Agent({ keepAlive: true, localAddress: `127.0.0.${String(index + 1)}` }),
  );
  const relink = [`DELETE /certificates/${relinked.fingerprint}`, 'POST /certificates'];
  const absent = [`DELETE /credentials/${owner.clientId}/secrets/999`];
  return Array.from({ length: load.connections }, (_, index) => ({
    token: tokens[index % tokens.length] ?? token,
    certificate: certificates[index % certificates.length] ?? owner.certificate,
    agent: agents[index % agents.length] ?? new Agent(),
    changes: index < 2 ? relink : absent,
    pem: relinked.certPem,
  }));
};

/** An operator revokes the tokens of one credential of the account, again and again. */
const revokeAgainAndAgain = async (
  proxied: ProxiedApp,
  clientId: string,
  untilMs: number,
): Promise<LoadOutcome['revocations']> => {
  const operator = await proxied.merchant({ kind: 'operator' });
  const asking = { token: await operatorTokenOf(proxied, operator), client: operator.certificate };
  const revocations: { tookMs: number; status: number }[] = [];
  while (performance.now() < untilMs) {
    const sentMs = performance.now();
    const { status } = await askAdmin(proxied, 'POST /tokens/revoke', { ...asking, body: { clientId } });
    revocations.push({ tookMs: performance.now() - sentMs, status });
    await pause(100);
  }
  return revocations;
};

/** One merchant changes their account as fast as they can, while an operator revokes. */
export const changeUnderLoad = async (proxied: ProxiedApp, load: Load): Promise<LoadOutcome> => {
  const owner = await proxied.merchant();
  // Of the same account, and not the one that the programs have their tokens from.
  const { clientId } = await proxied.app.accounts.addCredential(owner.id);
  const programs = await programsOf(proxied, owner, load);
  const untilMs = performance.now() + load.forMs;
  const revoking = revokeAgainAndAgain(proxied, clientId, untilMs);
  const statuses = await Promise.all(programs.map((program) => repeat(proxied, program, untilMs)));
  for (const { agent } of programs) agent.destroy();
  const answers: Record<string, number> = {};
  for (const status of statuses.flat()) answers[status] = (answers[status] ?? 0) + 1;
  return { revocations: await revoking, answers };
};
