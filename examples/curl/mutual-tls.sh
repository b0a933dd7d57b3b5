#!/bin/sh
# Calls an API with a token, both over mutual TLS: sh mutual-tls.sh /cob/abc123 /cob/abc124
# Requests one token for all calls, renews it five minutes before it expires, and waits after 429 and 503.
# Without a path, prints the token. If something fails, says why on standard error and ends with 1. Needs curl.
set -eu

: "$PORTARIA_URL" "$PORTARIA_CLIENT_ID" "$PORTARIA_CLIENT_SECRET" "$PORTARIA_CLIENT_CERT" "$PORTARIA_CLIENT_KEY"
attempts=5
wait_seconds=60 # in total, for one request
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT

# Escapes quotes and backslashes of a custom secret.
json_string() {
  printf '%s' "$1" | sed 's/[\\"]/\\&/g; s/.*/"&"/'
}

# Sets status and body. The first argument is what curl reads from standard input: other users of the machine
# can read the command line, so neither secret nor token is there.
send() {
  input=$1
  shift
  attempt=1
  waited=0
  while :; do
    # PORTARIA_CA_CERT: only if this machine does not trust the CA of the server's certificate.
    answer=$(
      printf '%s\n' "$input" |
        curl --silent --show-error --max-time 30 \
          ${PORTARIA_CA_CERT:+--cacert "$PORTARIA_CA_CERT"} \
          --cert "$PORTARIA_CLIENT_CERT" --key "$PORTARIA_CLIENT_KEY" \
          --dump-header "$headers" --write-out '\n%{http_code}' "$@"
    ) || exit 1
    status=${answer##*
}
    body=${answer%
*}
    case $status in 429 | 503) ;; *) return ;; esac
    seconds=$(sed -nE 's/^[Rr]etry-[Aa]fter: *0*([0-9]{1,6}).*/\1/p' "$headers")
    waited=$((waited + ${seconds:-1}))
    if [ "$attempt" -ge "$attempts" ] || [ "$waited" -gt "$wait_seconds" ]; then return; fi
    sleep "${seconds:-1}"
    attempt=$((attempt + 1))
  done
}

fail() {
  printf '%s: HTTP %s\n%s\n' "$1" "$status" "$body" >&2
  exit 1
}

token=
renew_at=0

# Sets token: the previous one until five minutes before its end, or until half of a short lifetime.
get_token() {
  now=$(date +%s)
  if [ -n "$token" ] && [ "$now" -lt "$renew_at" ]; then return; fi
  id=$(json_string "$PORTARIA_CLIENT_ID")
  secret=$(json_string "$PORTARIA_CLIENT_SECRET")
  send "{\"clientId\":$id,\"clientSecret\":$secret}" \
    --header 'Content-Type: application/json' --data-binary @- "$PORTARIA_URL/api/auth/token"
  if [ "$status" != 201 ]; then fail 'No token'; fi
  token=$(printf '%s\n' "$body" | sed -nE 's/.*"access_token":"([^"]+)".*/\1/p')
  lifetime=$(printf '%s\n' "$body" | sed -nE 's/.*"expires_in":([0-9]+).*/\1/p')
  if [ "$lifetime" -gt 600 ]; then renew_at=$((now + lifetime - 300)); else renew_at=$((now + lifetime / 2)); fi
}

# GET over the certificate that the token is bound to. After a 401, once more with a new token.
call_api() {
  get_token
  send "Authorization: Bearer $token" --header @- "$PORTARIA_URL$1"
  if [ "$status" = 401 ]; then
    token=
    get_token
    send "Authorization: Bearer $token" --header @- "$PORTARIA_URL$1"
  fi
  case $status in 2??) printf '%s\n' "$body" ;; *) fail "GET $1" ;; esac
}

if [ $# -eq 0 ]; then
  get_token
  printf '%s\n' "$token"
fi
for path in "$@"; do call_api "$path"; done
