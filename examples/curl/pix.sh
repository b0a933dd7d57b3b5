#!/bin/sh
# A token of POST /oauth/token, without a client certificate: for a credential that needs none there (policy none).
# Needs curl. Prints the answer; when there is no token, says why on standard error and ends with 1.
set -eu

# A chosen secret may hold quotes and backslashes.
json_string() {
  printf '%s' "$1" | sed 's/[\\"]/\\&/g; s/.*/"&"/'
}

client_id=$(json_string "$PORTARIA_OPEN_CLIENT_ID")
client_secret=$(json_string "$PORTARIA_OPEN_CLIENT_SECRET")

# The body goes through standard input: on curl's command line every user of this machine could read the secret.
answer=$(
  printf '{"clientId":%s,"clientSecret":%s}' "$client_id" "$client_secret" |
    curl --silent --show-error --max-time 30 \
      ${PORTARIA_CA_CERT:+--cacert "$PORTARIA_CA_CERT"} \
      --header 'Content-Type: application/json' --data-binary @- \
      --write-out '\n%{http_code}' \
      "$PORTARIA_URL/oauth/token"
)
status=${answer##*
}
body=${answer%
*}

if [ "$status" != 200 ]; then
  printf 'No token: HTTP %s\n%s\n' "$status" "$body" >&2
  exit 1
fi
printf '%s\n' "$body"
