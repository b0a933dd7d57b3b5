/** What the page says before its results. */
export const introduction = `# Reliability

This page lists how Portaria behaves when its parts fail. It is for operators who choose, and for contributors who change
the token path. \`npm run faults\` writes the results.

Each fault is made in a whole stack: NGINX with mutual TLS, two processes of the application, and a durable PostgreSQL.
All parts run on one machine. Clients request tokens meanwhile, and keep a ledger of each request and its response.

## Read the tables

- **Rounds** is how often the fault was made.
- **Requests** counts the responses by status. "no answer" is a connection that was refused or reset.
- **Tokens** counts the tokens that clients received. **Without record** counts those that are not in the database
  afterwards.
- **Slowest** is the longest time until a response.
- **Back after** is the longest time from the end of the fault to the next token. If a part is killed, it counts from the
  moment at which that part accepts connections again.
- **Verdict** is "met" if the test passed. A test fails if one token has no record, if a response is not a documented
  one, or if its time is over.

The machine is shared and busy, so times are upper bounds.

## Run it

\`\`\`sh
npm ci
npm run faults                          # every fault, less often; ten minutes
npm run faults -- kills                 # the faults of one test file
npm run faults -- kills --full --write  # at full size, and write the rows into this page
\`\`\`

You need Linux. The failover tests need Debian's \`postgresql\`, \`patroni\`, \`etcd-server\` and \`pgbouncer\`. The scan
of the listeners needs \`testssl.sh\`.
`;
