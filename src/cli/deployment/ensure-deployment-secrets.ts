import type { z } from 'zod';
import { describeConfigurationError } from '../../config/configuration-error.js';
import { settings } from '../../config/settings.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { type Listener, listeners } from '../../core/tokens/token-request.js';
import type { DeploymentFiles } from './deployment-files.js';
import { pathInNginxFolder, pathInSecretsFolder } from './deployment-files.js';
import { newKey, newPassword } from './new-secrets.js';
import { listenerSecretLine } from './nginx-templates.js';

interface DesiredSecret {
  readonly name: string;
  readonly what: string;
  readonly make: () => string;
  /** The application's own schema of the secret; `null`: the application does not read it. */
  readonly schema: z.ZodType | null;
}

/** The services of docker-compose.yml, and of deploy/compose/replicated.yml. */
const hosts = {
  single: 'postgres:5432/portaria',
  replicated: 'postgres:5432,postgres-2:5432,postgres-3:5432/portaria?target_session_attrs=read-write',
};

const wantedOf = (replicated: boolean): readonly DesiredSecret[] => {
  const at = replicated ? hosts.replicated : hosts.single;
  const urlOf = (login: string): string => `postgresql://${login}:${newPassword()}@${at}`;
  return [...applicationSecrets, ...(replicated ? memberSecrets : []), ...databaseUrls(urlOf)];
};

const applicationSecrets: readonly DesiredSecret[] = [
  {
    name: 'master-key',
    what: 'master key, which seals the signing keys; keep a copy elsewhere',
    make: newKey,
    schema: settings.PORTARIA_MASTER_KEY.schema,
  },
  {
    name: 'pepper',
    what: 'pepper of secrets; keep a copy elsewhere',
    make: newKey,
    schema: settings.PORTARIA_PEPPER.schema,
  },
  {
    name: 'previous-master-keys',
    what: 'previous master keys; empty',
    make: () => '',
    schema: settings.PORTARIA_PREVIOUS_MASTER_KEYS.schema,
  },
  {
    name: 'previous-peppers',
    what: 'previous peppers; empty',
    make: () => '',
    schema: settings.PORTARIA_PREVIOUS_PEPPERS.schema,
  },
  {
    name: 'smtp-password',
    what: 'password at the SMTP server of notices; empty',
    make: () => '',
    schema: settings.PORTARIA_SMTP_PASSWORD.schema,
  },
  {
    name: 'otlp-headers',
    what: 'headers for the collector of traces; empty',
    make: () => '',
    schema: settings.OTEL_EXPORTER_OTLP_HEADERS.schema,
  },
  {
    name: 'postgres-password',
    what: 'password of the PostgreSQL superuser',
    make: newPassword,
    schema: null,
  },
  {
    name: 'grafana-password',
    what: 'password of the user admin of Grafana',
    make: newPassword,
    schema: null,
  },
];

/** What the members of a replicated PostgreSQL know of each other. */
const memberSecrets: readonly DesiredSecret[] = [
  {
    name: 'replication-password',
    what: 'password with which a standby reads from the primary',
    make: newPassword,
    schema: null,
  },
  {
    name: 'patroni-password',
    what: 'password of the interface with which Patroni is controlled',
    make: newPassword,
    schema: null,
  },
];

const databaseUrls = (urlOf: (login: string) => string): readonly DesiredSecret[] => [
  {
    name: 'migration-database-url',
    what: 'database login of the schema owner',
    make: () => urlOf('portaria_owner'),
    schema: settings.MIGRATION_DATABASE_URL.schema,
  },
  {
    name: 'issue-database-url',
    what: 'database login of the issuing processes',
    make: () => urlOf('portaria_issuer'),
    schema: settings.DATABASE_URL.schema,
  },
  {
    name: 'manage-database-url',
    what: 'database login of the managing processes',
    make: () => urlOf('portaria_manager'),
    schema: settings.DATABASE_URL.schema,
  },
];

/**
 * Creates the missing secrets, and adds a note to those that the application would not accept.
 * `replicated`: PostgreSQL is three members under Patroni.
 */
export const ensureDeploymentSecrets = async (files: DeploymentFiles, replicated: boolean): Promise<void> => {
  for (const { name, what, make, schema } of wantedOf(replicated)) {
    await files.ensure({ file: pathInSecretsFolder(name), what, make }, (text) => problemOf(schema, text));
  }
  for (const listener of [...listeners, 'self-service'] as const) await ensureListener(files, listener);
};

/**
 * Returns `null` for a usable secret. Otherwise returns the predicate of a sentence, which never
 * repeats the secret.
 */
const problemOf = (schema: z.ZodType | null, text: string): string | null => {
  const value = text.trim();
  if (schema === null) return value === '' ? 'must not be empty' : null;
  const { error } = schema.safeParse(value);
  return error ? describeConfigurationError(error, value, true) : null;
};

/** Writes one secret twice: as the application reads it, and as NGINX does. */
const ensureListener = async (files: DeploymentFiles, listener: Listener | 'self-service'): Promise<void> => {
  const [file, nginxFile] = [
    pathInSecretsFolder(`listener-${listener}`),
    pathInNginxFolder(`listener-${listener}.conf`),
  ];
  const what =
    listener === 'gateway'
      ? 'proxy secret with which NGINX asks for a protected API'
      : listener === 'self-service'
        ? 'proxy secret of the tls listener for the managing processes'
        : `proxy secret of the ${listener} listener`;
  const text = await files.ensure({ file, what, make: newPassword });
  const problem = problemOf(settings.PORTARIA_TLS_LISTENER_SECRET.schema, text);
  if (problem !== null) {
    throw new ManagementError('conflict', `${file} ${problem}: replace it, or remove it and ${nginxFile}`);
  }
  const line = listenerSecretLine(listener, text.trim());
  await files.ensure({ file: nginxFile, what: 'the same secret, for NGINX', make: () => line }, (existing) =>
    existing === line ? null : `is not the secret in ${file}: that listener gets 403`,
  );
};
