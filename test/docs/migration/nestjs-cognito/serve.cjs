// Serves what MIGRATING.md shows as before. Its arguments: the compiled module, and the keys that AWS would publish.
require('reflect-metadata');
const { SimpleJsonFetcher } = require('aws-jwt-verify/https');
const { NestFactory } = require('@nestjs/core');

const [file, jwks] = process.argv.slice(2);
SimpleJsonFetcher.prototype.fetch = async () => JSON.parse(jwks);

async function main() {
  const app = await NestFactory.create(require(file).AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  process.send({ url: await app.getUrl() });
}

void main();
