/**
 * The environment variables of `npm start`, for the documentation: the default of each and its
 * meaning.
 */
export const localSettings = {
  PORTARIA_TLS_PORT: { defaultValue: '8443', description: 'Port of the TLS listener.' },
  PORTARIA_HEADER_PORT: { defaultValue: '8444', description: 'Port of the header listener.' },
  PORTARIA_ADMIN_PORT: { defaultValue: '9443', description: 'Port of the admin listener.' },
  PORTARIA_PORT: { defaultValue: 'a free one', description: 'Port of the application.' },
  PORTARIA_LOCAL_POSTGRES_PORT: {
    defaultValue: 'a free one',
    description: 'Port of the PostgreSQL that the stack starts.',
  },
  PORTARIA_RATE_LIMIT: {
    defaultValue: 'on',
    description: "`off` disables NGINX's limits, for measurements.",
  },
  PORTARIA_APPROVAL: {
    defaultValue: 'off',
    description: '`on` makes some changes of operators wait for a second operator.',
  },
  DATABASE_URL: {
    defaultValue: 'none',
    description: 'An existing database, instead of one that the stack starts.',
  },
  MANAGE_DATABASE_URL: {
    defaultValue: '`DATABASE_URL`',
    description:
      'The same database with a second login, for management. The login of `DATABASE_URL` then only issues tokens.',
  },
  MIGRATION_DATABASE_URL: {
    defaultValue: '`DATABASE_URL`',
    description: 'The same database with the owner of the schema as login.',
  },
  NGINX_BIN: { defaultValue: 'from the `PATH`', description: 'Path of the NGINX program to run.' },
  PORTARIA_ENV_FILE: {
    defaultValue: '`.portaria/portaria.env` for the command line, if the environment names no database',
    description:
      'Env file that completes the environment of the application and of the command line. The environment takes precedence.',
  },
} as const;

/**
 * The variables that the stack writes into `demo.env`, for use in a shell, and those that the
 * programs in `examples/` read.
 */
export const demoNames = [
  'PORTARIA_URL',
  'PORTARIA_HEADER_URL',
  'PORTARIA_ADMIN_URL',
  'PORTARIA_CA_CERT',
  ...['ID', 'SECRET'].flatMap((what) =>
    ['', 'OPEN_', 'OPERATOR_'].map((whose) => `PORTARIA_${whose}CLIENT_${what}`),
  ),
  'PORTARIA_REALM_USERNAME',
  'PORTARIA_REALM_PASSWORD',
  'PORTARIA_CLIENT_CERT',
  'PORTARIA_CLIENT_KEY',
  'PORTARIA_OPERATOR_CERT',
  'PORTARIA_OPERATOR_KEY',
  // Used by test/http/examples.test.ts: it fails instead of skipping an example whose language is
  // not installed.
  'PORTARIA_REQUIRE_EXAMPLES',
];

/**
 * The variables that `docker-compose.yml` reads from the `.env` beside it; a shell may hold them as
 * well.
 */
export const composeNames = [
  'PORTARIA_IMAGE',
  'PORTARIA_VERSION',
  'PORTARIA_UID',
  'PORTARIA_GID',
  'PORTARIA_PUBLISH_ADDRESS',
  'PORTARIA_ADMIN_PUBLISH_ADDRESS',
  'PORTARIA_REPLICAS',
  'PORTARIA_MANAGE_REPLICAS',
  'PORTARIA_STOP_GRACE',
  'PORTARIA_KEY_SETS',
  'PORTARIA_METRICS_RETENTION',
  'PORTARIA_GRAFANA_PUBLISH_ADDRESS',
  'PORTARIA_GRAFANA_PORT',
];
