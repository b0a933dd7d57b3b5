#!/bin/sh
# A token over mutual TLS: the certificate and its private key are proved in the TLS handshake.
# Needs curl. Prints the answer; when there is no token, says why on standard error and ends with 1.
set -eu

# One field of the one-line JSON answer, as it stands there.
field() {
  sed -nE "s/.*\"$1\":(\"([^\"\\\\]|\\\\.)*\"|\\[[^]]*\\]|[0-9]+).*/\\1/p"
}

# A chosen secret may hold quotes and backslashes.
json_string() {
  printf '%s' "$1" | sed 's/[\\"]/\\&/g; s/.*/"&"/'
}

client_id=$(json_string "$PORTARIA_CLIENT_ID")
client_secret=$(json_string "$PORTARIA_CLIENT_SECRET")

# The body goes through standard input: on curl's command line every user of this machine could read the secret.
# PORTARIA_CA_CERT is only needed where the server's certificate is not one that this machine trusts anyway.
answer=$(
  printf '{"clientId":%s,"clientSecret":%s}' "$client_id" "$client_secret" |
    curl --silent --show-error --max-time 30 \
      ${PORTARIA_CA_CERT:+--cacert "$PORTARIA_CA_CERT"} \
      --cert "$PORTARIA_CLIENT_CERT" --key "$PORTARIA_CLIENT_KEY" \
      --header 'Content-Type: application/json' --data-binary @- \
      --write-out '\n%{http_code}' \
      "$PORTARIA_URL/api/auth/token"
)
status=${answer##*
}
body=${answer%
*}

if [ "$status" != 201 ]; then
  {
    echo "No token: HTTP $status"
    for name in message hint requestId; do
      value=$(printf '%s\n' "$body" | field "$name")
      if [ -n "$value" ]; then echo "$name: $value"; fi
    done
  } >&2
  exit 1
fi
printf '%s\n' "$body"
