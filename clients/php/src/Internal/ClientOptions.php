<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\ConfigurationException;
use Portaria\Client\PemFiles;
use Portaria\Client\Pkcs12File;
use Portaria\Client\Timing;
use Portaria\Client\TokenStore;

/** The options of a client, checked. */
final class ClientOptions
{
    /** Where each contract requests tokens. */
    public const TOKEN_PATHS = ['avista' => '/api/auth/token', 'pix' => '/oauth/token'];

    /** @param \Closure(\Portaria\Client\PortariaException): mixed $onProblem */
    public function __construct(
        public readonly string $url,
        public readonly string $clientId,
        Secret $clientSecret,
        public readonly PemFiles|Pkcs12File $certificate,
        public readonly string $contract,
        public readonly ?string $caFile,
        public readonly string $apiUrl,
        public readonly float $timeoutSeconds,
        public readonly float $maxWaitSeconds,
        public readonly ?string $documentationUrl,
        public readonly \Closure $onProblem,
        public readonly ?TokenStore $tokenStore,
        public readonly Timing $timing,
    ) {
        self::checkJsonText('clientId', $clientId);
        self::checkJsonText('clientSecret', $clientSecret->reveal());
        foreach (IdentityFiles::names($certificate, $caFile) as $option => $file) {
            self::checkText($option, $file);
        }
        foreach (['url' => $url, 'apiUrl' => $apiUrl, 'documentationUrl' => $documentationUrl] as $option => $address) {
            if ($address !== null) {
                self::checkAddress($option, $address);
            }
        }
        if (!isset(self::TOKEN_PATHS[$contract])) {
            throw new ConfigurationException('contract', 'must be avista or pix');
        }
        if (!($timeoutSeconds > 0)) {
            throw new ConfigurationException('timeoutSeconds', 'must be more than 0');
        }
        if (!($maxWaitSeconds >= 0)) {
            throw new ConfigurationException('maxWaitSeconds', 'must be 0 or more');
        }
    }

    private static function checkText(string $option, #[\SensitiveParameter] string $value): void
    {
        if ($value === '') {
            throw new ConfigurationException($option, 'is missing: pass a string that is not empty');
        }
    }

    private static function checkJsonText(string $option, #[\SensitiveParameter] string $value): void
    {
        self::checkText($option, $value);
        if (preg_match('//u', $value) !== 1) {
            throw new ConfigurationException($option, 'must be text in UTF-8');
        }
    }

    /** A secret or token in a plain HTTP request can be read on the way. */
    private static function checkAddress(string $option, string $address): void
    {
        if (Origin::tryOf($address) === null) {
            throw new ConfigurationException($option, 'must be an address that begins with https://');
        }
    }
}
