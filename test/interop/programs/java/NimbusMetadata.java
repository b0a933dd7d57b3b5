import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;

/** Resolves the metadata with both of Nimbus' readers, and gets a token with what it says. */
class NimbusMetadata {
    public static void main(String[] arguments) throws Exception {
        var issuer = new Issuer(System.getenv("ISSUER"));
        AuthorizationServerMetadata.resolve(issuer);
        var metadata = OIDCProviderMetadata.resolve(issuer);
        var client = new ClientSecretBasic(
            new ClientID(System.getenv("CLIENT_ID")), new Secret(System.getenv("CLIENT_SECRET")));
        var request = new TokenRequest.Builder(
            metadata.getTokenEndpointURI(), client, new ClientCredentialsGrant()).build();
        var response = TokenResponse.parse(request.toHTTPRequest().send());
        System.out.println(response.toSuccessResponse().getTokens().getAccessToken().getValue());
    }
}
