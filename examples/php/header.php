<?php
// A token with the certificate in the header X-SSL-Client-Cert, for credentials that are allowed to. The private key is
// not used: prefer mutual TLS wherever you can.
// Needs PHP 8 with the curl extension. Prints the answer; when there is no token, says why and ends with 1.
declare(strict_types=1);

function fail(string ...$lines): never
{
    fwrite(STDERR, implode("\n", $lines) . "\n");
    exit(1);
}

function setting(string $name): string
{
    return getenv($name) ?: fail("No token: $name is not set");
}

// The client certificate alone: a file may hold its chain behind it, and remarks around it.
$file = setting('PORTARIA_CLIENT_CERT');
$block = '/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/';
if (preg_match($block, (string) file_get_contents($file), $certificate) !== 1) {
    fail("No token: there is no certificate in $file");
}

$call = curl_init(setting('PORTARIA_HEADER_URL') . '/api/auth/token');
curl_setopt_array($call, [
    CURLOPT_POST => true,
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
    CURLOPT_HTTPHEADER => [
        'Content-Type: application/json',
        // rawurlencode is percent-encoding as RFC 3986 has it: a space is %20.
        // Wrong: urlencode and http_build_query, which turn a space into "+".
        'X-SSL-Client-Cert: ' . rawurlencode($certificate[0]),
    ],
    CURLOPT_POSTFIELDS => json_encode([
        'clientId' => setting('PORTARIA_CLIENT_ID'),
        'clientSecret' => setting('PORTARIA_CLIENT_SECRET'),
    ], JSON_THROW_ON_ERROR),
]);
// Only needed where the server's certificate is not one that PHP trusts anyway.
if (getenv('PORTARIA_CA_CERT')) {
    curl_setopt($call, CURLOPT_CAINFO, getenv('PORTARIA_CA_CERT'));
}

$body = curl_exec($call);
if ($body === false) {
    fail('No token: ' . curl_error($call));
}
$status = curl_getinfo($call, CURLINFO_RESPONSE_CODE);
if ($status !== 201) {
    $answer = json_decode($body, true) ?? [];
    $lines = ["No token: HTTP $status", 'message: ' . implode('; ', (array) ($answer['message'] ?? $body))];
    if (isset($answer['hint'])) {
        $lines[] = "hint: {$answer['hint']}";
    }
    fail(...$lines, ...['requestId: ' . ($answer['requestId'] ?? 'none')]);
}
echo $body, "\n";
