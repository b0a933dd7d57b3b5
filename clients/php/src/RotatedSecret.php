<?php

declare(strict_types=1);

namespace Portaria\Client;

final class RotatedSecret
{
    /** @param list<string> $previousSecretIds The id of the secret that was in use until now; it stays valid for the overlap. */
    public function __construct(public readonly array $previousSecretIds)
    {
    }
}
