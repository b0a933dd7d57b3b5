// Calls an API with a token, both over mutual TLS: dotnet run --project csharp -- /cob/abc123 /cob/abc124
// Requests one token for all calls, renews it five minutes before it expires, and waits after 429 and 503.
// Without a path, prints the token. If something fails, says why and ends with 1. Needs .NET 8, no packages.
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;

try
{
    using var client = new Client();
    if (args.Length == 0) Console.WriteLine(await client.TokenAsync());
    foreach (var path in args) Console.WriteLine(await client.GetAsync(path));
    return 0;
}
catch (Exception error) when (error is HttpRequestException or IOException or CryptographicException or TaskCanceledException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

record Issued(
    [property: JsonPropertyName("access_token")] string Token,
    [property: JsonPropertyName("expires_in")] int Lifetime);

sealed class Client : IDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60); // in total, for one request

    private readonly HttpClient http = new(MutualTls()) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly SemaphoreSlim one = new(1);
    private string? token;
    private long askedAt;
    private TimeSpan renewAfter;

    /// <summary>Tasks that need a token at the same time share one request.</summary>
    public async Task<string> TokenAsync(string? refused = null)
    {
        await one.WaitAsync();
        try
        {
            if (token is not null && token != refused && Stopwatch.GetElapsedTime(askedAt) < renewAfter) return token;
            askedAt = Stopwatch.GetTimestamp();
            var body = new { clientId = Setting("PORTARIA_CLIENT_ID"), clientSecret = Setting("PORTARIA_CLIENT_SECRET") };
            using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Post, Address("/api/auth/token"))
            {
                Content = JsonContent.Create(body),
            });
            if (response.StatusCode != HttpStatusCode.Created) throw await FailureAsync("No token", response);
            var issued = (await response.Content.ReadFromJsonAsync<Issued>())!;
            renewAfter = TimeSpan.FromSeconds(Math.Max(issued.Lifetime - 300, issued.Lifetime / 2.0));
            return token = issued.Token;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>GET over the certificate that the token is bound to. After a 401, once more with a new token.</summary>
    public async Task<string> GetAsync(string path)
    {
        var used = await TokenAsync();
        var response = await GetAsync(path, used);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            response.Dispose();
            response = await GetAsync(path, await TokenAsync(refused: used));
        }
        using (response)
        {
            if (!response.IsSuccessStatusCode) throw await FailureAsync($"GET {path}", response);
            return await response.Content.ReadAsStringAsync();
        }
    }

    public void Dispose() => http.Dispose();

    private Task<HttpResponseMessage> GetAsync(string path, string bearer) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, Address(path))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) },
        });

    /// <summary>Waits for Retry-After after 429 and 503, then sends the request again.</summary>
    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create)
    {
        var waited = TimeSpan.Zero;
        for (var attempt = 1; ; attempt++)
        {
            using var request = create();
            var response = await http.SendAsync(request);
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                return response;
            var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            waited += wait;
            if (attempt == Attempts || waited > MaxWait) return response;
            response.Dispose();
            await Task.Delay(wait);
        }
    }

    private static SocketsHttpHandler MutualTls()
    {
        var file = Setting("PORTARIA_CLIENT_CERT");
        using var pem = X509Certificate2.CreateFromPemFile(file, Setting("PORTARIA_CLIENT_KEY"));
        // Windows does not use a key that exists in memory only: this line stores it for the process.
        var certificate = new X509Certificate2(pem.Export(X509ContentType.Pkcs12));
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        var options = new SslClientAuthenticationOptions
        {
            ClientCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
        };
        // Only if this machine does not trust the CA of the server's certificate.
        if (Environment.GetEnvironmentVariable("PORTARIA_CA_CERT") is { Length: > 0 } trusted)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(trusted);
        }
        return new SocketsHttpHandler { SslOptions = options };
    }

    private static Uri Address(string path) => new(Setting("PORTARIA_URL") + path);

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new IOException($"{name} is not set");

    private static async Task<IOException> FailureAsync(string what, HttpResponseMessage response) =>
        new($"{what}: HTTP {(int)response.StatusCode}\n{await response.Content.ReadAsStringAsync()}");
}
