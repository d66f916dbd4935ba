// An application of the installed package, with a user pool of its own. It is compiled twice, as an
// ECMAScript module and as CommonJS, and each is run by itself.
import 'reflect-metadata';
import { Controller, Get, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CognitoAuthGuard, CognitoAuthModule, CurrentUser } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';

@Controller('me')
@UseGuards(CognitoAuthGuard)
class UserController {
  @Get()
  username(@CurrentUser('username') username: string | undefined): string | undefined {
    return username;
  }
}

class AppModule {}

async function main(): Promise<void> {
  const pool = await LocalUserPool.create();
  // The keys are then fetched, which takes jwks-rsa along; by hand they would not be.
  await pool.listen();
  const app = await NestFactory.create(
    {
      module: AppModule,
      imports: [CognitoAuthModule.forRoot({ ...pool.options })],
      controllers: [UserController],
    },
    { logger: ['warn', 'error'] },
  );
  const server = await app.listen(0, '127.0.0.1');
  process.send?.({
    port: server.address().port,
    goodToken: pool.accessToken({ username: 'alice' }),
    expiredToken: pool.accessToken({ expiresInSeconds: -1 }),
  });
}

void main();
