import { Agent, request } from 'undici';
import type { IssuedCertificate } from '../src/cli/deployment/pki.js';
import type { Load } from './ab.js';
import type { Part } from './belongings.js';

/** One request of a load, or one like it. */
export type Asking = Pick<Load, 'url' | 'contentType' | 'authorization'> & { readonly body?: string };

/** A client that requests one token and reads it, which ab cannot do. */
export interface LoneClient extends Part {
  /**
   * @returns the body of the answer.
   * @throws Error when the status is not 2xx
   */
  ask(asking: Asking): Promise<string>;
}

export const openLoneClient = async (pki: {
  readonly caPem: string;
  readonly client: IssuedCertificate;
}): Promise<LoneClient> => {
  const { certPem: cert, keyPem: key } = pki.client;
  const dispatcher = new Agent({ connect: { ca: pki.caPem, cert, key } });
  return {
    ask: async ({ url, contentType = 'application/json', authorization, body = '{}' }) => {
      const options =
        authorization === undefined
          ? ({ method: 'POST', headers: { 'Content-Type': contentType }, body } as const)
          : ({ method: 'GET', headers: { Authorization: authorization } } as const);
      const { statusCode, body: answer } = await request(url, { ...options, dispatcher });
      const text = await answer.text();
      if (statusCode < 200 || statusCode > 299)
        throw new Error(`${url} answered ${String(statusCode)}: ${text}`);
      return text;
    },
    stop: () => dispatcher.destroy(),
  };
};
