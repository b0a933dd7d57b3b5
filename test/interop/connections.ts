import { Agent, fetch, type RequestInit } from 'undici';
import type { Issued } from '../../src/cli/deployment/pki.js';
import type { Front } from '../http/front.js';
import { afterFile } from '../support/cleanup.js';

/** As each of the libraries declares it for itself. */
type AnyFetch = (url: string, options: object) => Promise<Response>;

/** A fetch that trusts the server's authority, and presents a client certificate when there is one. */
export const fetchFor = (front: Front, client?: Issued): AnyFetch => {
  const identity = client && { cert: client.certPem, key: client.keyPem };
  const dispatcher = new Agent({ connect: { ca: front.edge.ca.certPem, ...identity } });
  afterFile(() => dispatcher.close());
  const withCertificate = (url: string | URL, options: RequestInit = {}) =>
    fetch(url, { ...options, dispatcher });
  return withCertificate;
};

export const issuerOf = (front: Front): string => `https://localhost:${String(front.edge.ports.tls)}`;
