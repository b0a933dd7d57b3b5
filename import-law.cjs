/**
 * Which folder of `src` may import what: `src` folders, `npm` packages, `node` built-ins, and `also` single files.
 * `.dependency-cruiser.cjs` makes the rules of it.
 */
const { builtinModules } = require('node:module');

const nest = ['@nestjs/common', '@nestjs/core', '@nestjs/swagger', 'rxjs'];
const passport = ['@nestjs/passport', 'passport', 'passport-custom'];

const law = {
  // ipaddr.js: what of an IPv6 address is one host's, a pure calculation.
  core: { npm: ['ipaddr.js'] },
  auth: { src: ['core'] },
  contracts: { src: ['auth', 'core', 'http'], npm: [...nest, 'zod'] },
  // The route table is files, which a process reads again when they change, by the same reader that imports go through.
  'auth-request': {
    src: ['core', 'http', 'route-import'],
    npm: [...nest, 'zod'],
    node: ['fs/promises', 'path'],
  },
  // Documents become route tables here, for the command line as well: so no Nest, and nothing that could open what a
  // document names. Of config only what is near a mistyped word.
  'route-import': { src: ['core', 'config'], npm: ['yaml', 'zod'] },
  // What operators see of the gateway's route tables: it asks the gateway's own decision. A thread reads documents.
  'protected-apis': {
    src: ['core', 'auth-request', 'route-import'],
    npm: [...nest, 'p-queue'],
    node: ['events', 'path', 'worker_threads'],
  },
  management: { src: ['core'] },
  // Of auth each knows what authenticates its own callers.
  admin: {
    src: ['management', 'core', 'http'],
    npm: [...nest, ...passport, 'zod'],
    also: ['^src/auth/(operator-authenticator|session-renewer)\\.ts$'],
  },
  'self-service': {
    src: ['management', 'core', 'http'],
    npm: [...nest, ...passport, 'zod'],
    also: ['^src/auth/merchant-authenticator\\.ts$'],
  },
  cli: {
    // Only what makes route tables of documents: nothing of the running process is in it.
    src: ['management', 'core', 'http', 'config', 'route-import'],
    npm: ['commander', 'csv-parse', 'string-width', 'zod'],
    node: ['fs', 'fs/promises', 'os', 'path', 'readline', 'readline/promises', 'stream', 'url', 'util'],
    // The doctor of the client package is one program, for merchants and for those who support them.
    also: ['^clients/typescript/src/doctor/', '^src/doctor/(doctor|deployment|notify-failures|report)\\.ts$'],
  },
  // What containers and the local stack share: it makes keys and certificates and runs NGINX, but knows no use case's rule.
  'cli/deployment': {
    src: ['management', 'core', 'config'],
    npm: ['@peculiar/x509', 'ipaddr.js', 'pg', 'reflect-metadata', 'zod'],
    node: builtinModules,
    // asn1: the general names of the development certificates. pkcs12: the operator's certificate for a browser.
    // database-login-settings: what the application finds missing. connection-to: the primary among several hosts.
    also: [
      '^src/storage/(advisory-locks|database-login-settings|primary/connection-to)\\.ts$',
      '^src/crypto/certificates/(asn1|pkcs12)\\.ts$',
    ],
  },
  // What looks at a running deployment: it speaks TLS and HTTP/2, and asks the database what a process asks at its start.
  doctor: {
    src: ['core', 'config'],
    node: builtinModules,
    also: [
      '^src/cli/deployment/',
      // The route tables, as a process that starts reads them.
      '^src/auth-request/current-routes\\.ts$',
      '^src/storage/database(-connections)?\\.ts$',
      '^src/storage/maintenance/(schema-check|pepper-check|partitions|expiry-counter|lock-holders)\\.ts$',
      '^src/storage/maintenance/database-login-(rights|settings-check)\\.ts$',
      '^src/storage/hot-path/postgres-signing-key-store\\.ts$',
      '^src/crypto/(sealer|secrets/peppers|tokens/sealed-key-generator)\\.ts$',
      '^migrations/list\\.ts$',
    ],
  },
  storage: {
    src: ['core', 'config'],
    // lru-cache: the bounded memory of which networks were refused how often. p-queue: the turns of reads.
    npm: ['typeorm', 'pg', 'pg-boss', 'dataloader', 'lru-cache', 'p-queue'],
    // net: a request to cancel a statement goes over a connection of its own.
    node: ['net', 'timers/promises'],
    // fair-queue: places and turns for the statements of users, as for their slow hashes.
    also: ['^migrations/list\\.ts$', '^src/crypto/secrets/fair-queue\\.ts$'],
  },
  crypto: {
    src: ['core', 'config'],
    // reflect-metadata: @peculiar/x509 needs it before its first import. fflate: the zip around a PKCS#12.
    npm: [
      '@nestjs/jwt',
      '@node-rs/argon2',
      '@node-rs/bcrypt',
      '@peculiar/x509',
      '@zxcvbn-ts/core',
      '@zxcvbn-ts/language-common',
      '@zxcvbn-ts/language-en',
      '@zxcvbn-ts/language-es-es',
      '@zxcvbn-ts/language-pt-br',
      'fflate',
      // The assertions of clients.
      'jose',
      'lru-cache',
      'node-forge',
      'p-queue',
      'reflect-metadata',
      'uuid',
    ],
    // events, path, worker_threads: custom secrets are judged in a thread.
    node: ['crypto', 'events', 'path', 'timers/promises', 'util', 'worker_threads'],
  },
  // What guards connections to the machines of others: key sets and webhooks.
  outbound: { src: [], node: ['dns/promises', 'http', 'net'] },
  // The key sets of clients.
  'remote-keys': {
    src: ['core', 'outbound'],
    npm: ['lru-cache'],
    node: ['http', 'https', 'net'],
  },
  // How notices are sent.
  notices: {
    src: ['core', 'outbound'],
    npm: ['nodemailer', 'standardwebhooks'],
    node: ['https', 'net'],
  },
  // What it serves is files.
  'api-documents': { src: ['core', 'http'], npm: nest, node: ['crypto', 'fs/promises', 'path'] },
  http: {
    src: ['core', 'config'],
    // @humanwhocodes/momoa: where a body stops being JSON.
    npm: [
      ...nest,
      ...passport,
      '@humanwhocodes/momoa',
      '@nestjs/platform-fastify',
      'fastify',
      'ipaddr.js',
      'pino',
      'zod',
    ],
    node: ['async_hooks', 'crypto', 'http', 'net', 'stream'],
  },
  telemetry: {
    src: ['core', 'config'],
    npm: [
      ...nest,
      '@opentelemetry/api',
      '@opentelemetry/core',
      '@opentelemetry/exporter-trace-otlp-proto',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace',
      'pino',
      'prom-client',
    ],
    // fs: writes the last lines of the log to its descriptor when the process ends. http, https: the connection
    // to the collector of traces.
    node: ['async_hooks', 'fs', 'http', 'https', 'os', 'perf_hooks', 'stream', 'timers/promises'],
  },
  // Of core the names of things that can be configured, such as the contracts.
  config: { src: ['core'], npm: ['zod'], node: ['fs', 'path', 'util'] },
};

module.exports = { law, nest };
