/**
 * What the doctor can find, in English: what is wrong, then how to correct it. The page of the documentation that reads
 * certificates in the browser has the same sentences. `{name}` is a value of the finding.
 */
type Text = readonly [what: string, fix: string];

export const englishTexts = {
  // Files.
  file_unreadable: ['{file} cannot be read ({reason}).', 'Check the path and its permissions.'],
  file_too_large: ['{file} is larger than {limit}.', 'Pass a file that has only the certificate or the key.'],
  file_empty: ['{file} is empty.', 'Save it again from where you received it.'],
  file_is_der: [
    '{file} is a binary certificate (DER), and programs expect text (PEM).',
    'Convert it: openssl x509 -inform DER -in FILE -out client.pem',
  ],
  key_is_der: [
    '{file} is a binary private key (DER), and programs expect text (PEM).',
    'Convert it: openssl pkey -inform DER -in FILE -out client.key',
  ],
  file_is_pkcs12: [
    '{file} is a PKCS#12 file (.p12 or .pfx), not PEM.',
    'Pass it with --pfx, or split it: openssl pkcs12 -in FILE -clcerts -nokeys -out client.pem',
  ],
  file_is_pkcs7: [
    '{file} is a PKCS#7 file (.p7b), which has certificates and no key.',
    'Unpack it: openssl pkcs7 -inform DER -print_certs -in FILE -out client.pem',
  ],
  file_is_request: [
    '{file} is a signing request (CSR), not a certificate.',
    'Use the certificate that the CA issued for it.',
  ],
  file_without_certificate: [
    '{file} has no certificate in PEM.',
    'Pass the file with the lines BEGIN CERTIFICATE and END CERTIFICATE.',
  ],
  file_without_key: [
    '{file} has no private key in PEM.',
    'Pass the file with the lines BEGIN PRIVATE KEY and END PRIVATE KEY.',
  ],
  files_swapped: ['Certificate and key are swapped: {file} has the key.', 'Swap the two files.'],
  pem_cut_off: [
    'The end of {file} is missing.',
    'Copy all of it, including the line that begins with -----END.',
  ],
  pem_line_breaks_lost: [
    '{file} has lost its line breaks.',
    'Save it again with them; in an environment variable, turn each \\n back into a line break.',
  ],
  pem_damaged: [
    'The text between BEGIN and END in {file} is damaged.',
    'Save it again from where you received it.',
  ],
  header_plus_encoded: [
    '{file} is a form-encoded header value: its spaces became plus signs.',
    'Percent-encode the PEM (RFC 3986), where a space is %20 and a plus sign is %2B.',
  ],
  header_twice_encoded: ['{file} is a header value that was percent-encoded twice.', 'Encode the PEM once.'],
  header_value: [
    '{file} is a percent-encoded header value.',
    'It was decoded for this check; for mutual TLS, programs need the PEM itself.',
  ],
  // Key.
  key_in_certificate_file: [
    '{file} has both the certificate and the private key.',
    'Keep the key in a separate file, and do not send that file to anyone.',
  ],
  key_missing: ['There is no private key.', 'Pass it with --key.'],
  key_encrypted: ['The key in {file} has a password.', 'Pass the password with --passphrase-file.'],
  passphrase_wrong: [
    'The password does not open {file}.',
    'Check it: every character, and no space around it.',
  ],
  key_is_openssh: [
    '{file} has a key in the format of OpenSSH.',
    'Use the key that was created with the signing request; an SSH key cannot be used for TLS.',
  ],
  key_unreadable: [
    'The private key in {file} cannot be read.',
    'Save it again, or convert it: openssl pkey -in FILE -out client.key',
  ],
  key_mismatch: [
    'The key does not belong to the certificate.',
    'Use the key that was created with the signing request of this certificate.',
  ],
  pfx_is_pem: ['{file} is PEM, not PKCS#12.', 'Pass it with --cert, and its key with --key.'],
  pfx_unreadable: [
    '{file} is not a PKCS#12 file with a certificate and a key.',
    'Pass the .p12 or .pfx file.',
  ],
  pfx_old_encryption: [
    '{file} uses old encryption that programs no longer read.',
    'Convert it: openssl pkcs12 -legacy -in FILE -out all.pem, then openssl pkcs12 -export -in all.pem -out new.p12',
  ],
  files_unusable: [
    'The TLS library does not accept these files ({reason}).',
    'Correct the other problems, or get a new certificate with a new key.',
  ],
  // Certificate.
  own_certificate_not_first: [
    'Your certificate is not the first one in {file}.',
    'Put it first, then the CA that signed it, then the CA of that CA.',
  ],
  chain_out_of_order: [
    'The certificates in {file} are not in order: {subject} was not signed by the one after it.',
    'Put your certificate first, then the CA that signed it, then the CA of that CA.',
  ],
  certificate_expired: ['The certificate expired on {date}.', 'Use the newer one, or renew it.'],
  certificate_not_yet_valid: [
    'The certificate is not valid until {date}.',
    'Use the previous one until then, and check the clock of this machine.',
  ],
  certificate_expires_soon: ['The certificate expires on {date} (days left: {days}).', 'Renew it now.'],
  intermediate_expired: [
    'The certificate of the CA {subject} expired on {date}.',
    'Ask your CA for its current chain.',
  ],
  certificate_is_ca: [
    'This is a CA certificate, not a client certificate.',
    'Use the client certificate that this CA has signed.',
  ],
  certificate_self_signed: [
    'No CA has signed this certificate.',
    'Get one from a CA that the gateway accepts, or ask the operator to sign one.',
  ],
  key_weak: [
    'The key of the certificate is too weak ({key}).',
    'Get a certificate with a new key: RSA of at least 2048 bits, P-256 or better, or Ed25519.',
  ],
  no_client_auth: [
    'The certificate is not for clients: its extended key usage has no clientAuth.',
    'Get a client certificate (TLS Web Client Authentication).',
  ],
  ca_without_certificate: [
    '{file} has no certificate of a CA in PEM.',
    "Pass the CA of the gateway's certificate in PEM.",
  ],
  // Connection.
  url_not_https: [
    '{url} does not begin with https://.',
    'Write the address as the operator gave it to you, such as https://auth.example.com.',
  ],
  host_unknown: ['The name {host} cannot be resolved.', 'Check its spelling and the DNS of this machine.'],
  connection_refused: ['Nothing listens at {host} on port {port}.', 'Check host and port with the operator.'],
  connection_timeout: [
    '{host} did not answer on port {port} within {seconds} seconds.',
    'Check host, port and the firewall for outgoing connections.',
  ],
  connection_failed: ['Cannot connect to {host} on port {port} ({reason}).', 'Check host, port and network.'],
  connection_closed: [
    '{host} closed the connection on port {port} without a response.',
    'Check the port, and whether a firewall or a proxy is in between.',
  ],
  plain_http: [
    'Port {port} of {host} speaks plain HTTP, not HTTPS.',
    'Use the port for mutual TLS that the operator gave you.',
  ],
  not_tls: [
    'Port {port} of {host} does not speak TLS.',
    'Use the port for mutual TLS that the operator gave you.',
  ],
  tls_version: [
    '{host} and this program have no TLS version or cipher in common.',
    'Check host and port; the gateway speaks TLS 1.2 and 1.3.',
  ],
  server_ca_unknown: [
    "The server's certificate is from a CA that this machine does not trust: {issuer}.",
    'Get the certificate of this CA from the operator, and pass it with --ca.',
  ],
  server_ca_in_file: [
    "The server's certificate is from a CA that this machine does not trust: {issuer}.",
    '{file} has the certificate of this CA: pass --ca {file}, if the operator gave it to you.',
  ],
  server_wrong_host: [
    "The server's certificate is for {names}, not for {host}.",
    'Use the host name that the operator gave you.',
  ],
  server_expired: [
    "The server's certificate has expired, by the clock of this machine.",
    'Check the clock; if it is right, tell the operator.',
  ],
  server_not_yet_valid: [
    "The server's certificate is not valid yet, by the clock of this machine.",
    'Check the clock; if it is right, tell the operator.',
  ],
  clock_behind: [
    'The clock of this machine is {seconds} seconds behind that of the server.',
    'Set it, and synchronize it with a time server (NTP).',
  ],
  clock_ahead: [
    'The clock of this machine is {seconds} seconds ahead of that of the server.',
    'Set it, and synchronize it with a time server (NTP).',
  ],
  client_ca_rejected: [
    'The server ended the handshake: it does not accept the CA of your certificate ({reason}).',
    'Check that this is the right certificate and server, and send the intermediates with it.',
  ],
  certificate_rejected: [
    'The server ended the handshake because of your certificate ({reason}).',
    'Check that this is the right certificate and server.',
  ],
  certificate_required: [
    'The server ended the handshake because no certificate arrived.',
    'Pass the certificate and its key.',
  ],
  // Whoami.
  not_the_gateway: [
    'The server answered, but not like the gateway (HTTP {status}).',
    'Check host, port and path: it must be the address for mutual TLS.',
  ],
  gateway_unavailable: [
    'The gateway does not answer at the moment (HTTP {status}).',
    'Try again in a minute, then tell the operator.',
  ],
  certificate_did_not_arrive: [
    'The certificate did not arrive at the gateway.',
    'Look for a proxy in between that terminates TLS, and use the address for mutual TLS.',
  ],
  other_certificate_arrived: [
    'Another certificate arrived at the gateway: {subject}.',
    'Look for a proxy in between that terminates TLS.',
  ],
  chain_missing: [
    'The gateway cannot build the chain of your certificate, and the file has no intermediates.',
    'Put the certificate of {issuer} after yours; if it is there already or is a root, ask the operator to accept this CA.',
  ],
  client_ca_not_trusted: [
    'The gateway does not accept the CA of your certificate: {issuer}.',
    'Use a certificate from a CA that it accepts, or ask the operator to accept this one.',
  ],
  certificate_not_trusted: [
    'The gateway does not accept the certificate ({reason}).',
    'Get a new certificate, or ask the operator.',
  ],
  not_linked: [
    'The certificate is not linked to any account.',
    'Send the operator its fingerprint, and ask to link it: {fingerprint}',
  ],
  client_id_of_other_account: [
    'The certificate is linked to account {accounts}, and the client id {clientId} does not belong to it.',
    'Check the client id, or ask the operator to link the certificate to its account.',
  ],
  certificate_accepted: ['The gateway accepts the certificate, which is linked to account {accounts}.', ''],
  client_id_matches: ['The client id {clientId} belongs to an account of the certificate.', ''],
} as const satisfies Record<string, Text>;

export type FindingCode = keyof typeof englishTexts;
export type FindingTexts = Readonly<Record<FindingCode, Text>>;
