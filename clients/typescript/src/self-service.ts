import { randomUUID } from 'node:crypto';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import type { ApiResponse } from './api-response.js';
import type { PemFiles } from './client-options.js';
import { readIdentity } from './identity-files.js';
import { ConfigurationError, ResponseError } from './portaria-error.js';
import { makeNewKey } from './signing-request.js';

/** `SelfServiceAccess`: what self-service needs of the client. */
export interface SelfServiceAccess {
  readonly clientId: string;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiResponse>;
  useCertificate(files: PemFiles): Promise<void>;
  useSecret(clientSecret: string): void;
}

export interface RenewedCertificate {
  readonly fingerprint: string;
  /** The fingerprint of the certificate that was in use until now. */
  readonly previousFingerprint: string;
}

export interface RotatedSecret {
  /** The id of the secret that was in use until now; it stays valid for the overlap. */
  readonly previousSecretIds: readonly string[];
}

/** `SelfService`: manages the certificates and secrets of your own account. */
export class SelfService {
  readonly #access: SelfServiceAccess;

  constructor(access: SelfServiceAccess) {
    this.#access = access;
  }

  /** Resolves to your account. */
  async account(): Promise<unknown> {
    return (await this.#send('GET', '')).json();
  }

  /**
   * Makes a key, has the gateway's CA sign a certificate for it, saves both in new files, and uses them from
   * now on. The previous certificate stays valid: unlink it after your program is set up with the new files.
   */
  async renewCertificate({ into }: { readonly into: PemFiles }): Promise<RenewedCertificate> {
    const { keyPem, csrPem } = makeNewKey(into.passphrase);
    await create('into.keyFile', into.keyFile, { content: keyPem, mode: 0o600 });
    try {
      await create('into.certFile', into.certFile, { content: '', mode: 0o644 });
    } catch (problem) {
      await rm(into.keyFile);
      throw problem;
    }
    try {
      return await this.#renewInto(into, csrPem);
    } catch (problem) {
      await Promise.all([into.keyFile, into.certFile].map((file) => rm(file, { force: true })));
      throw problem;
    }
  }

  /**
   * Links a certificate that another CA signed for the same owner, and uses it with its key from now on. The
   * previous certificate stays valid: unlink it after your program is set up with the new files.
   */
  async linkCertificate(files: PemFiles): Promise<RenewedCertificate> {
    // Before it is linked: a certificate without its key is of no use.
    await readIdentity({ certificate: files, caFile: undefined });
    const previousFingerprint = await this.#fingerprintInUse();
    const pem = certificatesIn(await readFile(files.certFile, 'utf8'));
    const linked = (await this.#send('POST', '/certificates', { pem })).fields();
    await this.#access.useCertificate(files);
    return { fingerprint: String(linked['fingerprint']), previousFingerprint };
  }

  /** Unlinks a certificate that is not the one in use. */
  async unlinkCertificate(fingerprint: string): Promise<void> {
    await this.#send('DELETE', `/certificates/${encodeURIComponent(fingerprint)}`);
  }

  /**
   * Asks for a new secret, gives it to `save`, and uses it once that has resolved. The previous secret stays
   * valid for the overlap, which is seven days without `overlapSeconds`.
   */
  async rotateSecret(input: {
    readonly save: (clientSecret: string) => Promise<void> | void;
    readonly overlapSeconds?: number;
  }): Promise<RotatedSecret> {
    const { overlapSeconds } = input;
    const previousSecretIds = await this.#secretIdsInUse();
    const response = await this.#send('POST', this.#secretsRoute, {
      ...(overlapSeconds !== undefined && { overlapSeconds }),
    });
    const { clientSecret } = response.fields();
    if (typeof clientSecret !== 'string')
      throw new ResponseError('the new secret was lost on the way: revoke it and rotate again', {
        status: response.status,
      });
    await input.save(clientSecret);
    this.#access.useSecret(clientSecret);
    return { previousSecretIds };
  }

  /** Revokes a secret. If it was used in the last hour, that takes `force`. */
  async revokeSecret(secretId: string, { force = false }: { readonly force?: boolean } = {}): Promise<void> {
    await this.#send(
      'DELETE',
      `${this.#secretsRoute}/${encodeURIComponent(secretId)}${force ? '?force=true' : ''}`,
    );
  }

  get #secretsRoute(): string {
    return `/credentials/${encodeURIComponent(this.#access.clientId)}/secrets`;
  }

  /** Resolves to the id of the secret that the token was requested with. */
  async #secretIdsInUse(): Promise<readonly string[]> {
    const { items } = (await this.#send('GET', '/credentials?limit=200')).fields();
    const own = Array.isArray(items)
      ? items.filter((item) => isCredentialOf(item, this.#access.clientId))
      : [];
    return own.flatMap(({ secrets }) => secrets.filter(isSecretInUse).map(({ id }) => id));
  }

  async #renewInto(into: PemFiles, csr: string): Promise<RenewedCertificate> {
    const previousFingerprint = await this.#fingerprintInUse();
    const signed = (await this.#send('POST', '/certificates', { csr })).fields();
    const chain = [signed['pem'], signed['chain']].map((each) =>
      typeof each === 'string' ? `${each.trim()}\n` : '',
    );
    await writeFile(into.certFile, chain.join(''), { flush: true });
    await this.#access.useCertificate(into);
    return { fingerprint: String(signed['fingerprint']), previousFingerprint };
  }

  async #fingerprintInUse(): Promise<string> {
    const whoami = (await this.#access.send('GET', '/api/auth/whoami')).orThrow();
    return String(whoami.fields()['fingerprint']);
  }

  async #send(method: string, route: string, body?: unknown): Promise<ApiResponse> {
    const once = method === 'GET' ? {} : { 'Idempotency-Key': randomUUID() };
    return (await this.#access.send(method, `/api/account${route}`, body, once)).orThrow();
  }
}

/** Returns the certificates of a file, which may have the key in it as well. */
const certificatesIn = (text: string): string =>
  (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).join('\n');

const isCredentialOf = (item: unknown, clientId: string): item is { secrets: readonly unknown[] } =>
  typeof item === 'object' &&
  item !== null &&
  'clientId' in item &&
  item.clientId === clientId &&
  'secrets' in item &&
  Array.isArray(item.secrets);

const isSecretInUse = (secret: unknown): secret is { id: string } =>
  typeof secret === 'object' &&
  secret !== null &&
  'id' in secret &&
  typeof secret.id === 'string' &&
  'ofThisToken' in secret &&
  secret.ofThisToken === true;

/** Writes a new file; one that exists may have the only copy of a key in it. */
const create = async (
  option: string,
  file: string,
  { content, mode }: { readonly content: string; readonly mode: number },
): Promise<void> => {
  const handle = await open(file, 'wx', mode).catch((reason: unknown) => {
    const exists = reason instanceof Error && 'code' in reason && reason.code === 'EEXIST';
    throw new ConfigurationError(
      option,
      exists ? 'already exists: name a new file' : 'cannot be written: check the folder and its permissions',
    );
  });
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
};
