// `node deploy/new-secrets.mjs > deploy/.env`: fresh secrets of an installation, one NAME=value a line, for Docker
// Compose and for `kubectl create secret generic … --from-env-file`.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const random = () => randomBytes(32).toString('base64url');
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

console.log(`POSTGRES_PASSWORD=${random()}`);
console.log(`GRANT_KEYS=${random()}`);
console.log(`API_SIGNING_KEY=${JSON.stringify(privateKey.export({ format: 'jwk' }))}`);
