<?php

declare(strict_types=1);

namespace Portaria\Client;

use Portaria\Client\Internal\IdentityFiles;
use Portaria\Client\Internal\NewFile;
use Portaria\Client\Internal\NewKey;
use Portaria\Client\Internal\SelfServiceAccess;

/** Manages the certificates and secrets of your own account. */
final class SelfService
{
    /** @internal A client makes its own. */
    public function __construct(private readonly SelfServiceAccess $access)
    {
    }

    /** Returns your account. */
    public function account(): mixed
    {
        return $this->send('GET', '')->json();
    }

    /**
     * Makes a key, has the gateway's CA sign a certificate for it, saves both in new files, and uses them from now on.
     * The previous certificate stays valid: unlink it after your program is set up with the new files.
     */
    public function renewCertificate(PemFiles $into): RenewedCertificate
    {
        $made = NewKey::make($into->passphrase);
        NewFile::create('into.keyFile', $into->keyFile, $made->keyPem->reveal(), 0o077);
        try {
            NewFile::create('into.certFile', $into->certFile, '', 0o022);
        } catch (\Throwable $problem) {
            unlink($into->keyFile);
            throw $problem;
        }
        try {
            return $this->renewInto($into, $made->csrPem);
        } catch (\Throwable $problem) {
            @unlink($into->keyFile);
            @unlink($into->certFile);
            throw $problem;
        }
    }

    /**
     * Links a certificate that another CA signed for the same owner, and uses it with its key from now on. The previous
     * certificate stays valid: unlink it after your program is set up with the new files.
     */
    public function linkCertificate(PemFiles $files): RenewedCertificate
    {
        // Before it is linked: a certificate without its key is of no use.
        $pem = IdentityFiles::read($files, null)->identity()->certificatePem;
        $previous = $this->fingerprintInUse();
        // The file may have the key in it as well.
        preg_match_all('/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/', $pem, $found);
        $linked = $this->send('POST', '/certificates', ['pem' => implode("\n", $found[0])])->fields();
        ($this->access->useCertificate)($files);
        return new RenewedCertificate((string) ($linked['fingerprint'] ?? ''), $previous);
    }

    /** Unlinks a certificate that is not the one in use. */
    public function unlinkCertificate(string $fingerprint): void
    {
        $this->send('DELETE', '/certificates/' . rawurlencode($fingerprint));
    }

    /**
     * Asks for a new secret, gives it to `$save`, and uses it once that has returned. The previous secret stays valid
     * for the overlap, which is seven days without `$overlapSeconds`.
     *
     * @param callable(string): mixed $save
     */
    public function rotateSecret(callable $save, ?int $overlapSeconds = null): RotatedSecret
    {
        $previous = $this->secretIdsInUse();
        $body = $overlapSeconds === null ? new \stdClass() : ['overlapSeconds' => $overlapSeconds];
        $response = $this->send('POST', $this->secretsRoute(), $body);
        $clientSecret = $response->fields()['clientSecret'] ?? null;
        if (!is_string($clientSecret)) {
            $problem = 'the new secret was lost on the way: revoke it and rotate again';
            throw new ResponseException($problem, status: $response->status);
        }
        $save($clientSecret);
        ($this->access->useSecret)($clientSecret);
        return new RotatedSecret($previous);
    }

    /** Revokes a secret. If it was used in the last hour, that takes `$force`. */
    public function revokeSecret(string $secretId, bool $force = false): void
    {
        $query = $force ? '?force=true' : '';
        $this->send('DELETE', $this->secretsRoute() . '/' . rawurlencode($secretId) . $query);
    }

    private function secretsRoute(): string
    {
        return '/credentials/' . rawurlencode($this->access->clientId) . '/secrets';
    }

    /**
     * Returns the id of the secret that the token was requested with.
     *
     * @return list<string>
     */
    private function secretIdsInUse(): array
    {
        $ids = [];
        foreach (self::objects($this->send('GET', '/credentials?limit=200')->fields(), 'items') as $credential) {
            if (($credential['clientId'] ?? null) !== $this->access->clientId) {
                continue;
            }
            foreach (self::objects($credential, 'secrets') as $secret) {
                if (($secret['ofThisToken'] ?? null) === true && is_string($secret['id'] ?? null)) {
                    $ids[] = $secret['id'];
                }
            }
        }
        return $ids;
    }

    private function renewInto(PemFiles $into, string $csr): RenewedCertificate
    {
        $previous = $this->fingerprintInUse();
        $signed = $this->send('POST', '/certificates', ['csr' => $csr])->fields();
        $chain = '';
        foreach (['pem', 'chain'] as $name) {
            $chain .= is_string($signed[$name] ?? null) ? trim($signed[$name]) . "\n" : '';
        }
        NewFile::fill('into.certFile', $into->certFile, $chain);
        ($this->access->useCertificate)($into);
        return new RenewedCertificate((string) ($signed['fingerprint'] ?? ''), $previous);
    }

    private function fingerprintInUse(): string
    {
        $whoami = ($this->access->send)('GET', '/api/auth/whoami', null, [])->orThrow()->fields();
        return (string) ($whoami['fingerprint'] ?? '');
    }

    private function send(string $method, string $route, mixed $body = null): ApiResponse
    {
        $once = $method === 'GET' ? [] : ['Idempotency-Key' => self::uuid()];
        return ($this->access->send)($method, '/api/account' . $route, $body, $once)->orThrow();
    }

    /**
     * @param array<string, mixed> $fields
     * @return list<array<string, mixed>>
     */
    private static function objects(array $fields, string $name): array
    {
        $items = $fields[$name] ?? null;
        return is_array($items) ? array_values(array_filter($items, is_array(...))) : [];
    }

    /** A random UUID (RFC 9562, version 4). */
    private static function uuid(): string
    {
        $bytes = random_bytes(16);
        $bytes[6] = chr(ord($bytes[6]) & 0x0f | 0x40);
        $bytes[8] = chr(ord($bytes[8]) & 0x3f | 0x80);
        return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
    }
}
