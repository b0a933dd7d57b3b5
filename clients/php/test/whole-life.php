<?php

declare(strict_types=1);

// What a merchant's program does with the client in its life, against the product; prints what came of it as JSON.
use Portaria\Client\PemFiles;
use Portaria\Client\PortariaClient;
use Portaria\Client\ResponseException;

require getenv('PORTARIA_CLIENT_PACKAGE') . '/autoload.php';

$clientOf = static fn (
    string $secret,
    PemFiles $certificate,
    string $contract = 'avista',
): PortariaClient => new PortariaClient(
    url: (string) getenv('PORTARIA_URL'),
    clientId: (string) getenv('PORTARIA_CLIENT_ID'),
    clientSecret: $secret,
    certificate: $certificate,
    contract: $contract,
    caFile: (string) getenv('PORTARIA_CA_CERT'),
);
$first = new PemFiles((string) getenv('PORTARIA_CLIENT_CERT'), (string) getenv('PORTARIA_CLIENT_KEY'));
$other = new PemFiles((string) getenv('OTHER_CLIENT_CERT'), (string) getenv('OTHER_CLIENT_KEY'));
$into = new PemFiles((string) getenv('NEW_CLIENT_CERT'), (string) getenv('NEW_CLIENT_KEY'));
$secret = (string) getenv('PORTARIA_CLIENT_SECRET');

$client = $clientOf($secret, $first);
$found = ['token' => $client->token()];
$linked = $client->selfService->linkCertificate($other);
$renewed = $client->selfService->renewCertificate($into);
$client->selfService->unlinkCertificate($renewed->previousFingerprint);
$found['fingerprints'] = [$linked->previousFingerprint, $renewed->previousFingerprint, $renewed->fingerprint];
$found['tokenOfNewCertificate'] = $client->token();
$saved = '';
$rotated = $client->selfService->rotateSecret(static function (string $secret) use (&$saved): void {
    $saved = $secret;
});
$found['previousSecretIds'] = $rotated->previousSecretIds;
foreach ($rotated->previousSecretIds as $id) {
    $client->selfService->revokeSecret($id, force: true);
}
$found['account'] = $client->selfService->account();
try {
    $clientOf($secret, $into)->token();
} catch (ResponseException $problem) {
    $found['failure'] = ['status' => $problem->status, 'requestId' => $problem->requestId];
}
$found['tokenOfNewSecret'] = $clientOf($saved, $into)->token();
$found['tokenOfPix'] = $clientOf($saved, $into, 'pix')->token();
echo json_encode($found, JSON_THROW_ON_ERROR);
