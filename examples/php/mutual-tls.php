<?php
// Calls an API with a token, both over mutual TLS: php mutual-tls.php /cob/abc123 /cob/abc124
// Requests one token for all calls, renews it five minutes before it expires, and waits after 429 and 503.
// Without a path, prints the token. If something fails, says why and ends with 1. Needs PHP 8.1 with curl.
declare(strict_types=1);

const ATTEMPTS = 5;
const WAIT_SECONDS = 60; // in total, for one request

function setting(string $name): string
{
    return getenv($name) ?: throw new RuntimeException("$name is not set");
}

final class Client
{
    private readonly CurlHandle $curl;
    private ?string $token = null;
    private float $renewAt = 0;

    public function __construct()
    {
        // One handle for all requests keeps the connection open.
        $this->curl = curl_init();
    }

    public function token(): string
    {
        $askedAt = hrtime(true) / 1e9;
        if ($this->token !== null && $askedAt < $this->renewAt) {
            return $this->token;
        }
        [$status, $body] = $this->send('/api/auth/token', [
            CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
            CURLOPT_POSTFIELDS => json_encode([
                'clientId' => setting('PORTARIA_CLIENT_ID'),
                'clientSecret' => setting('PORTARIA_CLIENT_SECRET'),
            ], JSON_THROW_ON_ERROR),
        ]);
        if ($status !== 201) {
            throw new RuntimeException("No token: HTTP $status\n$body");
        }
        ['access_token' => $token, 'expires_in' => $lifetime] = json_decode($body, true, flags: JSON_THROW_ON_ERROR);
        $this->renewAt = $askedAt + max($lifetime - 300, $lifetime / 2);
        return $this->token = $token;
    }

    /** GET over the certificate that the token is bound to. After a 401, once more with a new token. */
    public function get(string $path): string
    {
        $call = fn (): array => $this->send($path, [CURLOPT_HTTPHEADER => ["Authorization: Bearer {$this->token()}"]]);
        [$status, $body] = $call();
        if ($status === 401) {
            $this->token = null;
            [$status, $body] = $call();
        }
        if ($status < 200 || $status > 299) {
            throw new RuntimeException("GET $path: HTTP $status\n$body");
        }
        return $body;
    }

    /**
     * Waits for Retry-After after 429 and 503, then sends the request again.
     *
     * @return array{int, string} status and body
     */
    private function send(string $path, array $options): array
    {
        $waited = 0;
        for ($attempt = 1; ; $attempt++) {
            [$status, $body, $seconds] = $this->sendOnce($path, $options);
            if ($status !== 429 && $status !== 503) {
                return [$status, $body];
            }
            $waited += $seconds;
            if ($attempt === ATTEMPTS || $waited > WAIT_SECONDS) {
                return [$status, $body];
            }
            sleep($seconds);
        }
    }

    /** @return array{int, string, int} status, body and seconds of Retry-After */
    private function sendOnce(string $path, array $options): array
    {
        $seconds = 1;
        curl_reset($this->curl);
        curl_setopt_array($this->curl, $options + [
            CURLOPT_URL => setting('PORTARIA_URL') . $path,
            CURLOPT_SSLCERT => setting('PORTARIA_CLIENT_CERT'),
            CURLOPT_SSLKEY => setting('PORTARIA_CLIENT_KEY'),
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 30,
            CURLOPT_HEADERFUNCTION => function (CurlHandle $curl, string $line) use (&$seconds): int {
                if (preg_match('/^retry-after: *(\d+)/i', $line, $found) === 1) {
                    $seconds = (int) $found[1];
                }
                return strlen($line);
            },
        ]);
        // Only if PHP does not trust the CA of the server's certificate.
        if (getenv('PORTARIA_CA_CERT')) {
            curl_setopt($this->curl, CURLOPT_CAINFO, getenv('PORTARIA_CA_CERT'));
        }
        $body = curl_exec($this->curl);
        if ($body === false) {
            throw new RuntimeException(curl_error($this->curl));
        }
        return [curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE), $body, $seconds];
    }
}

try {
    $client = new Client();
    $paths = array_slice($argv, 1);
    if ($paths === []) {
        echo $client->token(), "\n";
    }
    foreach ($paths as $path) {
        echo $client->get($path), "\n";
    }
} catch (RuntimeException | JsonException $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(1);
}
