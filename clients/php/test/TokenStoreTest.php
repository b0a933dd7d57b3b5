<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

use Portaria\Client\ApcuTokenStore;
use Portaria\Client\ConfigurationException;
use Portaria\Client\FileTokenStore;

final class TokenStoreTest extends ScriptedTestCase
{
    public function testAFolderThatOthersCanReadIsRejected(): void
    {
        $folder = $this->newFolder();
        chmod($folder, 0o750);
        foreach ([$folder, "$folder/missing"] as $wrong) {
            $problem = $this->failureOf(static fn () => new FileTokenStore($wrong));
            self::assertInstanceOf(ConfigurationException::class, $problem);
            $this->assertHas($problem, option: 'tokenStore');
        }
    }

    public function testAValueInTheStoreThatIsDamagedIsReplaced(): void
    {
        $folder = $this->newFolder();
        $store = new FileTokenStore($folder);
        self::assertSame('token-1', $this->client(tokenStore: $store)->token());
        foreach (['', 'damaged', base64_encode(str_repeat('x', 100))] as $number => $damage) {
            $files = array_filter(glob("$folder/*") ?: [], static fn (string $file): bool => !str_ends_with($file, '.lock'));
            self::assertCount(1, $files);
            file_put_contents(end($files), $damage);
            self::assertSame('token-' . ($number + 2), $this->client(tokenStore: $store)->token());
        }
    }

    public function testAfterA401TheTokenIsNoLongerInTheStore(): void
    {
        $stores = [new FileTokenStore($this->newFolder()), new ApcuTokenStore()];
        foreach ($stores as $number => $store) {
            $this->server->reset();
            $options = ['tokenStore' => $store, 'clientId' => "of-store-$number"];
            $this->server->queue(['path' => '/cob/1', 'status' => 401]);
            $previous = $this->client(...$options);
            $previous->token();
            self::assertSame(200, $this->client(...$options)->call('/cob/1')->status);
            self::assertSame(['Bearer token-1', 'Bearer token-2'], $this->sentTokens('/cob/1'));
            // A process that still has the previous token gets the new one, and drops no token but its own.
            $this->server->queue(['path' => '/cob/2', 'status' => 401]);
            self::assertSame(200, $previous->call('/cob/2')->status);
            self::assertSame(['Bearer token-1', 'Bearer token-2'], $this->sentTokens('/cob/2'));
            self::assertCount(2, $this->server->requests(self::TOKEN_PATH));
        }
    }

    public function testALockThatAProcessLeftBehindIsNoReasonToWaitForEver(): void
    {
        $store = new ApcuTokenStore();
        apcu_store('portaria:left:lock', 0, 1);
        $began = microtime(true);
        self::assertSame('done', $store->exclusively('left', static fn (): string => 'done'));
        self::assertLessThan(10, microtime(true) - $began);
    }
}
