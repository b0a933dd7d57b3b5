<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

/** A private key and the signing request for it, both in PEM. */
final class NewKey
{
    private function __construct(public readonly Secret $keyPem, public readonly string $csrPem)
    {
    }

    /** Makes a P-256 key and a signing request. The gateway takes only the public key of it. */
    public static function make(?Secret $passphrase): self
    {
        $config = [
            'config' => dirname(__DIR__, 2) . '/resources/openssl.cnf',
            'private_key_type' => OPENSSL_KEYTYPE_EC,
            'curve_name' => 'prime256v1',
            // PHP asks for it whatever the type is.
            'private_key_bits' => 2048,
            'digest_alg' => 'sha256',
            'encrypt_key_cipher' => OPENSSL_CIPHER_AES_256_CBC,
        ];
        [$keyPem, $csrPem] = ['', ''];
        $key = openssl_pkey_new($config);
        $request = $key === false ? false : openssl_csr_new(['commonName' => 'renewal'], $key, $config);
        if (
            $key === false
            || !$request instanceof \OpenSSLCertificateSigningRequest
            || !openssl_csr_export($request, $csrPem)
            || !openssl_pkey_export($key, $keyPem, $passphrase?->reveal(), $config)
        ) {
            throw new \RuntimeException('OpenSSL makes no key: ' . openssl_error_string());
        }
        return new self(new Secret($keyPem), $csrPem);
    }
}
