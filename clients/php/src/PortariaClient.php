<?php

declare(strict_types=1);

namespace Portaria\Client;

use Portaria\Client\Internal\Call;
use Portaria\Client\Internal\ClientOptions;
use Portaria\Client\Internal\Connection;
use Portaria\Client\Internal\Connections;
use Portaria\Client\Internal\IssuedToken;
use Portaria\Client\Internal\Origin;
use Portaria\Client\Internal\RetryAfter;
use Portaria\Client\Internal\Secret;
use Portaria\Client\Internal\SelfServiceAccess;
use Portaria\Client\Internal\Transport;

/** Gets tokens over mutual TLS, calls APIs with them, and manages your own account. */
final class PortariaClient
{
    public readonly SelfService $selfService;
    private readonly ClientOptions $options;
    private readonly Connections $connections;
    private Secret $clientSecret;

    /**
     * @param string $url The address for mutual TLS, such as `https://auth.example.com`.
     * @param ?string $caFile The CA of the server's certificate in PEM, if it is a private one.
     * @param ?string $apiUrl The address of the API, if it is not below `$url`.
     * @param float $timeoutSeconds The time limit of one request.
     * @param float $maxWaitSeconds The longest time that one call waits for `Retry-After` in total.
     * @param ?string $documentationUrl The address of the documentation, for links in errors.
     * @param ?callable(PortariaException): mixed $onProblem Gets failures that the client lives with for now: a renewal
     *     that failed, files that do not belong together. Without it, they go to PHP's error log.
     * @param ?TokenStore $tokenStore Shares the token with other processes.
     * @param string $contract That of the credential that tokens are requested with: `avista` or `pix`.
     */
    public function __construct(
        string $url,
        string $clientId,
        #[\SensitiveParameter] string $clientSecret,
        PemFiles|Pkcs12File $certificate,
        ?string $caFile = null,
        ?string $apiUrl = null,
        float $timeoutSeconds = 30,
        float $maxWaitSeconds = 60,
        ?string $documentationUrl = null,
        ?callable $onProblem = null,
        ?TokenStore $tokenStore = null,
        Timing $timing = new SystemTiming(),
        string $contract = 'avista',
    ) {
        $this->clientSecret = new Secret($clientSecret);
        $this->options = new ClientOptions(
            url: $url,
            clientId: $clientId,
            clientSecret: $this->clientSecret,
            certificate: $certificate,
            contract: $contract,
            caFile: $caFile,
            apiUrl: $apiUrl ?? $url,
            timeoutSeconds: $timeoutSeconds,
            maxWaitSeconds: $maxWaitSeconds,
            documentationUrl: $documentationUrl,
            onProblem: ($onProblem ?? self::logProblem(...))(...),
            tokenStore: $tokenStore,
            timing: $timing,
        );
        $this->connections = new Connections(
            $this->options,
            fn (Transport $transport): IssuedToken => $this->requestToken($transport),
            fn (): Secret => $this->clientSecret,
        );
        $this->selfService = new SelfService(new SelfServiceAccess(
            clientId: $clientId,
            send: fn (string $method, string $path, mixed $body, array $headers): ApiResponse => $this->callWithToken(
                Call::make(Origin::of($url)->text . $path, $method, $body, null, $headers),
            ),
            useCertificate: $this->connections->use(...),
            useSecret: $this->useSecret(...),
        ));
    }

    /** Returns a token that is valid, for a program that sends it itself, over the same certificate. */
    public function token(): string
    {
        return $this->connections->current()->tokens->get()->reveal();
    }

    /**
     * Calls an API with the token, over the certificate that the token is bound to. Returns the response of the API,
     * whatever its status is.
     *
     * @param string $target A path, or an address below `$url` or `$apiUrl`.
     * @param mixed $json The body, which is sent as JSON.
     * @param ?string $body The body, which is sent as it is.
     * @param array<string, string> $headers
     */
    public function call(
        string $target,
        string $method = 'GET',
        mixed $json = null,
        ?string $body = null,
        array $headers = [],
    ): ApiResponse {
        $url = Origin::addressOf($target, $this->options->apiUrl, $this->options->url);
        return $this->callWithToken(Call::make($url, $method, $json, $body, $headers));
    }

    /** Closes the kept connection and forgets the token. */
    public function close(): void
    {
        $this->connections->close();
    }

    /** Sends the call, and once more with a new token after a 401. */
    private function callWithToken(Call $call): ApiResponse
    {
        $connection = $this->connections->current();
        $token = $connection->tokens->get();
        $response = $this->sendWith($connection, $token, $call);
        if ($response->status !== 401) {
            return $response;
        }
        $connection->tokens->drop($token);
        $renewed = $this->connections->current();
        return $this->sendWith($renewed, $renewed->tokens->get(), $call);
    }

    private function sendWith(Connection $connection, Secret $token, Call $call): ApiResponse
    {
        // The gateway answers 429 before the API sees the call; a 503 may come from the API.
        $mayRepeat = fn (int $status): bool => $status === 429 || $call->repeatable;
        return $this->send($connection->transport, $call->withToken($token), $mayRepeat);
    }

    private function requestToken(Transport $transport): IssuedToken
    {
        $body = ['clientId' => $this->options->clientId, 'clientSecret' => $this->clientSecret->reveal()];
        // A token request that arrives twice does no harm.
        $address = Origin::of($this->options->url)->text . ClientOptions::TOKEN_PATHS[$this->options->contract];
        $call = Call::make($address, 'POST', $body)->asRepeatable();
        $response = $this->send($transport, $call, fn (): bool => true)->orThrow();
        ['access_token' => $token, 'expires_in' => $lifetime] = $response->fields() + [
            'access_token' => null,
            'expires_in' => null,
        ];
        if (is_string($token) && preg_match('/\A[!-~]+\z/', $token) === 1 && (is_int($lifetime) || is_float($lifetime))) {
            return new IssuedToken(new Secret($token), (float) $lifetime);
        }
        $problem = "HTTP {$response->status}: the response has no token. Check the option url.";
        throw new ResponseException($problem, status: $response->status);
    }

    /** @param \Closure(int): bool $mayRepeat */
    private function send(Transport $transport, Call $call, \Closure $mayRepeat): ApiResponse
    {
        $send = fn (): ApiResponse => $transport->send($call, $this->options);
        return RetryAfter::sendPatiently($send, $mayRepeat, $this->options);
    }

    private function useSecret(#[\SensitiveParameter] string $clientSecret): void
    {
        // The token of a store is found by the secret.
        $this->connections->dropToken();
        $this->clientSecret = new Secret($clientSecret);
    }

    private static function logProblem(PortariaException $problem): void
    {
        error_log('portaria: ' . $problem->getMessage());
    }
}
