#!/bin/sh
# A token with the certificate in the header X-SSL-Client-Cert, for credentials that are allowed to. The private key is
# not used: prefer mutual TLS wherever you can.
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

# Percent-encoding as RFC 3986 has it: a space is %20, a line break %0A. These five are all that occurs in a PEM beside
# letters, digits and "-". With jq at hand: jq -sRr @uri.
# Wrong: curl --data-urlencode and PHP's urlencode, which turn a space into "+".
percent_encode() {
  awk '{
    gsub(/\r/, ""); gsub(/ /, "%20"); gsub(/\+/, "%2B"); gsub(/\//, "%2F"); gsub(/=/, "%3D")
    printf "%s%%0A", $0
  }'
}

client_id=$(json_string "$PORTARIA_CLIENT_ID")
client_secret=$(json_string "$PORTARIA_CLIENT_SECRET")
# The client certificate alone: a file may hold its chain behind it, and remarks around it.
certificate=$(sed -n '/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/p; /-END CERTIFICATE-/q' "$PORTARIA_CLIENT_CERT")

# The body goes through standard input: on curl's command line every user of this machine could read the secret.
# PORTARIA_CA_CERT is only needed where the server's certificate is not one that this machine trusts anyway.
answer=$(
  printf '{"clientId":%s,"clientSecret":%s}' "$client_id" "$client_secret" |
    curl --silent --show-error --max-time 30 \
      ${PORTARIA_CA_CERT:+--cacert "$PORTARIA_CA_CERT"} \
      --header "X-SSL-Client-Cert: $(printf '%s\n' "$certificate" | percent_encode)" \
      --header 'Content-Type: application/json' --data-binary @- \
      --write-out '\n%{http_code}' \
      "$PORTARIA_HEADER_URL/api/auth/token"
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
