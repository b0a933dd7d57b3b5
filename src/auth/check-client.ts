import type { Authority, ClientAuthority } from '../core/authority.js';
import type { ClientProofs } from '../core/token-request.js';
import type { Finding } from './check-certificate.js';

/** Everything that speaks against the account and the credential themselves, worst first. Pure. */
export const clientFindings = (request: ClientProofs, authority: Authority): Finding[] => {
  const { client, nowMs } = authority;
  if (!client) return [{ code: 'unknown_client', detail: 'there is no credential with this client id' }];
  return [...accountFindings(client, request), ...credentialFindings(client, request, nowMs)];
};

const accountFindings = (client: ClientAuthority, request: ClientProofs): Finding[] => {
  const findings: Finding[] = [];
  const { door, address } = request.origin;
  if (client.accountStatus !== 'active') {
    findings.push({ code: 'account_suspended', detail: `account ${client.accountId} is suspended` });
  }
  // Operators come through the admin door and nobody else does: neither side's token can be got at the other's.
  if ((client.accountKind === 'operator') !== (door === 'admin')) {
    findings.push({ code: 'wrong_door', detail: `${client.accountKind} account at the ${door} door` });
  }
  if (!client.networkAllowed) {
    findings.push({
      code: 'network_not_allowed',
      detail: `address ${address ?? 'unknown'} is in no allowed network`,
    });
  }
  return findings;
};

const credentialFindings = (client: ClientAuthority, request: ClientProofs, nowMs: number): Finding[] => {
  const findings: Finding[] = [];
  if (client.credentialStatus !== 'active') {
    findings.push({ code: 'credential_revoked', detail: 'the credential was revoked' });
  }
  if (client.credentialExpiresAtMs !== null && nowMs >= client.credentialExpiresAtMs) {
    const when = new Date(client.credentialExpiresAtMs).toISOString();
    findings.push({ code: 'credential_expired', detail: `the credential expired on ${when}` });
  }
  if (client.policy === null) {
    findings.push({ code: 'contract_not_allowed', detail: `the credential may not use ${request.contract}` });
  }
  return findings;
};
