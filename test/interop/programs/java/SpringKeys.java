import com.nimbusds.jose.jwk.JWK;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.security.oauth2.client.endpoint.NimbusJwtClientAuthenticationParametersConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/** Gets a token with Spring Security by the method in METHOD: private_key_jwt, or tls_client_auth. */
class SpringKeys {
    public static void main(String[] arguments) throws Exception {
        var registration = ClientRegistrations.fromIssuerLocation(System.getenv("ISSUER"))
            .registrationId("portaria")
            .clientId(System.getenv("CLIENT_ID"))
            .clientAuthenticationMethod(new ClientAuthenticationMethod(System.getenv("METHOD")))
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .build();
        var key = JWK.parse(Files.readString(Path.of(System.getenv("ASSERTION_JWK"))));
        var client = new RestClientClientCredentialsTokenResponseClient();
        client.addParametersConverter(new NimbusJwtClientAuthenticationParametersConverter<>(any -> key));
        var response = client.getTokenResponse(new OAuth2ClientCredentialsGrantRequest(registration));
        System.out.println(response.getAccessToken().getTokenValue());
    }
}
