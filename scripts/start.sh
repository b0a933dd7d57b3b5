#!/bin/sh
# `npm start`: builds the program and the console, then runs the local stack in this folder until Ctrl-C.
set -eu

usage='Usage: npm start

Builds Portaria and runs it in this folder: PostgreSQL, NGINX, the application and a demo API. Prints the commands that
get a token and call the API. Ctrl-C stops everything; the next start goes on with the data in .portaria.

Settings, as environment variables (PORTARIA_TLS_PORT=8543 npm start):

  PORTARIA_TLS_PORT               port of the mutual-TLS listener (8443)
  PORTARIA_HEADER_PORT            port of the listener that takes the certificate in a header (8444)
  PORTARIA_ADMIN_PORT             port of the admin listener and the console (9443)
  PORTARIA_PORT                   port of the application behind NGINX (a free one)
  PORTARIA_LOCAL_POSTGRES_PORT    port of PostgreSQL (a free one)
  DATABASE_URL                    an existing database, instead of a PostgreSQL of the stack
  MANAGE_DATABASE_URL             the same database, with the login of the admin API (the login of DATABASE_URL)
  MIGRATION_DATABASE_URL          the same database, with the login of its owner (the login of DATABASE_URL)
  PORTARIA_RATE_LIMIT             on or off (on)
  PORTARIA_APPROVAL               on: a second operator approves what changes much (off)
'

case "${1-}" in
  '') ;;
  -h | --help)
    printf '%s' "$usage"
    exit
    ;;
  *)
    printf 'npm start does not know "%s".\n\n%s' "$*" "$usage" >&2
    exit 2
    ;;
esac

node scripts/require-node.mjs
echo 'Compiling the program.'
npm run --silent build
echo 'Bundling the program.'
npm run --silent bundle
node scripts/build-console.mjs
exec node dist/tools/stack/main.js
