#!/bin/sh
# Moves this host to another release, one process at a time: the others answer meanwhile.
set -eu

lib=/usr/lib/portaria
settings=/etc/portaria/portaria.env
# NGINX tries a process that refused a connection again after 10 s (PORTARIA_UPSTREAM_PARAMETERS).
nginx_pause=12
ready_within=${PORTARIA_READY_SECONDS:-90}
# The command line refuses a setting that it does not know.
unset PORTARIA_READY_SECONDS

usage() {
  cat <<'TEXT'
Usage: portaria-upgrade [--back | --restart | --list | <release>]

Moves the processes of this host to the release that the package installed, or to another one that is kept: migrates
the database, restarts one process after the other, renders the NGINX templates, and reloads NGINX. If a step fails,
it stops, and this host keeps the release that it had.

  --back      return to the release before: NGINX first, then the processes
  --restart   restart the processes with the release that runs, for example after a changed setting
  --list      list the releases that are kept

PORTARIA_READY_SECONDS: how long a process may take until it is ready (90).
TEXT
}

say() { echo "portaria-upgrade: $*"; }
fail() {
  say "$*" >&2
  exit 1
}

# The name of the release to which a link of the folder leads.
release_at() { basename "$(readlink "$lib/$1")"; }

# Replaces the link in one step: a process that starts at this moment finds one of the two.
use_release() {
  ln -sfn "releases/$1" "$lib/.current"
  mv -T "$lib/.current" "$lib/current"
}

list_releases() {
  for folder in "$lib"/releases/*; do
    release=${folder##*/}
    mark=
    [ "$release" != "$running" ] || mark=' (runs)'
    [ "$release" != "$(cat "$lib/packaged/RELEASE" 2>/dev/null)" ] || mark="$mark (installed)"
    echo "$release$mark"
  done
}

units_of() {
  for pattern in 'portaria@*.service' 'portaria-issue*.service' 'portaria-manage*.service'; do
    systemctl list-units --plain --no-legend --state=active,activating "$pattern" | cut -d ' ' -f 1
  done
}

# Where the process of a unit listens, by its environment and the settings.
address_of() {
  environment=$(tr '\0' '\n' <"/proc/$(systemctl show -P MainPID "$1")/environ" 2>/dev/null) || return 1
  of_setting() {
    value=$(echo "$environment" | sed -n "s/^$1=//p")
    [ -n "$value" ] || value=$(sed -n "s/^$1=//p" "$settings" | tail -n 1)
    echo "${value:-$2}"
  }
  echo "$(of_setting PORTARIA_HOST 127.0.0.1 | sed 's/^0\.0\.0\.0$/127.0.0.1/'):$(of_setting PORTARIA_PORT 3000)"
}

is_ready() {
  address=$(address_of "$1") || return 1
  "$lib/current/node" -e \
    'fetch(process.argv[1], { signal: AbortSignal.timeout(3000) }).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' \
    "http://$address/healthz/ready"
}

runs_target() {
  [ "$(readlink "/proc/$(systemctl show -P MainPID "$1")/cwd")" = "$lib/releases/$target" ] && is_ready "$1"
}

restart_unit() {
  systemctl restart "$1"
  deadline=$(($(date +%s) + ready_within))
  until is_ready "$1"; do
    [ "$(date +%s)" -lt "$deadline" ] || return 1
    sleep 0.5
  done
}

# Leaves this host with the release that it had. NGINX gets its templates back if it had got the others already.
put_back() {
  [ "$target" != "$running" ] || return 0
  use_release "$running"
  if [ "$nginx_has" = "$target" ]; then
    reload_nginx "$running" || say "NGINX was not reloaded with the templates of $running."
  fi
}

migrate() {
  if [ ! -e /etc/portaria/secrets/migration-database-url ]; then
    say 'the login that migrates is not on this host. Not migrated.'
    return 0
  fi
  say 'migrating the database'
  systemctl start portaria-migrate
}

restart_all() {
  moved=
  for unit in $units; do
    if [ "$restart" = no ] && runs_target "$unit"; then continue; fi
    [ -z "$moved" ] || sleep "$nginx_pause"
    say "restarting $unit"
    restart_unit "$unit" || undo_restarts
    moved="$moved $unit"
  done
}

# A process is not ready with the release: it and those before it get back the one that they had.
undo_restarts() {
  [ "$target" != "$running" ] || fail "$unit is not ready. The other processes were not touched. See: journalctl -u $unit"
  put_back
  for other in $unit $moved; do
    [ "$other" = "$unit" ] || sleep "$nginx_pause"
    say "restarting $other with $running"
    restart_unit "$other" || say "$other is not ready. See: journalctl -u $other"
  done
  fail "$unit is not ready with $target, so this host has $running again. See: journalctl -u $unit"
}

# reload_nginx RELEASE: with its templates.
reload_nginx() {
  if ! systemctl is-active --quiet portaria-nginx; then return 0; fi
  say "rendering the NGINX templates of $1, and reloading NGINX"
  command_line "$1" nginx render >/dev/null || return 1
  nginx_has=$1
  systemctl reload portaria-nginx
}

command_line() {
  release=$1
  shift
  PORTARIA_ENV_FILE=$settings "$lib/releases/$release/node" "$lib/releases/$release/dist/bundle/cli.js" "$@"
}

# An upgrade replaces the processes first: they understand the templates of the release before. The release before need not
# understand the templates of the one after it.
replace_parts() {
  if [ "$back" = yes ]; then
    reload_nginx "$target" || {
      put_back
      fail "NGINX was not reloaded with the templates of $target, and no process was restarted."
    }
    restart_all
  else
    restart_all
    reload_nginx "$target" || fail "the processes run $target, and NGINX was not reloaded with its templates"
  fi
}

# Kept: what runs, what ran before, what is installed, and what a process was started from.
remove_old() {
  used=$(readlink /proc/[0-9]*/cwd 2>/dev/null || true)
  for folder in "$lib"/releases/*; do
    release=${folder##*/}
    case "$release" in "$target" | "$(release_at previous)" | "$(cat "$lib/packaged/RELEASE")") continue ;; esac
    if echo "$used" | grep -qxF "$folder"; then continue; fi
    rm -rf "$folder"
  done
}

running=$(release_at current)
nginx_has=$running
restart=no
back=no
case ${1-} in
  -h | --help) usage && exit 0 ;;
  --list) list_releases && exit 0 ;;
  --restart) target=$running restart=yes ;;
  --back)
    [ -e "$lib/previous" ] || fail 'no release before this one is kept.'
    target=$(release_at previous) back=yes
    ;;
  -*) usage >&2 && exit 2 ;;
  '') target=$(cat "$lib/packaged/RELEASE") ;;
  *) target=$1 ;;
esac
[ "$(id -u)" = 0 ] || fail 'it needs root.'
[ -d "$lib/releases/$target" ] || fail "there is no release $target. List them: portaria-upgrade --list"
exec 9>/run/portaria-upgrade.lock
flock -n 9 || fail 'it runs already.'

units=$(units_of)
say "from $running to $target"
[ "$(echo "$units" | grep -c .)" != 1 ] || say 'there is one process only: while it restarts, requests get 503.'
if systemctl is-active --quiet portaria-nginx; then
  command_line "$target" nginx render --dry-run >/dev/null || fail 'nothing was changed.'
fi
if [ "$target" != "$running" ]; then
  use_release "$target"
  migrate || {
    put_back
    fail "the migration failed, and no process was restarted. See: journalctl -u portaria-migrate"
  }
fi
[ "$target" = "$running" ] || ln -sfn "releases/$running" "$lib/previous"
replace_parts
remove_old
say "this host runs $target. Check it: portaria doctor"
