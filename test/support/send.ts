import type { INestApplication } from '@nestjs/common';
import request, { type Response } from 'supertest';

/** Sends a GET request with a bearer token, or without one. */
export async function get(app: INestApplication, path: string, token?: string): Promise<Response> {
  const pending = request(app.getHttpServer()).get(path);
  return token === undefined ? pending : pending.auth(token, { type: 'bearer' });
}
