import { isIP } from 'node:net';
import { migrations } from '../../migrations/list.js';
import { templateDefaults } from '../cli/deployment/nginx-templates.js';
import type { IssuedCertificate } from '../cli/deployment/pki.js';
import { createCa } from '../cli/deployment/pki.js';
import { type Environment, readSetting } from '../config/read-settings.js';
import { hourMs } from '../core/shared/durations.js';
import { DoctorDatabase } from './doctor-database.js';

export const listenerNames = ['tls', 'header', 'admin'] as const;
export type ListenerName = (typeof listenerNames)[number];

/** `Endpoint`: where a listener is reached, and which name its certificate must have. */
export interface Endpoint {
  readonly name: ListenerName;
  readonly host: string;
  readonly port: number;
  /** The name of the TLS handshake and of the `Host` header. */
  readonly serverName: string;
}

/** Where a process of the application listens. */
export interface ApplicationAddress {
  readonly host: string;
  readonly port: number;
}

/** What a person names beside the settings. */
export interface DoctorOptions {
  readonly url?: string;
  readonly headerUrl?: string;
  readonly adminUrl?: string;
  readonly nginxConf?: string;
}

/** `ExaminedDeployment`: what is known of the deployment that is checked. */
export interface ExaminedDeployment {
  readonly values: Environment;
  readonly listeners: readonly Endpoint[];
  /** Why no listener is known; `null`: some are. */
  readonly withoutListeners: string | null;
  readonly applications: readonly ApplicationAddress[];
  /** The folder of NGINX's configuration; `null`: it is not known. */
  readonly nginxFolder: string | null;
  readonly database: DoctorDatabase;
  readonly knownMigrations: readonly string[];
  /** Returns a new self-signed certificate, which NGINX does not trust; made once. */
  readonly selfSignedCertificate: () => Promise<IssuedCertificate>;
  /** The same, as large as one with a 4096-bit key and a long subject. */
  readonly largeSelfSignedCertificate: () => Promise<IssuedCertificate>;
  readonly now: () => Date;
}

/** Returns what is known from the settings and the options. Throws nothing: what is missing is empty. */
export const deploymentOf = (
  values: Environment,
  options: DoctorOptions,
  now: () => Date,
): ExaminedDeployment => {
  const listeners = listenersOf(values, options);
  let made: Promise<IssuedCertificate> | null = null;
  return {
    values,
    listeners,
    withoutListeners: listeners.length > 0 ? null : whyNoListeners(values),
    applications: applicationsOf(values),
    nginxFolder: options.nginxConf ?? (values['PORTARIA_NGINX_DIR'] || null),
    database: new DoctorDatabase(values),
    knownMigrations: migrations.map(({ name }) => name),
    selfSignedCertificate: () => (made ??= makeCertificate(now(), 'portaria doctor')),
    largeSelfSignedCertificate: () => makeCertificate(now(), `portaria doctor ${'x'.repeat(largeSubject)}`),
    now,
  };
};

/**
 * A certificate with a 4096-bit key and a long subject takes 6 KB in a header. One with P-256, whose key is made at once, has the
 * same size with a long name, which it has twice: as subject and issuer.
 */
const largeSubject = 1800;

const makeCertificate = (now: Date, commonName: string): Promise<IssuedCertificate> =>
  createCa({
    commonName,
    notBefore: new Date(now.getTime() - hourMs),
    notAfter: new Date(now.getTime() + hourMs),
  });

/** Returns the value of a variable of the NGINX templates, or its default. */
const nginxValue = (values: Environment, name: `PORTARIA_${string}`): string =>
  values[name] || (templateDefaults[name] ?? '');

const listenersOf = (values: Environment, options: DoctorOptions): readonly Endpoint[] => {
  const urls = { tls: options.url, header: options.headerUrl, admin: options.adminUrl };
  return listenerNames.flatMap((name) => {
    const url = urls[name];
    if (url !== undefined) return [endpointAt(name, new URL(url))];
    return isHere(values) ? listenerHere(name, values) : [];
  });
};

/** An IPv6 address without the brackets that it has in front of a port. */
const unbracketed = (host: string): string => host.replace(/^\[|\]$/g, '');

const endpointAt = (name: ListenerName, url: URL): Endpoint => {
  const host = unbracketed(url.hostname);
  return { name, host, port: Number(url.port || '443'), serverName: host };
};

/** Whether the settings are those of an NGINX on this machine, which a direct connection reaches. */
const isHere = (values: Environment): boolean =>
  Boolean(values['PORTARIA_SERVER_CERT']) && !values['PORTARIA_LISTEN_PROXY_PROTOCOL'];

const listenerHere = (name: ListenerName, values: Environment): readonly Endpoint[] => {
  const upper = name.toUpperCase();
  if (nginxValue(values, `PORTARIA_${upper}_LISTENER`) !== 'on') return [];
  const port = Number(nginxValue(values, `PORTARIA_${upper}_PORT`));
  const bind = unbracketed(nginxValue(values, 'PORTARIA_BIND').replace(/:$/, ''));
  const host = bind === '' || bind === '0.0.0.0' || bind === '::' ? '127.0.0.1' : bind;
  return [{ name, host, port, serverName: issuerHost(values) ?? host }];
};

const issuerHost = (values: Environment): string | null => {
  const issuer = values['PORTARIA_ISSUER'] ?? '';
  if (!URL.canParse(issuer)) return null;
  const { hostname } = new URL(issuer);
  return isIP(unbracketed(hostname)) === 0 ? hostname : null;
};

const whyNoListeners = (values: Environment): string =>
  values['PORTARIA_LISTEN_PROXY_PROTOCOL']
    ? 'NGINX expects the PROXY protocol, which only the load balancer speaks.'
    : 'The settings do not say where NGINX listens.';

const applicationsOf = (values: Environment): readonly ApplicationAddress[] => {
  const named = [values['PORTARIA_UPSTREAM'], values['PORTARIA_MANAGE_UPSTREAM']]
    .flatMap((list) => (list ?? '').split(','))
    .map((address) => address.trim())
    .filter((address) => address !== '');
  const [ownHost, ownPort] = [
    readSetting(values, 'PORTARIA_HOST', []),
    readSetting(values, 'PORTARIA_PORT', []),
  ];
  const own = `${ownHost ?? ''}:${String(ownPort)}`;
  const addresses = named.length > 0 ? [...new Set(named)] : [own];
  return addresses.map((address) => {
    const colon = address.lastIndexOf(':');
    const host = unbracketed(address.slice(0, colon));
    return { host: host === '0.0.0.0' ? '127.0.0.1' : host, port: Number(address.slice(colon + 1)) };
  });
};
