// Making an RSA key takes the processor a fifth of a second, and the suites ask for hundreds. Each suite gets keys that
// an earlier one has made, no key twice; what is missing is made and kept. They are real keys, and of this checkout
// alone.
//
// CommonJS, because an import would fix the functions of node:crypto for the suite before they are replaced here.
const crypto = require('node:crypto');
const { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { join } = require('node:path');
const { promisify } = require('node:util');

const FOLDER = join(__dirname, '../../node_modules/.cache/test-keys');
const { generateKeyPair, generateKeyPairSync } = crypto;
let lent = 0;

crypto.generateKeyPairSync = (type, options) =>
  isUsual(type, options) ? lend() : generateKeyPairSync(type, options);
crypto.generateKeyPair = generateKeyPair.bind(undefined);
crypto.generateKeyPair[promisify.custom] = async (type, options) =>
  isUsual(type, options) ? lend() : promisify(generateKeyPair)(type, options);

// The module is Node's own, which the other suites of this process see too.
globalThis.afterAll?.(() => {
  Object.assign(crypto, { generateKeyPair, generateKeyPairSync });
});
// Without Jest (`node --require`), for modules that import the functions by name.
syncBuiltinESMExports();

/** Whether a key is one that Cognito could have, in the form of Node. */
function isUsual(type, options) {
  return type === 'rsa' && JSON.stringify(options) === '{"modulusLength":2048}';
}

function lend() {
  lent += 1;
  const path = join(FOLDER, `${lent}.pem`);
  const privateKey = crypto.createPrivateKey(read(path) ?? make(path));
  return { privateKey, publicKey: crypto.createPublicKey(privateKey) };
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whoever comes first wins, and nobody reads half a key. */
function make(path) {
  mkdirSync(FOLDER, { recursive: true });
  const written = `${path}.${process.pid}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(written, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  try {
    linkSync(written, path);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(written);
  }
  return readFileSync(path, 'utf8');
}
