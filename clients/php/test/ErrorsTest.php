<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

use Portaria\Client\ResponseException;

final class ErrorsTest extends ScriptedTestCase
{
    private const MISSING = [
        'statusCode' => 400,
        'error' => 'Bad Request',
        'message' => ['clientId is missing', 'clientSecret is missing'],
        'code' => 'malformed_request',
        'requestId' => self::REQUEST_ID,
        'hint' => 'The field is clientId.',
    ];

    public function testB40AnErrorOfTheTokenEndpointHasStatusCodeRequestIdAndHint(): void
    {
        $problem = $this->failureWith(self::MISSING);
        self::assertInstanceOf(ResponseException::class, $problem);
        $this->assertHas($problem, status: 400, errorCode: 'malformed_request', requestId: self::REQUEST_ID);
        $this->assertHas($problem, hint: self::MISSING['hint'], documentation: null);
        self::assertSame(
            'HTTP 400. clientId is missing; clientSecret is missing. The field is clientId. (request id '
                . self::REQUEST_ID . ')',
            $problem->getMessage(),
        );
        // What the gateway says is not changed.
        $message = 'PEM (-----BEGIN ...) is missing.';
        $problem = $this->failureWith(['message' => $message] + self::MISSING);
        self::assertStringContainsString("$message The field", $problem->getMessage());
        // A 4xx is not repeated.
        self::assertCount(2, $this->server->requests(self::TOKEN_PATH));
    }

    public function testB41AnErrorOfSelfServiceHasStatusCodeRequestIdAndTheWrongFields(): void
    {
        $this->server->queue(['path' => '/api/account', 'status' => 400, 'body' => [
            'type' => 'about:blank',
            'title' => 'Bad Request',
            'status' => 400,
            'detail' => 'a field is wrong',
            'code' => 'invalid',
            'requestId' => self::REQUEST_ID,
            'errors' => [['field' => 'overlapSeconds', 'message' => 'must be 3600 to 7776000']],
        ]]);
        $problem = $this->failureOf(fn () => $this->client()->selfService->account());
        $this->assertHas($problem, status: 400, errorCode: 'invalid', requestId: self::REQUEST_ID, documentation: null);
        $expected = 'a field is wrong. overlapSeconds: must be 3600 to 7776000';
        self::assertStringContainsString($expected, $problem->getMessage());
    }

    public function testB42ALinkInTheResponseIsTheLinkOfTheError(): void
    {
        $link = 'https://docs.example.com/errors/malformed_request';
        foreach (['documentation', 'error_uri', 'type'] as $field) {
            $this->assertHas($this->failureWith([$field => $link] + self::MISSING), documentation: $link);
        }
    }

    public function testB43WithDocumentationUrlAnErrorWithoutALinkHasThePageOfItsCode(): void
    {
        $problem = $this->failureWith(self::MISSING, documentationUrl: 'https://auth.example.com/docs/');
        $page = 'https://auth.example.com/docs/reference/errors/malformed_request';
        $this->assertHas($problem, documentation: $page);
    }

    public function testB44AResponseThatIsNotJsonIsAnErrorWithItsStatusAndRequestId(): void
    {
        $this->server->queue(['path' => self::TOKEN_PATH, 'status' => 502, 'body' => '<html>Bad Gateway</html>']);
        $problem = $this->failureOf(fn () => $this->client()->token());
        $this->assertHas($problem, status: 502, errorCode: null, requestId: self::REQUEST_ID);
        self::assertStringNotContainsString('<html>', $problem->getMessage());
        $this->server->queue(['path' => self::TOKEN_PATH, 'status' => 200, 'body' => '<html>Welcome</html>']);
        $problem = $this->failureOf(fn () => $this->client()->token());
        self::assertInstanceOf(ResponseException::class, $problem);
        $this->assertHas($problem, status: 200);
    }

    /** @param array<string, mixed> $body */
    private function failureWith(array $body, mixed ...$options): object
    {
        $this->server->queue(['path' => self::TOKEN_PATH, 'status' => 400, 'body' => $body]);
        return $this->failureOf(fn () => $this->client(...$options)->token());
    }
}
