<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

use Portaria\Client\ConfigurationException;
use Portaria\Client\PemFiles;

final class SelfServiceTest extends ScriptedTestCase
{
    private const CERTIFICATES = '/api/account/certificates';
    private const SECRETS = '/api/account/credentials/' . self::CLIENT_ID . '/secrets';
    private const SIGNS = ['path' => self::CERTIFICATES, 'status' => 201, 'sign' => true];
    private const ROTATED = [
        'path' => self::SECRETS,
        'status' => 201,
        'body' => ['clientSecret' => 'ptr_the-next-secret'],
    ];

    public function testB60ARenewalSavesAKeyAndTheSignedCertificateWithItsChain(): void
    {
        $into = $this->newFiles();
        $this->server->queue(self::SIGNS);
        $renewed = $this->client()->selfService->renewCertificate($into);
        $saved = (string) file_get_contents($into->certFile);
        self::assertSame(2, substr_count($saved, 'BEGIN CERTIFICATE'));
        self::assertTrue(openssl_x509_check_private_key($saved, (string) file_get_contents($into->keyFile)));
        self::assertSame($renewed->fingerprint, openssl_x509_fingerprint($saved, 'sha256'));
    }

    public function testB60WithAPassphraseTheNewKeyIsEncrypted(): void
    {
        $into = $this->newFiles('a passphrase');
        $this->server->queue(self::SIGNS);
        $client = $this->client();
        $client->selfService->renewCertificate($into);
        self::assertStringContainsString('ENCRYPTED', (string) file_get_contents($into->keyFile));
        self::assertSame(200, $client->call('/cob/1')->status);
    }

    public function testB61TheKeyFileIsReadableByItsOwnerOnlyAndTheKeyIsNeverSent(): void
    {
        $into = $this->newFiles();
        $this->server->queue(self::SIGNS);
        $this->client()->selfService->renewCertificate($into);
        self::assertSame(0o600, fileperms($into->keyFile) & 0o777);
        $received = json_encode($this->server->requests(), JSON_THROW_ON_ERROR);
        self::assertStringContainsString('CERTIFICATE REQUEST', $received);
        self::assertStringNotContainsString('PRIVATE KEY', $received);
    }

    public function testB69ACertificateOfAnotherCaIsLinkedThenUsedWithItsKeyAndANewToken(): void
    {
        $folder = $this->copyOfFiles();
        $pem = (string) file_get_contents("$folder/renewed.pem");
        file_put_contents("$folder/both.pem", $pem . file_get_contents("$folder/renewed.key"));
        $client = $this->client();
        $link = fn (string $key) => $client->selfService->linkCertificate(new PemFiles("$folder/both.pem", "$folder/$key"));
        $this->assertHas($this->failureOf(fn () => $link('client.key')), option: 'certificate.keyFile');
        self::assertSame([], $this->server->requests());
        $this->server->queue(['path' => self::CERTIFICATES, 'status' => 201, 'body' => ['fingerprint' => 'ab12']]);
        $linked = $link('renewed.key');
        self::assertSame('ab12', $linked->fingerprint);
        [$sent] = $this->server->requests(self::CERTIFICATES);
        self::assertSame(['pem' => trim($pem)], json_decode($sent['body'], true));
        $client->call('/cob/1');
        [$called] = $this->server->requests('/cob/1');
        $next = openssl_x509_fingerprint($pem, 'sha256');
        self::assertSame([$linked->previousFingerprint, $next], [$sent['fingerprint'], $called['fingerprint']]);
        self::assertSame(['Bearer token-2'], $this->sentTokens('/cob/1'));
        $received = json_encode($this->server->requests(), JSON_THROW_ON_ERROR);
        self::assertStringNotContainsString('PRIVATE KEY', $received);
    }

    public function testB62IfOneOfTheFilesExistsNothingIsSentAndItStays(): void
    {
        foreach (['certFile', 'keyFile'] as $name) {
            $into = $this->newFiles();
            file_put_contents($into->$name, 'kept');
            $problem = $this->failureOf(fn () => $this->client()->selfService->renewCertificate($into));
            self::assertInstanceOf(ConfigurationException::class, $problem);
            $this->assertHas($problem, option: "into.$name");
            self::assertSame('kept', file_get_contents($into->$name));
            self::assertNotSame(file_exists($into->certFile), file_exists($into->keyFile));
        }
        self::assertSame([], $this->server->requests());
    }

    public function testB63IfARenewalIsRejectedItsFilesAreDeletedAndTheCertificateStays(): void
    {
        $into = $this->newFiles();
        $client = $this->client();
        $body = ['code' => 'conflict', 'detail' => 'no CA'];
        $this->server->queue(['path' => self::CERTIFICATES, 'status' => 409, 'body' => $body]);
        $problem = $this->failureOf(fn () => $client->selfService->renewCertificate($into));
        $this->assertHas($problem, errorCode: 'conflict');
        self::assertFalse(file_exists($into->certFile) || file_exists($into->keyFile));
        $client->call('/cob/1');
        self::assertCount(1, array_unique(array_column($this->server->requests(), 'fingerprint')));
    }

    public function testB64AfterARenewalTheNewCertificateIsUsedAndThePreviousCanBeUnlinked(): void
    {
        $client = $this->client();
        $this->server->queue(self::SIGNS);
        $renewed = $client->selfService->renewCertificate($this->newFiles());
        $client->selfService->unlinkCertificate($renewed->previousFingerprint);
        $path = self::CERTIFICATES . '/' . $renewed->previousFingerprint;
        [$unlinked] = $this->server->requests($path);
        self::assertSame(['DELETE', $renewed->fingerprint], [$unlinked['method'], $unlinked['fingerprint']]);
        self::assertSame(['Bearer token-2'], $this->sentTokens($path));
        $tokens = array_column($this->server->requests(self::TOKEN_PATH), 'fingerprint');
        self::assertSame([$renewed->previousFingerprint, $renewed->fingerprint], $tokens);
    }

    public function testB65ARotationAsksForAnOverlapAndUsesTheNewSecretAfterItWasSaved(): void
    {
        $client = $this->client();
        $this->server->queue(self::ROTATED);
        $saved = [];
        $client->selfService->rotateSecret(function (string $secret) use ($client, &$saved): void {
            $client->token();
            $saved[] = $secret;
        }, overlapSeconds: 86_400);
        self::assertSame(['ptr_the-next-secret'], $saved);
        [$request] = $this->server->requests(self::SECRETS);
        self::assertSame('{"overlapSeconds":86400}', $request['body']);
        $client->token();
        $secretIn = static fn (array $each): string => json_decode($each['body'], true)['clientSecret'];
        $secrets = array_map($secretIn, $this->server->requests(self::TOKEN_PATH));
        self::assertSame([self::CLIENT_SECRET, 'ptr_the-next-secret'], $secrets);
    }

    public function testB66IfTheProgramCannotSaveTheNewSecretThePreviousOneIsKept(): void
    {
        $client = $this->client();
        $this->server->queue(self::ROTATED);
        $save = static fn () => throw new \RuntimeException('the disk is full');
        try {
            $client->selfService->rotateSecret($save);
            self::fail('there was no failure');
        } catch (\RuntimeException $problem) {
            self::assertSame('the disk is full', $problem->getMessage());
        }
        self::assertSame('{}', $this->server->requests(self::SECRETS)[0]['body']);
        $client->token();
        self::assertCount(1, $this->server->requests(self::TOKEN_PATH));
    }

    public function testB67AfterARotationThePreviousSecretCanBeRevoked(): void
    {
        $client = $this->client();
        $secrets = [['id' => '11', 'ofThisToken' => true], ['id' => '12', 'ofThisToken' => false]];
        $items = [
            ['clientId' => 'account-1-ffffffff', 'secrets' => [['id' => '9', 'ofThisToken' => false]]],
            ['clientId' => self::CLIENT_ID, 'secrets' => $secrets],
        ];
        $this->server->queue(self::ROTATED, ['path' => '/api/account/credentials', 'body' => ['items' => $items]]);
        $rotated = $client->selfService->rotateSecret(static fn () => null);
        self::assertSame(['11'], $rotated->previousSecretIds);
        $client->selfService->revokeSecret('11');
        $client->selfService->revokeSecret('11', force: true);
        $sent = array_map(
            static fn (array $each): array => [$each['method'], parse_url($each['path'], PHP_URL_QUERY)],
            $this->server->requests(self::SECRETS . '/11'),
        );
        self::assertSame([['DELETE', null], ['DELETE', 'force=true']], $sent);
        self::assertSame(['Bearer token-2', 'Bearer token-2'], $this->sentTokens(self::SECRETS . '/11'));
    }

    public function testB68EachChangeHasAnIdempotencyKeyWhichStaysWhenItIsRepeated(): void
    {
        $client = $this->client(timing: new ManualTiming());
        for ($round = 0; $round < 2; $round += 1) {
            $busy = ['path' => self::SECRETS, 'status' => 503, 'headers' => ['Retry-After' => '1']];
            $this->server->queue($busy, self::ROTATED);
            $client->selfService->rotateSecret(static fn () => null);
        }
        $keyOf = static fn (array $each): string => $each['headers']['idempotency-key'];
        $keys = array_map($keyOf, $this->server->requests(self::SECRETS));
        self::assertCount(4, $keys);
        self::assertSame([$keys[1], $keys[3]], [$keys[0], $keys[2]]);
        self::assertNotSame($keys[0], $keys[2]);
        self::assertMatchesRegularExpression('/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/', $keys[0]);
    }

    private function newFiles(?string $passphrase = null): PemFiles
    {
        $folder = $this->newFolder();
        return new PemFiles("$folder/next.pem", "$folder/next.key", $passphrase);
    }
}
