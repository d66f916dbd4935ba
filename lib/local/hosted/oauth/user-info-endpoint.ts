import type { ServerResponse } from 'node:http';
import type { UserPool } from '../../pool/user-pool.js';
import { idAttributes } from '../../tokens/id-attributes.js';
import { ServiceException } from '../../wire/service-exception.js';
import type { Exchange } from '../exchange.interface.js';
import { sendJson } from '../respond.js';

/**
 * `GET` and `POST /oauth2/userInfo`. The challenges have no scheme, as those of Cognito.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export class UserInfoEndpoint {
  readonly #pool: UserPool;

  constructor(pool: UserPool) {
    this.#pool = pool;
  }

  answer({ request, response }: Exchange): void {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      return challenge(response, 400, 'invalid_request', 'Bad OAuth2 request at UserInfo Endpoint');
    }
    try {
      sendJson(response, this.#describe(token));
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      challenge(
        response,
        401,
        'invalid_token',
        'Access token is expired, disabled, or deleted, or the user has globally signed out.',
      );
    }
  }

  #describe(token: string): object {
    const { user, claims } = this.#pool.tokens.bearerOf(token, 'openid');
    const attributes = Object.entries(idAttributes(user.attributes, String(claims['scope'])));
    return {
      sub: user.attributes['sub'],
      // Here even what is true or false is text.
      ...Object.fromEntries(attributes.map(([name, value]) => [name, String(value)])),
      username: user.username,
    };
  }
}

function challenge(response: ServerResponse, status: number, error: string, why: string): void {
  response
    .writeHead(status, {
      'cache-control': 'no-store',
      'www-authenticate': `error="${error}", error_description="${why}"`,
    })
    .end();
}
