<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

use Portaria\Client\ConfigurationException;
use Portaria\Client\FileTokenStore;

final class CallTest extends ScriptedTestCase
{
    public function testB50TheTokenIsSentOnceAsABearerTokenOverItsCertificate(): void
    {
        $response = $this->client()->call('/cob/1', 'PUT', json: ['value' => '1.00']);
        self::assertSame([200, true, ['ok' => true]], [$response->status, $response->ok(), $response->json()]);
        [$asked, $called] = $this->server->requests();
        self::assertCount(2, $this->server->requests());
        self::assertSame(['PUT', '/cob/1', '{"value":"1.00"}'], [$called['method'], $called['path'], $called['body']]);
        self::assertSame('Bearer token-1', $called['headers']['authorization']);
        self::assertSame('application/json', $called['headers']['content-type']);
        self::assertSame($asked['fingerprint'], $called['fingerprint']);
    }

    public function testB50EveryMethodIsSentWithItsBodyAndItsHeaders(): void
    {
        $client = $this->client();
        $long = str_repeat('como é ', 30_000);
        foreach (['GET', 'PUT', 'DELETE', 'POST', 'PATCH', 'OPTIONS'] as $method) {
            foreach (['', $long] as $body) {
                $response = $client->call('/cob/1?a=b', $method, body: $body, headers: ['Content-Type' => 'text/plain']);
                self::assertSame(200, $response->status);
                $requests = $this->server->requests('/cob/1');
                $sent = end($requests);
                self::assertSame([$method, '/cob/1?a=b', $body], [$sent['method'], $sent['path'], $sent['body']]);
                self::assertSame('text/plain', $sent['headers']['content-type']);
                self::assertArrayNotHasKey('expect', $sent['headers']);
            }
        }
        self::assertSame([200, ''], [$client->call('/cob/1', 'HEAD')->status, $client->call('/cob/1', 'HEAD')->text]);
        $client->call('/cob/2', 'POST');
        self::assertArrayNotHasKey('content-type', $this->server->requests('/cob/2')[0]['headers']);
    }

    public function testB50HeadersThatCannotBeSentAreAnErrorThatNamesThem(): void
    {
        foreach ([['authorization' => 'Bearer other'], ['X-Id' => "1\r\nX-Other: 2"], ['X-Id: 1'], ['X-Id' => 1]] as $headers) {
            $problem = $this->failureOf(fn () => $this->client()->call('/cob/1', headers: $headers));
            $this->assertHas($problem, option: 'headers');
        }
        self::assertSame([], $this->server->requests());
    }

    public function testB50ABodyThatCannotBeSentIsAnErrorThatNamesIt(): void
    {
        $problem = $this->failureOf(fn () => $this->client()->call('/cob/1', 'PUT', json: ["\xff"]));
        $this->assertHas($problem, option: 'json');
        $problem = $this->failureOf(fn () => $this->client()->call('/cob/1', 'PUT', json: [], body: ''));
        $this->assertHas($problem, option: 'body');
        self::assertSame([], $this->server->requests());
    }

    public function testB51AfterA401TheClientRequestsOneNewTokenAndRepeatsTheCallOnce(): void
    {
        $this->server->queue(self::unauthorized('/cob/1'));
        self::assertSame(200, $this->client()->call('/cob/1', 'POST', body: 'text')->status);
        self::assertSame(['Bearer token-1', 'Bearer token-2'], $this->sentTokens('/cob/1'));
        self::assertSame(['text', 'text'], array_column($this->server->requests('/cob/1'), 'body'));
    }

    public function testB52AfterASecond401TheResponseGoesToTheCaller(): void
    {
        $this->server->queue(self::unauthorized('/cob/1'), self::unauthorized('/cob/1'));
        $response = $this->client()->call('/cob/1');
        self::assertSame([401, ['code' => 'invalid_token']], [$response->status, $response->json()]);
        self::assertCount(2, $this->server->requests('/cob/1'));
        self::assertCount(2, $this->server->requests(self::TOKEN_PATH));
    }

    public function testB53IfSeveralCallsGetA401ForTheSameTokenTheyShareOneNewToken(): void
    {
        $folder = $this->newFolder();
        $this->client(tokenStore: new FileTokenStore($folder))->token();
        $paths = ['/cob/1', '/cob/2', '/cob/3', '/cob/4'];
        foreach ($paths as $number => $path) {
            $this->server->queue(['delayMs' => 2000 + 100 * $number] + self::unauthorized($path));
        }
        self::assertSame(['200', '200', '200', '200'], $this->inProcesses($folder, $paths));
        self::assertCount(2, $this->server->requests(self::TOKEN_PATH));
    }

    public function testB54AnAddressOfAnotherOriginIsAnErrorAndNothingIsSent(): void
    {
        $host = (string) preg_replace('~^https://~', '', $this->server->url);
        $others = [
            'https://other.example.com/cob',
            '//other.example.com/cob',
            'http://localhost/cob',
            "https://user:password@$host/cob",
            "https://$host@other.example.com/cob",
            "https://other.example.com\\@$host/cob",
            "https://$host\t.example.com/cob",
            'https:other.example.com',
            'file:///etc/passwd',
        ];
        foreach ($others as $target) {
            $problem = $this->failureOf(fn () => $this->client()->call($target));
            self::assertInstanceOf(ConfigurationException::class, $problem, $target);
            $this->assertHas($problem, option: 'target');
        }
        self::assertSame([], $this->server->requests());
    }

    public function testB54TheOriginOfApiUrlMayBeCalled(): void
    {
        $apiUrl = str_replace('localhost', '127.0.0.1', $this->server->url) . '/pix/v2/';
        $client = $this->client(apiUrl: $apiUrl);
        foreach (['/cob/1' => '/cob/1', 'cob/2?a=b#c' => '/pix/v2/cob/2?a=b', $apiUrl . 'cob/3' => '/pix/v2/cob/3'] as $target => $path) {
            self::assertSame(200, $client->call($target)->status);
            $requests = $this->server->requests();
            $called = end($requests);
            self::assertSame($path, $called['path']);
            self::assertStringStartsWith('127.0.0.1:', $called['headers']['host']);
        }
        self::assertSame(200, $client->call($this->server->url)->status);
    }

    public function testB55OtherResponsesOfTheApiGoToTheCallerAsTheyAre(): void
    {
        $client = $this->client();
        $location = 'https://other.example.com/';
        $headers = ['Location' => $location, 'Content-Type' => 'text/plain', 'Set-Cookie' => 'a=b'];
        foreach ([302, 403, 422, 500] as $status) {
            $this->server->queue(['path' => '/cob/1', 'status' => $status, 'headers' => $headers, 'body' => 'como é']);
            $response = $client->call('/cob/1');
            $seen = [$response->status, $response->text, $response->header('Location')];
            self::assertSame([$status, 'como é', $location], $seen);
        }
        self::assertCount(4, $this->server->requests('/cob/1'));
        self::assertArrayNotHasKey('cookie', $this->server->requests('/cob/1')[3]['headers']);
        $this->server->queue(['path' => '/cob/1', 'status' => 403, 'body' => ['code' => 'permission_denied']]);
        $refused = $client->call('/cob/1');
        $this->assertHas($this->failureOf($refused->orThrow(...)), errorCode: 'permission_denied');
    }

    /** @return array<string, mixed> */
    private static function unauthorized(string $path): array
    {
        return ['path' => $path, 'status' => 401, 'body' => ['code' => 'invalid_token']];
    }
}
