import type { ContractName } from '../core/credentials/credential.js';
import type { SigningAlgorithm } from '../core/keys/signing-key.js';
import type { Read, Values } from './read-settings.js';

/** Settings of one wire contract and its tokens. */
export interface ContractConfig {
  readonly on: boolean;
  /** The algorithm that signs its new tokens. */
  readonly algorithm: SigningAlgorithm;
  readonly audience: string;
  readonly lifetimeSeconds: number;
}

type Settings = Read<
  | 'PORTARIA_CONTRACTS'
  | 'PORTARIA_AUDIENCE'
  | 'PORTARIA_AVISTA_AUDIENCE'
  | 'PORTARIA_AVISTA_ALGORITHM'
  | 'PORTARIA_AVISTA_TOKEN_SECONDS'
  | 'PORTARIA_PIX_AUDIENCE'
  | 'PORTARIA_PIX_ALGORITHM'
  | 'PORTARIA_PIX_TOKEN_SECONDS'
  | 'PORTARIA_REALM_AUDIENCE'
  | 'PORTARIA_REALM_ALGORITHM'
  | 'PORTARIA_REALM_TOKEN_SECONDS'
  | 'PORTARIA_SERVICE_TOKEN_AUDIENCE'
  | 'PORTARIA_SERVICE_TOKEN_ALGORITHM'
  | 'PORTARIA_SERVICE_TOKEN_SECONDS'
>;

export const contractConfigs = (read: Settings): Readonly<Record<ContractName, ContractConfig>> => {
  const isOn = (name: ContractName): boolean => read.PORTARIA_CONTRACTS.includes(name);
  const audience = read.PORTARIA_AUDIENCE;
  return Object.freeze({
    avista: Object.freeze({
      on: true,
      algorithm: read.PORTARIA_AVISTA_ALGORITHM,
      audience: read.PORTARIA_AVISTA_AUDIENCE ?? audience,
      lifetimeSeconds: read.PORTARIA_AVISTA_TOKEN_SECONDS,
    }),
    pix: Object.freeze({
      on: isOn('pix'),
      algorithm: read.PORTARIA_PIX_ALGORITHM,
      audience: read.PORTARIA_PIX_AUDIENCE ?? audience,
      lifetimeSeconds: read.PORTARIA_PIX_TOKEN_SECONDS,
    }),
    realm: Object.freeze({
      on: isOn('realm'),
      algorithm: read.PORTARIA_REALM_ALGORITHM,
      audience: read.PORTARIA_REALM_AUDIENCE ?? audience,
      lifetimeSeconds: read.PORTARIA_REALM_TOKEN_SECONDS,
    }),
    'service-token': Object.freeze({
      on: isOn('service-token'),
      algorithm: read.PORTARIA_SERVICE_TOKEN_ALGORITHM,
      audience: read.PORTARIA_SERVICE_TOKEN_AUDIENCE,
      lifetimeSeconds: read.PORTARIA_SERVICE_TOKEN_SECONDS,
    }),
  });
};

/** Settings of the users of the contract realm. */
export interface RealmConfig {
  readonly name: string;
  readonly clientId: string;
  readonly familySeconds: number;
  readonly reuseGraceSeconds: number;
}

export const realmConfig = (
  read: Read<
    | 'PORTARIA_REALM_NAME'
    | 'PORTARIA_REALM_CLIENT_ID'
    | 'PORTARIA_REALM_REFRESH_SECONDS'
    | 'PORTARIA_REALM_REUSE_GRACE_SECONDS'
  >,
): RealmConfig =>
  Object.freeze({
    name: read.PORTARIA_REALM_NAME,
    clientId: read.PORTARIA_REALM_CLIENT_ID,
    familySeconds: read.PORTARIA_REALM_REFRESH_SECONDS,
    reuseGraceSeconds: read.PORTARIA_REALM_REUSE_GRACE_SECONDS,
  });

const apiAudiences = [
  'PORTARIA_AUDIENCE',
  'PORTARIA_AVISTA_AUDIENCE',
  'PORTARIA_PIX_AUDIENCE',
  'PORTARIA_REALM_AUDIENCE',
] as const;

/** Finds equal audiences. The audience keeps a token of one kind from being accepted as another. */
export const contractContradictions = (values: Values): string[] => {
  const { PORTARIA_ADMIN_AUDIENCE: admin, PORTARIA_SERVICE_TOKEN_AUDIENCE: service } = values;
  const equal = (audience: unknown): string[] =>
    apiAudiences.filter((name) => audience !== undefined && values[name] === audience);
  return [
    ...equal(admin).map((name) => `PORTARIA_ADMIN_AUDIENCE: must differ from ${name}`),
    ...equal(service).map((name) => `PORTARIA_SERVICE_TOKEN_AUDIENCE: must differ from ${name}`),
    ...(admin !== undefined && admin === service
      ? ['PORTARIA_ADMIN_AUDIENCE: must differ from PORTARIA_SERVICE_TOKEN_AUDIENCE']
      : []),
  ];
};
