<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

final class WaitingTest extends ScriptedTestCase
{
    public function testB30After429And503ATokenRequestIsRepeatedAfterTheSeconds(): void
    {
        $timing = new ManualTiming();
        $this->server->queue(self::busy(429, '2'), self::busy(503, '7'));
        self::assertSame('token-1', $this->client(timing: $timing)->token());
        self::assertSame([2.0, 7.0], $timing->slept);
    }

    public function testB30ClientsThatAreToldTheSameSecondComeBackOneAfterAnother(): void
    {
        $timing = new ManualTiming(0.5);
        $this->server->queue(self::busy(429, '2'));
        $this->client(timing: $timing)->token();
        self::assertSame([2.125], $timing->slept);
    }

    public function testB31ADateIsComparedWithTheDateOfTheSameResponse(): void
    {
        $timing = new ManualTiming();
        $this->server->queue(self::busy(503, 'Sun, 06 Nov 1994 08:49:47 GMT', 'Sun, 06 Nov 1994 08:49:37 GMT'));
        self::assertSame('token-1', $this->client(timing: $timing)->token());
        self::assertSame([10.0], $timing->slept);
    }

    public function testB32IfTheWaitingWouldBeLongerThanTheLimitTheErrorComesAtOnce(): void
    {
        $timing = new ManualTiming();
        $this->server->queue(self::busy(429, '40'), self::busy(429, '21'));
        $problem = $this->failureOf(fn () => $this->client(timing: $timing, maxWaitSeconds: 60)->token());
        $this->assertHas($problem, status: 429, retryAfterSeconds: 21.0);
        self::assertSame([40.0], $timing->slept);
    }

    public function testB33AfterFiveAttemptsTheErrorOfTheLastOneComes(): void
    {
        $timing = new ManualTiming();
        $this->server->queue(...array_fill(0, 5, self::busy(503)));
        $problem = $this->failureOf(fn () => $this->client(timing: $timing)->token());
        $this->assertHas($problem, status: 503, errorCode: 'unavailable');
        self::assertCount(5, $this->server->requests(self::TOKEN_PATH));
        self::assertSame([1.0, 2.0, 4.0, 8.0], $timing->slept);
    }

    public function testB34ACallIsRepeatedAfter503OnlyIfIdempotentAndAfter429Always(): void
    {
        $client = $this->client(timing: new ManualTiming());
        $after = function (int $status, string $method) use ($client): int {
            $this->server->queue(['path' => '/cob', 'status' => $status, 'headers' => ['Retry-After' => '1']]);
            return $client->call('/cob', $method)->status;
        };
        foreach ([[503, 'GET', 200], [503, 'PUT', 200], [503, 'DELETE', 200], [503, 'POST', 503]] as $expected) {
            self::assertSame($expected, [$expected[0], $expected[1], $after($expected[0], $expected[1])]);
        }
        foreach ([[503, 'PATCH', 503], [429, 'GET', 200], [429, 'POST', 200]] as $expected) {
            self::assertSame($expected, [$expected[0], $expected[1], $after($expected[0], $expected[1])]);
        }
    }

    /** @return array<string, mixed> */
    private static function busy(int $status, ?string $retryAfter = null, ?string $date = null): array
    {
        return [
            'path' => self::TOKEN_PATH,
            'status' => $status,
            'headers' => (object) array_filter(['Retry-After' => $retryAfter, 'Date' => $date]),
            'body' => ['code' => $status === 429 ? 'rate_limited' : 'unavailable'],
        ];
    }
}
