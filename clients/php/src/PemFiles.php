<?php

declare(strict_types=1);

namespace Portaria\Client;

use Portaria\Client\Internal\Secret;

/** A certificate with its intermediates, and its private key. */
final class PemFiles
{
    public readonly ?Secret $passphrase;

    /** @param ?string $passphrase Of the private key, if it is encrypted. */
    public function __construct(
        public readonly string $certFile,
        public readonly string $keyFile,
        #[\SensitiveParameter] ?string $passphrase = null,
    ) {
        $this->passphrase = $passphrase === null ? null : new Secret($passphrase);
    }
}
