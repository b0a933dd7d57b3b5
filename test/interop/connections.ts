import { Agent, fetch, type RequestInit } from 'undici';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { ProxiedApp } from '../http/proxied-app.js';
import { afterFile } from '../support/cleanup.js';

/** As each of the libraries declares it for itself. */
type AnyFetch = (url: string, options: object) => Promise<Response>;

/** A fetch that trusts the server's authority, and presents a client certificate when there is one. */
export const fetchFor = (proxied: ProxiedApp, client?: IssuedCertificate): AnyFetch => {
  const identity = client && { cert: client.certPem, key: client.keyPem };
  const dispatcher = new Agent({ connect: { ca: proxied.proxy.ca.certPem, ...identity } });
  afterFile(() => dispatcher.close());
  const withCertificate = (url: string | URL, options: RequestInit = {}) =>
    fetch(url, { ...options, dispatcher });
  return withCertificate;
};

export const issuerOf = (proxied: ProxiedApp): string =>
  `https://localhost:${String(proxied.proxy.ports.tls)}`;
