<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\ConfigurationException;
use Portaria\Client\PemFiles;
use Portaria\Client\Pkcs12File;

/** Where certificate, key and the server's CA are, and what is in the files. */
final class IdentityFiles
{
    public readonly string $digest;
    /** @var array<string, Secret> */
    private readonly array $contents;

    /** @param array<string, string> $contents By the option that names the file. */
    private function __construct(
        private readonly PemFiles|Pkcs12File $certificate,
        private readonly ?string $caFile,
        #[\SensitiveParameter] array $contents,
    ) {
        $hash = hash_init('sha256');
        foreach ($contents as $option => $content) {
            hash_update($hash, $option . ' ' . strlen($content) . "\n" . $content);
        }
        $this->digest = hash_final($hash);
        $this->contents = array_map(static fn (string $content): Secret => new Secret($content), $contents);
    }

    /** @return array<string, string> Each file, by the option that names it. */
    public static function names(PemFiles|Pkcs12File $certificate, ?string $caFile = null): array
    {
        $files = $certificate instanceof Pkcs12File
            ? ['certificate.pfxFile' => $certificate->pfxFile]
            : ['certificate.certFile' => $certificate->certFile, 'certificate.keyFile' => $certificate->keyFile];
        return $caFile === null ? $files : $files + ['caFile' => $caFile];
    }

    /**
     * PHP's file times are in whole seconds, so the content itself tells whether a file has changed.
     *
     * @throws ConfigurationException if a file cannot be read
     */
    public static function read(PemFiles|Pkcs12File $certificate, ?string $caFile): self
    {
        $contents = [];
        foreach (self::names($certificate, $caFile) as $option => $file) {
            $content = is_file($file) ? @file_get_contents($file) : false;
            if ($content === false) {
                throw new ConfigurationException($option, 'cannot be read: check the path and its permissions');
            }
            $contents[$option] = $content;
        }
        return new self($certificate, $caFile, $contents);
    }

    /** @throws ConfigurationException if the files cannot be used together */
    public function identity(): Identity
    {
        try {
            if ($this->caFile !== null && @openssl_x509_read($this->contents['caFile']->reveal()) === false) {
                throw new ConfigurationException('caFile', 'has no certificate in PEM');
            }
            return $this->certificate instanceof Pkcs12File ? $this->ofPkcs12($this->certificate) : $this->ofPem();
        } finally {
            self::forgetErrors();
        }
    }

    private function ofPem(): Identity
    {
        $pem = $this->contents['certificate.certFile']->reveal();
        $certificate = @openssl_x509_read($pem);
        if ($certificate === false) {
            throw new ConfigurationException('certificate.certFile', 'has no certificate in PEM');
        }
        $passphrase = $this->certificate->passphrase;
        $keyPem = $this->contents['certificate.keyFile'];
        $key = @openssl_pkey_get_private($keyPem->reveal(), $passphrase?->reveal() ?? '');
        if ($key === false) {
            $problem = 'has no private key in PEM, or the passphrase is wrong';
            throw new ConfigurationException('certificate.keyFile', $problem);
        }
        if (!openssl_x509_check_private_key($certificate, $key)) {
            $problem = 'is not the key of certificate.certFile: pass the files of one pair';
            throw new ConfigurationException('certificate.keyFile', $problem);
        }
        return new Identity($this->digest, $pem, $keyPem, $passphrase, $this->caFile);
    }

    private function ofPkcs12(Pkcs12File $file): Identity
    {
        $content = $this->contents['certificate.pfxFile']->reveal();
        $found = [];
        if (!@openssl_pkcs12_read($content, $found, $file->passphrase?->reveal() ?? '')) {
            $old = str_contains(self::forgetErrors(), 'unsupported');
            throw new ConfigurationException('certificate.pfxFile', $old
                ? 'has an encryption that OpenSSL 3 does not read: write the file again with AES'
                : 'is not a PKCS#12 file, or the passphrase is wrong');
        }
        if (!isset($found['cert'], $found['pkey'])) {
            throw new ConfigurationException('certificate.pfxFile', 'has no certificate with its private key');
        }
        $pem = implode("\n", [$found['cert'], ...($found['extracerts'] ?? [])]);
        return new Identity($this->digest, $pem, new Secret($found['pkey']), null, $this->caFile);
    }

    /** Takes what OpenSSL noted, so that the program does not find it at an error of its own. */
    private static function forgetErrors(): string
    {
        $noted = '';
        while (($error = openssl_error_string()) !== false) {
            $noted .= $error . "\n";
        }
        return $noted;
    }
}
