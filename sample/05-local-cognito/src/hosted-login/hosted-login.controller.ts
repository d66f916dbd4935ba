import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  BadRequestException,
  Controller,
  Get,
  Inject,
  Query,
  Redirect,
  Req,
  Res,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from 'nestjs-cognito-auth';
import { COGNITO_SETTINGS, type CognitoSettings } from '../cognito-settings.js';

const STATE_COOKIE = 'login-state';

/** Sign-in on the pages of Cognito, by the authorization code grant. */
@Public()
@Controller()
export class HostedLoginController {
  constructor(@Inject(COGNITO_SETTINGS) private readonly settings: CognitoSettings) {}

  @Redirect()
  @Get('login')
  login(@Res({ passthrough: true }) response: Response): { readonly url: string } {
    const state = randomBytes(32).toString('base64url');
    // Lax: the callback comes from another site.
    response.cookie(STATE_COOKIE, state, { httpOnly: true, sameSite: 'lax', path: '/callback' });
    const { domain, callbackUrl, userPool } = this.settings;
    const query = new URLSearchParams({
      client_id: userPool.clientId,
      response_type: 'code',
      scope: 'openid email',
      redirect_uri: callbackUrl,
      state,
    });
    return { url: `${domain}/oauth2/authorize?${query.toString()}` };
  }

  /** @throws {BadRequestException} for a sign-in that did not begin in this browser, or that Cognito refuses */
  @Get('callback')
  async callback(
    @Query('code') code: unknown,
    @Query('state') state: unknown,
    @Req() { headers }: Request,
  ): Promise<{ readonly accessToken: string }> {
    const [, expected = ''] =
      new RegExp(`${STATE_COOKIE}=([\\w-]+)`).exec(headers.cookie ?? '') ?? [];
    // Whoever repeats a parameter sends a list of them.
    if (typeof code !== 'string' || typeof state !== 'string' || !isSame(expected, state)) {
      throw new BadRequestException('Begin at /login');
    }
    const { domain, callbackUrl, userPool } = this.settings;
    const response = await fetch(`${domain}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: userPool.clientId,
        redirect_uri: callbackUrl,
        code,
      }),
    });
    if (!response.ok) throw new BadRequestException('Cognito refuses the code');
    const { access_token: accessToken } = (await response.json()) as { access_token: string };
    return { accessToken };
  }
}

function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length > 0 && one.length === other.length && timingSafeEqual(one, other);
}
