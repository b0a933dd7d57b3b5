<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

/** A text that no dump of an object shows: print_r() and var_export() read private properties too. */
final class Secret
{
    /** @var ?\WeakMap<self, string> */
    private static ?\WeakMap $values = null;

    public function __construct(#[\SensitiveParameter] string $value)
    {
        self::$values ??= new \WeakMap();
        self::$values[$this] = $value;
    }

    public function reveal(): string
    {
        return self::$values[$this];
    }

    /** @return never */
    public function __serialize(): array
    {
        throw new \LogicException('a secret is not serialized');
    }
}
