#!/bin/sh
# The command line, with the settings of this host unless the caller names others. A user who may not see them is told so.
folder=/etc/portaria
if [ -z "${PORTARIA_ENV_FILE+x}" ] && { [ -e $folder/portaria.env ] || { [ -d $folder ] && [ ! -x $folder ]; }; }; then
  export PORTARIA_ENV_FILE=$folder/portaria.env
fi
exec /usr/lib/portaria/current/node --enable-source-maps /usr/lib/portaria/current/dist/bundle/cli.js "$@"
