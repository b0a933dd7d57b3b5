#!/bin/sh
# The command line, with the settings of this host unless the caller names others.
if [ -z "${PORTARIA_ENV_FILE+x}" ] && [ -e /etc/portaria/portaria.env ]; then
  export PORTARIA_ENV_FILE=/etc/portaria/portaria.env
fi
exec /usr/lib/portaria/node --enable-source-maps /usr/lib/portaria/dist/bundle/cli.js "$@"
