import { Agent, request } from 'undici';
import type { Issued } from '../src/cli/local/pki.js';
import type { Load } from './ab.js';
import type { Part } from './belongings.js';

/** A client that asks for one token and looks at it, which ab cannot. */
export interface LoneClient extends Part {
  /** @returns the body of the answer. @throws Error when that is no 2xx */
  ask(load: Pick<Load, 'url' | 'contentType'>): Promise<string>;
}

export const openLoneClient = async (pki: {
  readonly authorityPem: string;
  readonly client: Issued;
}): Promise<LoneClient> => {
  const { certPem: cert, keyPem: key } = pki.client;
  const dispatcher = new Agent({ connect: { ca: pki.authorityPem, cert, key } });
  return {
    ask: async ({ url, contentType = 'application/json' }) => {
      const headers = { 'Content-Type': contentType };
      const { statusCode, body } = await request(url, { method: 'POST', headers, body: '{}', dispatcher });
      const text = await body.text();
      if (statusCode < 200 || statusCode > 299)
        throw new Error(`${url} answered ${String(statusCode)}: ${text}`);
      return text;
    },
    stop: () => dispatcher.destroy(),
  };
};
