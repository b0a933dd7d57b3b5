# The image of the application and of its command line. NGINX and PostgreSQL run from their official images
# (docker-compose.yml). The version of Node is the one in package.json (test/law/one-runtime.test.ts).

FROM node:24.21.0-trixie-slim AS compiled
WORKDIR /build
COPY package.json package-lock.json ./
# No install script runs: a package that was taken over must not get to run code here. Optional packages are the binaries
# of the local stack's PostgreSQL, which the compiler does not need.
RUN npm ci --workspaces=false --ignore-scripts --omit=optional --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY migrations migrations
COPY src src
RUN npx tsc -p tsconfig.build.json --sourceMap false \
    && rm -f dist/.tsbuildinfo \
    && chmod 755 dist/src/cli.js

FROM node:24.21.0-trixie-slim AS dependencies
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --workspaces=false --omit=dev --ignore-scripts --no-audit --no-fund
# What only compilers, debuggers, browsers and the packages' own tests use, and a second Node: the system has the base
# image's. Licences stay.
RUN find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete \
    && find node_modules -type d \( -name test -o -name tests -o -name benchmarks \) -prune -exec rm -rf {} + \
    && rm -rf node_modules/typeorm/browser node_modules/@types node_modules/node-linux-* node_modules/.bin/node

# Debian and Node's own program. No package manager of Node's: an intruder would use it, and nothing here does.
FROM debian:trixie-slim AS system
COPY --from=dependencies /usr/local/bin/node /usr/local/bin/node
RUN useradd --uid 1000 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portaria \
    && rm -rf /usr/share/locale/* /usr/share/doc/* /usr/share/man/* /var/cache/* /var/log/* \
    && find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
    && ln -s /app/dist/src/cli.js /usr/local/bin/portaria

# From nothing, because what a later layer deletes is still in the image.
FROM scratch
COPY --from=system / /
WORKDIR /app
COPY --from=dependencies /build/node_modules node_modules
COPY --from=compiled /build/dist dist
ENV NODE_ENV=production
# A number, so that Kubernetes, for example, can check that it is not root. The files are root's: the process cannot change them.
USER 1000:1000
# There is no image when a library of Node's is missing or the command line does not start.
RUN portaria --version
EXPOSE 3000
# The flag: tools/stack/stack-application.ts says why.
CMD ["node", "--max-semi-space-size=4", "dist/src/main.js"]
