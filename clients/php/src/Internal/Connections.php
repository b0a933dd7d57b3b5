<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\ConfigurationException;
use Portaria\Client\PemFiles;
use Portaria\Client\Pkcs12File;

/** Reads the files again when they change on disk. */
final class Connections
{
    private PemFiles|Pkcs12File $certificate;
    private ?Connection $current = null;
    private string $rejected = '';

    /**
     * @param \Closure(Transport): IssuedToken $requestToken
     * @param \Closure(): Secret $clientSecret
     */
    public function __construct(
        private readonly ClientOptions $options,
        private readonly \Closure $requestToken,
        private readonly \Closure $clientSecret,
    ) {
        $this->certificate = $options->certificate;
    }

    /** Returns the connection over what is on disk now. */
    public function current(): Connection
    {
        $seen = 'unreadable';
        try {
            $files = IdentityFiles::read($this->certificate, $this->options->caFile);
            $seen = $files->digest;
            // Files that could not be used are not reported again until they change.
            if ($this->current !== null && in_array($seen, [$this->current->digest, $this->rejected], true)) {
                return $this->current;
            }
            $this->current = $this->connect($files->identity());
            $this->rejected = '';
            return $this->current;
        } catch (ConfigurationException $problem) {
            // Between the two writes of a new pair, certificate and key do not belong together.
            if ($this->current === null) {
                throw $problem;
            }
            if ($this->rejected !== $seen) {
                $this->rejected = $seen;
                ($this->options->onProblem)($problem);
            }
            return $this->current;
        }
    }

    /** Uses other files from now on, if they can be used. */
    public function use(PemFiles $certificate): void
    {
        IdentityFiles::read($certificate, $this->options->caFile)->identity();
        $this->certificate = $certificate;
        $this->current();
    }

    /** Forgets the token, so that the next one is requested with what has changed. */
    public function dropToken(): void
    {
        $this->current?->tokens->drop();
    }

    public function close(): void
    {
        $this->current = null;
    }

    private function connect(Identity $identity): Connection
    {
        $transport = new Transport($identity);
        $request = fn (): IssuedToken => ($this->requestToken)($transport);
        $store = $this->options->tokenStore;
        $shared = $store === null ? null : new SharedToken($store, $this->nameOf($identity), $this->clientSecret);
        return new Connection($transport, new TokenCache($request, $this->options, $shared), $identity->digest);
    }

    /** A token is of one gateway, one contract, one credential and one certificate. */
    private function nameOf(Identity $identity): string
    {
        return implode("\n", [$this->options->url, $this->options->contract, $this->options->clientId, $identity->digest]);
    }
}
