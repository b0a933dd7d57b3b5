# What the tests of containers share: a project with a name and ports of its own, its end, a load, and what is asked of it.
# Sourced by `run` and `upgrade`, from any folder.
# shellcheck shell=bash
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
read -ra compose_command <<<"${PORTARIA_COMPOSE:-docker compose}"

export COMPOSE_PROJECT_NAME=portaria-test-$$
export PORTARIA_IMAGE=portaria-test PORTARIA_VERSION=$$
port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
PORTARIA_TLS_PORT=$(port) PORTARIA_HEADER_PORT=$(port) PORTARIA_ADMIN_PORT=$(port)
# One client sends everything here.
PORTARIA_RATE_LIMIT=off
export PORTARIA_TLS_PORT PORTARIA_HEADER_PORT PORTARIA_ADMIN_PORT PORTARIA_RATE_LIMIT

work=$(mktemp -d)
load_pid=
at_fault=
own_containers=
: >"$work/ended"

compose() { "${compose_command[@]}" "$@"; }
quietly() { # quietly COMMAND...: its output is shown only when it fails
  "$@" >"$work/output" 2>&1 </dev/null || { local status=$?; tail -n 60 "$work/output" >&2; return "$status"; }
}

cleanup() {
  local status=$?
  trap - EXIT
  [[ -z $load_pid ]] || kill "$load_pid" 2>/dev/null || true
  if ((status != 0)); then
    echo "FAILED (status $status)" >&2
    # shellcheck disable=SC2086 # a list of services
    [[ ! -e $work/tree ]] || (cd "$work/tree" && compose ps -a && compose logs --tail 40 $at_fault) >&2 || true
  fi
  # shellcheck disable=SC2086 # a list of containers that a test started itself
  [[ -z $own_containers ]] || command docker rm -f $own_containers >/dev/null 2>&1 || true
  [[ ! -e $work/tree ]] || (cd "$work/tree" && compose --profile init --profile demo down -v --timeout 1) >/dev/null 2>&1 || true
  docker image rm "$PORTARIA_IMAGE:$PORTARIA_VERSION" >/dev/null 2>&1 || true
  rm -rf "$work"
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

step() { printf 'ok  %3d s  %s\n' "$SECONDS" "$*"; }
fail() { # fail SERVICES SENTENCE
  at_fault=$1
  shift
  printf 'not ok     %s\n' "$*" >&2
  exit 1
}

containers() { docker ps -q --no-trunc --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" \
  --filter "label=com.docker.compose.service=$1"; }
address() { # address CONTAINER NETWORK
  docker inspect -f "{{(index .NetworkSettings.Networks \"${COMPOSE_PROJECT_NAME}_$2\").IPAddress}}" "$1"
}
token() { # the command of README
  (
    # shellcheck disable=SC1091
    . .deployment/demo/demo.env
    curl -s --max-time 10 --cacert "$PORTARIA_CA_CERT" --cert "$PORTARIA_CLIENT_CERT" --key "$PORTARIA_CLIENT_KEY" \
      -H 'Content-Type: application/json' \
      -d "{\"clientId\":\"$PORTARIA_CLIENT_ID\",\"clientSecret\":\"$PORTARIA_CLIENT_SECRET\"}" \
      "$PORTARIA_URL/api/auth/token"
  )
}
expect_token() { # expect_token WHEN
  local answer
  answer=$(token) || fail 'nginx issue' "$1: curl ended with $?"
  [[ $answer == *'"access_token":"'* ]] || fail 'nginx issue' "$1: $answer"
}
sql() { compose exec -T -u postgres postgres psql -qAtX -d portaria -c "$1" </dev/null; }
start_load() {
  node "$repository/test/containers/load.mjs" .deployment/demo/demo.env >"$work/load" &
  load_pid=$!
  sleep 2
}
end_load() { # end_load WHAT
  local status=0
  sleep 2
  kill -TERM "$load_pid"
  wait "$load_pid" || status=$?
  load_pid=
  if ((status != 0)); then
    { compose logs --no-log-prefix nginx issue manage; cat "$work/ended"; } 2>/dev/null | grep -E '"status":5|"level":"(error|fatal)"' >&2 || true
    fail 'nginx issue' "$1: $(<"$work/load")"
  fi
  step "$1: $(<"$work/load")"
}

copy_tree() { # copy_tree FOLDER: the files of this tree, as they are now
  (cd "$repository" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [[ ! -e $file ]] || printf '%s\0' "$file"
  done | tar -cf - --null -T -) | tar -xf - -C "$1"
}

replace() { # replace [--back]: the command of this tree, in the current folder
  "$repository/deploy/compose/replace" "$@" >"$work/replace" 2>&1 || { cat "$work/replace" >&2; fail 'issue manage nginx' "deploy/compose/replace $*"; }
  ! grep 'did not end by itself' "$work/replace" >&2 || fail 'issue manage' 'a process had to be killed'
}
