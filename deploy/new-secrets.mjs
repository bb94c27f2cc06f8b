// `node deploy/new-secrets.mjs > deploy/.env`: fresh secrets of an installation, one NAME=value a line, for Docker
// Compose and for `kubectl create secret generic … --from-env-file`.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const random = () => randomBytes(32).toString('base64url');
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

// Of the owner of the database, and of the roles that services log in as.
for (const role of ['', 'APP_', 'WORKER_', 'INGESTION_', 'ENRICHMENT_', 'ALERTING_', 'LINK_SESSION_'])
  console.log(`POSTGRES_${role}PASSWORD=${random()}`);
console.log(`GRANT_KEYS=${random()}`);
console.log(`ENCRYPTION_KEYS=${random()}`);
console.log(`API_SIGNING_KEY=${JSON.stringify(privateKey.export({ format: 'jwk' }))}`);
// Of the account that SETUP_ACCOUNT names; without it they are not used.
console.log(`SETUP_OWNER_PASSWORD=${random()}`);
console.log(`SETUP_API_KEY=yak_${random()}`);
