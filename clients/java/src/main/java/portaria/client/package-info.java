/**
 * Gets tokens over mutual TLS, calls APIs with them, and renews the certificate and the secret of
 * your account. Begin with {@link portaria.client.PortariaClient}.
 */
package portaria.client;
