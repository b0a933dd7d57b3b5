<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

use Portaria\Client\PemFiles;

/** `clients/scripted-server/main.ts`, which ends with its standard input. */
final class ScriptedServer
{
    private static ?self $running = null;

    /** @param array<int, resource> $pipes */
    private function __construct(
        public readonly string $url,
        public readonly string $folder,
        public readonly string $passphrase,
        private readonly string $control,
        private readonly array $pipes,
    ) {
    }

    public static function running(): self
    {
        return self::$running ??= self::start();
    }

    private static function start(): self
    {
        $main = dirname(__DIR__, 2) . '/scripted-server/main.ts';
        $process = proc_open([getenv('NODE') ?: 'node', $main], [['pipe', 'r'], ['pipe', 'w']], $pipes);
        $place = json_decode((string) fgets($pipes[1]), true, flags: JSON_THROW_ON_ERROR);
        $server = new self($place['url'], $place['folder'], $place['passphrase'], $place['control'], $pipes);
        register_shutdown_function(static function () use ($process, $server): void {
            fclose($server->pipes[0]);
            proc_close($process);
        });
        return $server;
    }

    public function file(string $name): string
    {
        return "{$this->folder}/$name";
    }

    public function pair(string $name): PemFiles
    {
        return new PemFiles($this->file("$name.pem"), $this->file("$name.key"));
    }

    /** @param array<string, mixed> ...$answers */
    public function queue(array ...$answers): void
    {
        $this->send('POST', '/answers', json_encode($answers, JSON_THROW_ON_ERROR));
    }

    public function reset(): void
    {
        $this->send('POST', '/reset', '');
    }

    /** @return list<array<string, mixed>> */
    public function requests(?string $path = null): array
    {
        $isOfPath = static fn (array $each): bool => $path === null || explode('?', $each['path'])[0] === $path;
        return array_values(array_filter($this->send('GET', '/requests', ''), $isOfPath));
    }

    /** @return list<array<string, mixed>> */
    private function send(string $method, string $route, string $body): array
    {
        $http = ['method' => $method, 'content' => $body, 'header' => 'Content-Type: application/json'];
        $text = file_get_contents($this->control . $route, false, stream_context_create(['http' => $http]));
        return json_decode((string) $text, true, flags: JSON_THROW_ON_ERROR);
    }
}
