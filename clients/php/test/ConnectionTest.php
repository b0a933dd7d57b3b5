<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

use Portaria\Client\ConfigurationException;
use Portaria\Client\ConnectionException;
use Portaria\Client\PemFiles;
use Portaria\Client\Pkcs12File;
use Portaria\Client\PortariaClient;

final class ConnectionTest extends ScriptedTestCase
{
    public function testB1CertificateAndKeyAreReadFromTwoPemFiles(): void
    {
        $this->assertTokenWith($this->server->pair('client'));
    }

    public function testB2AnEncryptedKeyInPemIsReadWithItsPassphrase(): void
    {
        $files = fn (string $passphrase): PemFiles =>
            new PemFiles($this->server->file('client.pem'), $this->server->file('client-encrypted.key'), $passphrase);
        $this->assertTokenWith($files($this->server->passphrase));
        $wrong = $this->failureOf(fn () => $this->client(certificate: $files('wrong'))->token());
        $this->assertHas($wrong, option: 'certificate.keyFile');
    }

    public function testB3AnEncryptedPkcs12FileIsReadWithItsPassphrase(): void
    {
        $file = $this->server->file('client.p12');
        $this->assertTokenWith(new Pkcs12File($file, $this->server->passphrase));
        $wrong = $this->failureOf(fn () => $this->client(certificate: new Pkcs12File($file, 'wrong'))->token());
        $this->assertHas($wrong, option: 'certificate.pfxFile');
    }

    public function testB4APkcs12FileWithoutAPassphraseIsRead(): void
    {
        $this->assertTokenWith(new Pkcs12File($this->server->file('client-open.p12')));
    }

    public function testB5AServerCertificateOfAnotherCaIsRejected(): void
    {
        foreach ([$this->server->file('other-ca.pem'), null] as $caFile) {
            $problem = $this->failureOf(fn () => $this->client(caFile: $caFile)->token());
            self::assertInstanceOf(ConnectionException::class, $problem);
            $this->assertHas($problem, errorCode: '60');
        }
        self::assertSame([], $this->server->requests());
    }

    public function testB6AWrongOptionOrFileIsAnErrorThatNamesIt(): void
    {
        $file = $this->server->file(...);
        $pem = static fn (string $cert, string $key): PemFiles => new PemFiles($file($cert), $file($key));
        $wrong = [
            ['url', ['url' => 'http://localhost']],
            ['url', ['url' => 'localhost']],
            ['url', ['url' => 'https://user:password@localhost']],
            ['clientId', ['clientId' => '']],
            ['clientSecret', ['clientSecret' => '']],
            ['clientSecret', ['clientSecret' => "\xff"]],
            ['caFile', ['caFile' => '']],
            ['certificate.certFile', ['certificate' => new PemFiles('', '')]],
            ['certificate.pfxFile', ['certificate' => new Pkcs12File('')]],
            ['apiUrl', ['apiUrl' => 'http://api.example.com']],
            ['timeoutSeconds', ['timeoutSeconds' => 0]],
            ['maxWaitSeconds', ['maxWaitSeconds' => -1]],
            ['certificate.certFile', ['certificate' => $pem('missing.pem', 'client.key')]],
            ['certificate.certFile', ['certificate' => $pem('client.key', 'client.key')]],
            ['certificate.keyFile', ['certificate' => $pem('client.pem', 'client.pem')]],
            ['certificate.keyFile', ['certificate' => $pem('client.pem', 'renewed.key')]],
            ['certificate.keyFile', ['certificate' => $pem('client.pem', 'client-encrypted.key')]],
            ['certificate.pfxFile', ['certificate' => new Pkcs12File($file('client.pem'))]],
            ['certificate.pfxFile', ['certificate' => new Pkcs12File($file('client.p12'))]],
            ['caFile', ['caFile' => $file('missing.pem')]],
            ['caFile', ['caFile' => $file('client.key')]],
        ];
        foreach ($wrong as [$option, $options]) {
            $problem = $this->failureOf(fn () => $this->client(...$options)->token());
            self::assertInstanceOf(ConfigurationException::class, $problem, $option);
            $this->assertHas($problem, option: $option);
            self::assertMatchesRegularExpression("/^$option .+\\.$/", $problem->getMessage());
        }
        self::assertSame([], $this->server->requests());
        self::assertFalse(openssl_error_string(), 'what OpenSSL noted is not left to the program');
    }

    public function testB7CallsOneAfterAnotherUseTheSameConnection(): void
    {
        $client = $this->client();
        foreach (['/cob/1', '/cob/2', '/cob/3'] as $path) {
            $client->call($path);
        }
        $client->call('/cob/4', 'POST', json: ['valor' => '1.00']);
        $client->call('/cob/5', 'HEAD');
        $client->call('/cob/6', 'DELETE');
        $connections = array_column($this->server->requests(), 'connection');
        self::assertCount(7, $connections);
        self::assertCount(1, array_unique($connections));
    }

    public function testB8IfTheServerClosedAKeptConnectionASafeRequestIsSentOnceMore(): void
    {
        $client = $this->client();
        $client->token();
        $this->server->queue(['path' => '/cob/1', 'close' => true]);
        self::assertSame(200, $client->call('/cob/1')->status);
        self::assertCount(2, $this->server->requests('/cob/1'));
        // On a new connection there is a fault of another kind: it is not tried for ever.
        $this->server->queue(['path' => '/cob/2', 'close' => true], ['path' => '/cob/2', 'close' => true]);
        self::assertInstanceOf(ConnectionException::class, $this->failureOf(fn () => $client->call('/cob/2')));
        self::assertCount(2, $this->server->requests('/cob/2'));
    }

    public function testB8ARequestThatIsNotSafeToRepeatIsSentOnce(): void
    {
        $client = $this->client();
        $bodies = [['json' => []], ['body' => str_repeat('0123456789', 100_000)], [], ['body' => '']];
        foreach ($bodies as $number => $body) {
            $client->call('/cob/kept');
            $this->server->queue(['path' => "/cob/$number", 'close' => true]);
            $problem = $this->failureOf(fn () => $client->call("/cob/$number", 'POST', ...$body));
            self::assertInstanceOf(ConnectionException::class, $problem);
            self::assertCount(1, $this->server->requests("/cob/$number"));
        }
        $client->call('/cob/kept');
        $this->server->queue(['path' => '/cob/key', 'close' => true]);
        $headers = ['Idempotency-Key' => 'one'];
        self::assertSame(200, $client->call('/cob/key', 'POST', json: [], headers: $headers)->status);
        self::assertCount(2, $this->server->requests('/cob/key'));
    }

    public function testB9IfTheFilesChangeTheNextCallHasANewConnectionAndANewToken(): void
    {
        [$client, $folder] = $this->changingClient();
        $client->call('/cob/1');
        rename("$folder/renewed.key", "$folder/client.key");
        rename("$folder/renewed.pem", "$folder/client.pem");
        $client->call('/cob/2');
        [[$first], [$second]] = [$this->server->requests('/cob/1'), $this->server->requests('/cob/2')];
        self::assertNotSame($first['fingerprint'], $second['fingerprint']);
        self::assertNotSame($first['connection'], $second['connection']);
        self::assertSame(['Bearer token-1'], $this->sentTokens('/cob/1'));
        self::assertSame(['Bearer token-2'], $this->sentTokens('/cob/2'));
        $tokens = array_column($this->server->requests(self::TOKEN_PATH), 'fingerprint');
        self::assertSame([$first['fingerprint'], $second['fingerprint']], $tokens);
    }

    public function testB10IfTheFilesDoNotBelongTogetherThePreviousOnesAreKept(): void
    {
        $problems = [];
        [$client, $folder] = $this->changingClient(static function (object $problem) use (&$problems): void {
            $problems[] = $problem->option;
        });
        $client->call('/cob/1');
        copy("$folder/renewed.key", "$folder/client.key");
        $client->call('/cob/2');
        // The same files again are not reported again.
        $client->call('/cob/2');
        file_put_contents("$folder/client.pem", '');
        $client->call('/cob/3');
        copy("$folder/renewed.pem", "$folder/client.pem");
        $client->call('/cob/4');
        $of = fn (string $path): string => $this->server->requests($path)[0]['fingerprint'];
        self::assertSame([$of('/cob/1'), $of('/cob/1')], [$of('/cob/2'), $of('/cob/3')]);
        self::assertNotSame($of('/cob/1'), $of('/cob/4'));
        self::assertSame(['certificate.keyFile', 'certificate.certFile'], $problems);
    }

    public function testB10WithoutOnProblemTheProblemIsInTheErrorLog(): void
    {
        [$client, $folder] = $this->changingClient();
        $client->token();
        unlink("$folder/client.key");
        $log = ini_set('error_log', "$folder/log");
        try {
            $client->token();
            $client->token();
        } finally {
            ini_set('error_log', (string) $log);
        }
        $line = '/^\[.+\] portaria: certificate\.keyFile cannot be read: check the path and its permissions\.\n$/';
        self::assertMatchesRegularExpression($line, (string) file_get_contents("$folder/log"));
    }

    public function testB11IfThereIsNoResponseWithinTheTimeLimitTheErrorSaysSo(): void
    {
        $this->server->queue(['path' => self::TOKEN_PATH, 'delayMs' => 2000]);
        $problem = $this->failureOf(fn () => $this->client(timeoutSeconds: 0.2)->token());
        self::assertInstanceOf(ConnectionException::class, $problem);
        $this->assertHas($problem, errorCode: '28');
        self::assertStringContainsString('no response within 0.2 seconds', $problem->getMessage());
    }

    private function assertTokenWith(PemFiles|Pkcs12File $certificate): void
    {
        self::assertSame('token-1', $this->client(certificate: $certificate)->token());
        [$request] = $this->server->requests(self::TOKEN_PATH);
        self::assertMatchesRegularExpression('/^[0-9a-f]{64}$/', $request['fingerprint']);
    }

    /** @return array{PortariaClient, string} A client, and its folder, whose files the test may change. */
    private function changingClient(?callable $onProblem = null): array
    {
        $folder = $this->copyOfFiles();
        $certificate = new PemFiles("$folder/client.pem", "$folder/client.key");
        return [$this->client(certificate: $certificate, onProblem: $onProblem), $folder];
    }
}
