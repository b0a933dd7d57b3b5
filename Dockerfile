# The image of the application and of its command line. NGINX and PostgreSQL run from their official images
# (docker-compose.yml). The version of Node is the one in package.json (test/law/one-runtime.test.ts).

FROM node:24.21.0-trixie-slim AS builder
WORKDIR /build

FROM builder AS compiled
COPY package.json package-lock.json ./
# No install script runs: a package that was taken over must not get to run code here.
RUN npm ci --workspaces=false --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY migrations migrations
COPY src src
COPY clients/typescript/src clients/typescript/src
COPY docs/openapi docs/openapi
RUN npm run build && npm run bundle && npm run sbom

# The operator console and the documentation site: static files, which NGINX serves (docker-compose.yml copies them to it).
FROM builder AS pages
COPY package.json package-lock.json ./
COPY console/package.json console/package.json
COPY site/package.json site/package.json
RUN npm ci --include-workspace-root --workspace @portaria/console --workspace @portaria/site \
    --ignore-scripts --no-audit --no-fund
COPY console console
COPY site site
COPY docs docs
COPY clients clients
COPY examples/README.md examples/README.md
COPY packages/verifier/README.md packages/verifier/README.md
COPY tsconfig.json ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md SECURITY.md ./
RUN npm run build --workspace @portaria/console && npm run build --workspace @portaria/site

# The client packages: downloads of the site, with their checksums.
FROM builder AS client-packages
# The slim image has no folder for manual pages, which the JDK's set-up links into.
RUN mkdir -p /usr/share/man/man1 && apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates default-jdk-headless python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci --workspaces=false --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY clients clients
RUN node scripts/pack-clients.mjs /build/downloads

# Node's program without the names of its internal functions, which only a debugger reads: a seventh of it.
FROM builder AS runtime
RUN apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/* \
    && strip --strip-unneeded -o /build/node /usr/local/bin/node

# Debian and Node's own program. No package manager, neither Node's nor Debian's, and no Perl: an intruder would use them, and
# nothing here does. The list of Debian's packages stays, for scanners of known vulnerabilities.
FROM debian:trixie-slim AS system
COPY --from=runtime /build/node /usr/local/bin/node
RUN useradd --uid 1000 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portaria \
    && rm -rf /usr/share/locale/* /usr/share/doc/* /usr/share/man/* /var/cache/* /var/log/* \
    && find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
    && dpkg --purge --force-depends --force-remove-essential apt debconf perl-base \
        $(dpkg-query -W -f '${Package} ' 'libapt-pkg*' sqv gpgv 2>/dev/null) \
    && ln -s /app/dist/bundle/cli.js /usr/local/bin/portaria

# From nothing, because what a later layer deletes is still in the image.
FROM scratch
COPY --from=system / /
WORKDIR /app
# What the bundle does not have in it: the packages with compiled libraries. The licences of the others are in the bundle.
COPY --from=compiled /build/node_modules/@node-rs node_modules/@node-rs
COPY --from=compiled /build/dist/bundle dist/bundle
# What is in the bundle, for scanners of known vulnerabilities.
COPY --from=compiled /build/dist/sbom.cdx.json ./
COPY nginx nginx
COPY schema.sql ./
COPY --from=pages /build/dist/console dist/pages/console
COPY --from=pages /build/dist/docs-site/docs dist/pages/docs
COPY --from=client-packages /build/downloads dist/pages/docs/downloads
ARG PORTARIA_VERSION=local
LABEL org.opencontainers.image.title="Portaria" \
    org.opencontainers.image.description="Token gateway for payment platforms: the application and its command line" \
    org.opencontainers.image.version="$PORTARIA_VERSION"
ENV NODE_ENV=production
# A number, so that Kubernetes, for example, can check that it is not root. The files are root's: the process cannot change them.
USER 1000:1000
# There is no image when a library of Node's is missing or the command line does not start.
RUN portaria --version
EXPOSE 3000
# The flags: tools/stack/stack-application.ts says why.
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=50", "--enable-source-maps", "dist/bundle/main.js"]
