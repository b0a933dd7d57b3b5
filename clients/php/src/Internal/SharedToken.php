<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\TokenStore;

/** The token in a store. Only who has the client secret finds it there and can read it. */
final class SharedToken
{
    private const CIPHER = 'aes-256-gcm';
    private const IV_BYTES = 12;
    private const TAG_BYTES = 16;

    /** @param \Closure(): Secret $clientSecret */
    public function __construct(
        private readonly TokenStore $store,
        private readonly string $name,
        private readonly \Closure $clientSecret,
    ) {
    }

    public function read(): ?HeldToken
    {
        $sealed = $this->store->read($this->key());
        $fields = $sealed === null ? null : json_decode($this->open($sealed) ?? '', true);
        if (!is_array($fields) || !is_string($fields['token'] ?? null)) {
            return null;
        }
        return new HeldToken(new Secret($fields['token']), (float) $fields['renewAt'], (float) $fields['endsAt']);
    }

    public function write(HeldToken $held, float $now): void
    {
        $fields = ['token' => $held->token->reveal(), 'renewAt' => $held->renewAt, 'endsAt' => $held->endsAt];
        $sealed = $this->seal(json_encode($fields, JSON_THROW_ON_ERROR));
        $this->store->write($this->key(), $sealed, max(1, (int) ($held->endsAt - $now)));
    }

    /** Forgets the token; if one is named, only while it is the one in the store. */
    public function drop(?Secret $token): void
    {
        $this->exclusively(function () use ($token): void {
            if ($token === null || $this->read()?->token->reveal() === $token->reveal()) {
                $this->store->delete($this->key());
            }
        });
    }

    /**
     * @template T
     * @param callable(): T $work
     * @return T
     */
    public function exclusively(callable $work): mixed
    {
        return $this->store->exclusively($this->key(), $work);
    }

    private function key(): string
    {
        return hash_hmac('sha256', $this->name, ($this->clientSecret)()->reveal());
    }

    private function sealingKey(): string
    {
        return hash_hkdf('sha256', ($this->clientSecret)()->reveal(), 32, 'portaria token store');
    }

    private function seal(#[\SensitiveParameter] string $text): string
    {
        $iv = random_bytes(self::IV_BYTES);
        $tag = '';
        $sealed = openssl_encrypt($text, self::CIPHER, $this->sealingKey(), OPENSSL_RAW_DATA, $iv, $tag);
        return base64_encode($iv . $tag . $sealed);
    }

    private function open(string $sealed): ?string
    {
        $bytes = (string) base64_decode($sealed, true);
        [$iv, $rest] = [substr($bytes, 0, self::IV_BYTES), substr($bytes, self::IV_BYTES)];
        [$tag, $text] = [substr($rest, 0, self::TAG_BYTES), substr($rest, self::TAG_BYTES)];
        if ($text === '' || strlen($tag) !== self::TAG_BYTES) {
            return null;
        }
        $opened = openssl_decrypt($text, self::CIPHER, $this->sealingKey(), OPENSSL_RAW_DATA, $iv, $tag);
        return $opened === false ? null : $opened;
    }
}
