import type { INestApplication } from '@nestjs/common';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import {
  type Handshake,
  type SocketClient,
  type SocketPlatform,
  startSocketApp,
} from './sockets.js';

/** A user pool, and an application and a client that a test starts and that end with it. */
export class SocketBench {
  pool!: LocalUserPool;
  app!: INestApplication;
  client!: SocketClient;

  /** Sets up a bench for the tests of the block that calls this. */
  static forEachTest(): SocketBench {
    const bench = new SocketBench();
    beforeAll(async () => {
      bench.pool = await LocalUserPool.create();
    });
    afterEach(async () => {
      bench.client.close();
      await bench.app.close();
    });
    return bench;
  }

  /** Boots the application of the test. */
  async start(...given: Parameters<typeof startSocketApp>): Promise<void> {
    this.app = await startSocketApp(...given);
  }

  /** Connects the client of the test. */
  connect(platform: SocketPlatform, handshake: Handshake = {}): void {
    this.client = platform.connect(this.app, handshake);
  }
}
