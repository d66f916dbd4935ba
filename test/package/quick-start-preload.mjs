// Loaded before the application of the quick start, so that the application itself can stay as the README
// has it: makes its user pool, publishes the keys of that pool in place of AWS, and tells the parent
// process where the application listens and with which tokens to call it.
import { Server } from 'node:net';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';

const pool = await LocalUserPool.create({
  userPoolId: process.env.COGNITO_USER_POOL_ID,
  clientId: process.env.COGNITO_CLIENT_ID,
});

// Nothing leaves this machine: whatever is not the key set of the pool is answered as AWS answers the
// form of issuer that a pool does not use.
globalThis.fetch = async (input) =>
  new Request(input).url === `${pool.issuer}/.well-known/jwks.json`
    ? Response.json(pool.jwks)
    : new Response(null, { status: 403 });

const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  this.once('listening', () =>
    process.send({
      port: this.address().port,
      goodToken: pool.accessToken(),
      expiredToken: pool.accessToken({ expiresInSeconds: -1 }),
    }),
  );
  return Reflect.apply(listen, this, args);
};
