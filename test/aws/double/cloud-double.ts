import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { postOperation } from '../../e2e/local/targets/post-operation.js';
import type { CallResult } from '../../e2e/local/targets/step-target.interface.js';
import { PoolDouble } from './pool-double.js';

type Input = Readonly<Record<string, unknown>>;

const NOTHING: CallResult = { answer: {} };
const notFound = (message: string): CallResult => ({ error: 'ResourceNotFoundException', message });

function isInFull(input: Input): boolean {
  return 'AuthSessionValidity' in input && 'EnableTokenRevocation' in input;
}

/**
 * Stands in for the part of AWS that makes user pools, identity pools and domains. Each user pool is a local Cognito,
 * which answers everything else.
 */
export class CloudDouble {
  readonly #server: Server;
  readonly #pools = new Map<string, PoolDouble>();
  readonly #identityPools = new Map<string, Input>();
  readonly #operations: Readonly<
    Record<string, (input: Input) => CallResult | Promise<CallResult>>
  > = {
    CreateUserPool: (input) => this.#createPool(input),
    DescribeUserPool: ({ UserPoolId }) => this.#describePool(String(UserPoolId)),
    ListUserPools: () => ({
      answer: {
        UserPools: [...this.#pools.values()].map(({ id, name }) => ({ Id: id, Name: name })),
      },
    }),
    DeleteUserPool: ({ UserPoolId }) => this.#deletePool(String(UserPoolId)),
    SetUserPoolMfaConfig: (input) => this.#inPool(input, (pool) => pool.setMfa(input)),
    CreateResourceServer: (input) => this.#inPool(input, () => undefined),
    // Steps make clients too, which the pool answers; those that it starts with are told in full.
    CreateUserPoolClient: (input) =>
      this.#pools.get(String(input['UserPoolId']))?.origin === undefined && isInFull(input)
        ? this.#inPool(input, (pool) => ({ UserPoolClient: { ClientId: pool.addClient(input) } }))
        : this.#forward('CreateUserPoolClient', input),
    CreateUserPoolDomain: (input) =>
      this.#inPool(input, (pool) => {
        pool.domain = String(input['Domain']);
      }),
    DeleteUserPoolDomain: (input) =>
      this.#inPool(input, (pool) => {
        pool.domain = undefined;
      }),
    CreateIdentityPool: (input) => this.#createIdentityPool(input),
    DescribeIdentityPool: ({ IdentityPoolId: id }) => {
      const answer = this.#identityPools.get(String(id));
      return answer === undefined
        ? notFound(`IdentityPool '${String(id)}' not found.`)
        : { answer };
    },
    ListIdentityPools: () => ({ answer: { IdentityPools: [...this.#identityPools.values()] } }),
    DeleteIdentityPool: ({ IdentityPoolId: id }) =>
      this.#identityPools.delete(String(id)) ? NOTHING : notFound('IdentityPool not found.'),
  };

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<CloudDouble> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CloudDouble(server);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was made and not deleted. */
  get resources(): readonly string[] {
    return [
      ...[...this.#pools.values()].flatMap(({ id, domain }) =>
        domain === undefined ? [id] : [id, domain],
      ),
      ...this.#identityPools.keys(),
    ];
  }

  /** Where the hosted login of a domain is. @throws {Error} when there is no such domain */
  domainOrigin(domain: string): string {
    for (const pool of this.#pools.values()) {
      if (pool.domain === domain && pool.origin !== undefined) return pool.origin;
    }
    throw new Error(`There is no domain ${domain}`);
  }

  async close(): Promise<void> {
    for (const pool of this.#pools.values()) await pool.close();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const result = await this.#answer(request);
    const [status, body] =
      'answer' in result
        ? [200, result.answer]
        : [400, { __type: result.error, message: result.message }];
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(body));
  }

  async #answer(request: IncomingMessage): Promise<CallResult> {
    const [, name = ''] = String(request.headers['x-amz-target']).split('.');
    try {
      const input = JSON.parse((await text(request)) || '{}') as Input;
      const operation = this.#operations[name];
      return await (operation === undefined ? this.#forward(name, input) : operation(input));
    } catch (error) {
      return { error: 'InternalErrorException', message: String(error) };
    }
  }

  /** To the pool that was made last, which is the one that is being tested. */
  async #forward(operation: string, input: Input): Promise<CallResult> {
    const pool = [...this.#pools.values()].at(-1);
    if (pool === undefined) return notFound('There is no user pool.');
    return (await postOperation(await pool.start(), operation, input)).result;
  }

  #createPool(input: Input): CallResult {
    const id = `eu-west-1_${randomBytes(5).toString('hex')}`;
    this.#pools.set(id, new PoolDouble(id, input));
    return { answer: { UserPool: { Id: id } } };
  }

  async #describePool(id: string): Promise<CallResult> {
    const pool = this.#pools.get(id);
    if (pool === undefined) return this.#forward('DescribeUserPool', { UserPoolId: id });
    const { tags: UserPoolTags, domain: Domain } = pool;
    const ours = (await postOperation(await pool.start(), 'DescribeUserPool', { UserPoolId: id }))
      .result as { readonly answer?: Input };
    const described = ours.answer?.['UserPool'] as object | undefined;
    return { answer: { UserPool: { ...described, Id: id, UserPoolTags, Domain } } };
  }

  /** As AWS, not while it has a domain. */
  async #deletePool(id: string): Promise<CallResult> {
    const pool = this.#pools.get(id);
    if (pool === undefined) return notFound(`User pool ${id} does not exist.`);
    if (pool.domain !== undefined) {
      const message =
        'User pool cannot be deleted. It has a domain configured that should be deleted first.';
      return { error: 'InvalidParameterException', message };
    }
    await pool.close();
    this.#pools.delete(id);
    return NOTHING;
  }

  #inPool({ UserPoolId }: Input, act: (pool: PoolDouble) => object | void): CallResult {
    const pool = this.#pools.get(String(UserPoolId));
    if (pool === undefined) return notFound(`User pool ${String(UserPoolId)} does not exist.`);
    return { answer: { ...act(pool) } };
  }

  #createIdentityPool(input: Input): CallResult {
    const pool = [...this.#pools.values()].at(-1);
    if (pool === undefined) return notFound('There is no user pool.');
    const IdentityPoolId = pool.addIdentityPool(input);
    this.#identityPools.set(IdentityPoolId, { ...input, IdentityPoolId });
    return { answer: { IdentityPoolId } };
  }
}
