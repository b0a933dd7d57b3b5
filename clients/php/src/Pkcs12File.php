<?php

declare(strict_types=1);

namespace Portaria\Client;

use Portaria\Client\Internal\Secret;

/** Certificate and key in one file, such as `client.p12` or `client.pfx`. */
final class Pkcs12File
{
    public readonly ?Secret $passphrase;

    public function __construct(
        public readonly string $pfxFile,
        #[\SensitiveParameter] ?string $passphrase = null,
    ) {
        $this->passphrase = $passphrase === null ? null : new Secret($passphrase);
    }
}
