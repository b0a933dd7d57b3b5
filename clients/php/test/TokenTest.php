<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

use Portaria\Client\ApcuTokenStore;
use Portaria\Client\FileTokenStore;
use Portaria\Client\Pkcs12File;
use Portaria\Client\TokenStore;

final class TokenTest extends ScriptedTestCase
{
    public function testB20TheFirstCallRequestsATokenAndTheNextCallsUseTheSame(): void
    {
        $client = $this->client();
        self::assertSame(['token-1', 'token-1'], [$client->token(), $client->token()]);
        [$request] = $this->server->requests(self::TOKEN_PATH);
        self::assertSame(1, $this->asked());
        self::assertSame('application/json', $request['headers']['content-type']);
        $body = json_decode($request['body'], true);
        self::assertSame(['clientId' => self::CLIENT_ID, 'clientSecret' => self::CLIENT_SECRET], $body);
    }

    public function testB20WithAStoreTheNextProcessUsesTheSameToken(): void
    {
        foreach ($this->stores() as $name => $store) {
            $this->server->reset();
            $tokens = [$this->client(tokenStore: $store)->token(), $this->client(tokenStore: $store)->token()];
            self::assertSame([['token-1', 'token-1'], 1], [$tokens, $this->asked()], $name);
            // Another secret, certificate or gateway has a token of its own.
            $this->client(tokenStore: $store, clientSecret: 'another')->token();
            $this->client(tokenStore: $store, certificate: $this->server->pair('renewed'))->token();
            $url = str_replace('localhost', '127.0.0.1', $this->server->url);
            $this->client(tokenStore: $store, url: $url)->token();
            self::assertSame(4, $this->asked(), $name);
        }
    }

    public function testB26WithTheContractPixATokenIsRequestedAtOauthToken(): void
    {
        $body = ['access_token' => 'of-pix', 'token_type' => 'Bearer', 'expires_in' => 3600, 'scope' => 'pix:read'];
        $this->server->queue(['path' => '/oauth/token', 'body' => $body]);
        self::assertSame('of-pix', $this->client(contract: 'pix')->token());
        $requests = $this->server->requests();
        self::assertCount(1, $requests);
        self::assertSame(['POST', '/oauth/token'], [$requests[0]['method'], $requests[0]['path']]);
        $sent = json_decode($requests[0]['body'], true);
        self::assertSame(['clientId' => self::CLIENT_ID, 'clientSecret' => self::CLIENT_SECRET], $sent);
        $this->assertHas($this->failureOf(fn () => $this->client(contract: 'realm')), option: 'contract');
    }

    public function testB21ProcessesAtTheSameTimeShareOneTokenRequest(): void
    {
        $this->server->queue(['path' => self::TOKEN_PATH, 'delayMs' => 500]);
        $tokens = $this->inProcesses($this->newFolder(), array_fill(0, 5, ''));
        self::assertSame([array_fill(0, 5, 'token-1'), 1], [$tokens, $this->asked()]);
    }

    public function testB21WithApcuProcessesAtTheSameTimeShareOneTokenRequest(): void
    {
        $store = new ApcuTokenStore();
        $children = [];
        // The memory of APCu is shared with the processes that this one starts as copies of itself.
        $this->server->queue(['path' => self::TOKEN_PATH, 'delayMs' => 500]);
        for ($number = 0; $number < 4; $number += 1) {
            $child = pcntl_fork();
            if ($child === 0) {
                $token = $this->client(tokenStore: $store, clientId: 'of-apcu')->token();
                // Nothing of the test runner is run to its end twice.
                posix_kill(getmypid(), $token === 'token-1' ? SIGKILL : SIGTERM);
            }
            $children[] = $child;
        }
        foreach ($children as $child) {
            pcntl_waitpid($child, $status);
            self::assertSame(SIGKILL, pcntl_wtermsig($status));
        }
        self::assertSame(1, $this->asked());
    }

    public function testB22ATokenIsRenewedFiveMinutesBeforeItsEndAndUpTo30SecondsEarlier(): void
    {
        foreach ([[0.0, 1500], [0.999999, 1470]] as [$chance, $seconds]) {
            foreach ([null, new FileTokenStore($this->newFolder())] as $store) {
                $this->server->reset();
                $timing = new ManualTiming($chance);
                $client = $this->client(timing: $timing, tokenStore: $store);
                $client->token();
                $timing->advance($seconds - 0.5);
                self::assertSame('token-1', $client->token());
                $timing->advance(1);
                self::assertSame('token-2', $client->token());
            }
        }
    }

    public function testB23ATokenOfLessThanTenMinutesIsRenewedAtHalfOfItsLifetime(): void
    {
        $timing = new ManualTiming();
        $client = $this->client(timing: $timing);
        $this->server->queue(self::lasting(200), self::lasting(201));
        self::assertSame('lasts-200', $client->token());
        $timing->advance(99);
        self::assertSame('lasts-200', $client->token());
        $timing->advance(2);
        self::assertSame('lasts-201', $client->token());
    }

    public function testB24IfARenewalFailsTheTokenStaysInUseUntilItEnds(): void
    {
        $timing = new ManualTiming();
        $problems = [];
        $client = $this->client(timing: $timing, onProblem: static function (object $problem) use (&$problems): void {
            $problems[] = $problem->status;
        });
        $client->token();
        $timing->advance(1501);
        $rejected = ['path' => self::TOKEN_PATH, 'status' => 401, 'body' => ['code' => 'unauthorized']];
        $this->server->queue($rejected);
        self::assertSame('token-1', $client->token());
        self::assertSame([401], $problems);
        // The next try is not with every call.
        $client->token();
        self::assertSame(2, $this->asked());
        $timing->advance(300);
        $this->server->queue($rejected);
        $this->assertHas($this->failureOf($client->token(...)), status: 401);
        self::assertSame('token-2', $client->token());
    }

    public function testB24WithAStoreTheNextProcessUsesTheTokenToo(): void
    {
        foreach ($this->stores() as $name => $store) {
            $this->server->reset();
            $timing = new ManualTiming();
            $problems = 0;
            $onProblem = static function () use (&$problems): void {
                $problems += 1;
            };
            // Each request of PHP-FPM makes its own.
            $token = fn (): string => $this->client(timing: $timing, tokenStore: $store, onProblem: $onProblem)->token();
            $token();
            $timing->advance(1501);
            $rejected = ['path' => self::TOKEN_PATH, 'status' => 401, 'body' => ['code' => 'unauthorized']];
            $this->server->queue($rejected);
            self::assertSame(['token-1', 'token-1'], [$token(), $token()], $name);
            self::assertSame([1, 2], [$problems, $this->asked()], $name);
            $timing->advance(300);
            $this->server->queue($rejected);
            $this->assertHas($this->failureOf($token), status: 401);
            self::assertSame('token-2', $token());
        }
    }

    public function testB24WithAStoreOtherProcessesUseTheTokenWhileOneRenewsIt(): void
    {
        foreach ($this->stores() as $name => $store) {
            $this->server->reset();
            $timing = new ManualTiming();
            $token = fn (): string => $this->client(timing: $timing, tokenStore: $store)->token();
            $token();
            $timing->advance(1501);
            $this->server->queue(['path' => self::TOKEN_PATH, 'status' => 503, 'headers' => ['Retry-After' => '30']]);
            $others = [];
            $timing->meanwhile = static function () use ($token, &$others): void {
                $others[] = $token();
            };
            self::assertSame(['token-2', ['token-1'], 'token-2'], [$token(), $others, $token()], $name);
            self::assertSame(3, $this->asked(), $name);
        }
    }

    public function testB25NeitherClientNorErrorsNorStoreShowTokenSecretOrPassphrase(): void
    {
        $passphrase = $this->server->passphrase;
        $certificate = new Pkcs12File($this->server->file('client.p12'), $passphrase);
        $folder = $this->newFolder();
        $client = $this->client(certificate: $certificate, tokenStore: new FileTokenStore($folder));
        $client->token();
        $this->server->queue(['path' => '/cob/1', 'close' => true], ['path' => '/cob/1', 'close' => true]);
        $wrong = new Pkcs12File($this->server->file('ca.pem'), $passphrase);
        $failures = [
            $this->failureOf(fn () => $client->call('/cob/1')),
            $this->failureOf(fn () => $this->client(certificate: $wrong)->token()),
        ];
        $this->server->queue(['path' => self::TOKEN_PATH, 'status' => 401, 'body' => 'not JSON']);
        $failures[] = $this->failureOf(fn () => $this->client()->token());
        $failures[] = $this->failureOf(fn () => $this->client(url: 'http://localhost'));
        $failures[] = $this->failureOf(fn () => $this->client(clientSecret: self::CLIENT_SECRET . "\xff"));
        $shown = [print_r($client, true), print_r($certificate, true), (string) json_encode([$client, $certificate])];
        foreach ($failures as $failure) {
            $shown = [...$shown, (string) $failure, (string) json_encode($failure), self::argumentsIn($failure)];
        }
        $shown[] = implode(array_map(file_get_contents(...), glob("$folder/*") ?: []));
        self::assertNotSame('', end($shown));
        foreach (['token-1', self::CLIENT_SECRET, $passphrase, 'PRIVATE KEY'] as $secret) {
            self::assertStringNotContainsString($secret, implode("\n", $shown));
        }
        self::assertStringContainsString(self::CLIENT_ID, $shown[0]);
        $this->expectExceptionMessage('a secret is not serialized');
        serialize($certificate);
    }

    /** Returns the arguments of the package's own functions, which PHP adds to a trace where it is set up for developers. */
    private static function argumentsIn(\Throwable $problem): string
    {
        // Before PHP 8.2, there is no way to keep an argument out of a trace.
        if (PHP_VERSION_ID < 80200) {
            return '';
        }
        $isOwn = static fn (array $frame): bool => str_starts_with($frame['class'] ?? '', 'Portaria\\Client\\')
            && !str_contains($frame['class'], '\\Test\\') && !str_contains($frame['function'], '{closure');
        $frames = array_filter($problem->getTrace(), $isOwn);
        self::assertNotSame([], $frames);
        return print_r(array_column($frames, 'args'), true);
    }

    private function asked(): int
    {
        return count($this->server->requests(self::TOKEN_PATH));
    }

    /** @return array<string, TokenStore> */
    private function stores(): array
    {
        return ['files' => new FileTokenStore($this->newFolder()), 'APCu' => new ApcuTokenStore()];
    }

    /** @return array<string, mixed> */
    private static function lasting(int $seconds): array
    {
        $body = ['access_token' => "lasts-$seconds", 'token_type' => 'Bearer', 'expires_in' => $seconds];
        return ['path' => self::TOKEN_PATH, 'status' => 201, 'body' => $body];
    }
}
