<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

/** What a token request returns. */
final class IssuedToken
{
    public function __construct(public readonly Secret $token, public readonly float $lifetimeSeconds)
    {
    }
}
