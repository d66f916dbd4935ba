import { grpcCallOf } from './grpc-call.js';

const method = (): void => undefined;
const metadata = { get: method, set: method, getMap: method };
const stream = { metadata, pause: method, resume: method, emit: method, cancelled: false };

describe('grpcCallOf', () => {
  it.each<[string, unknown[], unknown]>([
    ['a unary call', [{ text: 'a' }, metadata, { request: {}, metadata }], { metadata }],
    ['a stream of messages', [{}, metadata, stream], { metadata, requestStream: stream }],
    ['a call that answers with a stream', [stream], { metadata, passedCall: stream }],
    ['a call that answers once', [stream, method], { metadata, passedCall: stream }],
  ])('tells %s', (_kind, handlerArguments, expected) => {
    expect(grpcCallOf(handlerArguments)).toEqual(expected);
  });

  it.each<[string, unknown[]]>([
    ['a message of another transporter', [{ text: 'a' }, { getPattern: method }]],
    ['nothing', []],
    ['no data', [undefined, undefined]],
    ['data that look like a call, beside a context', [stream, { getPattern: method }]],
    ['data that look like metadata', [metadata, { getPattern: method }]],
    ['data without methods, as all are that were sent', [{ metadata: { get: 1, set: 1 } }]],
    ['a stream without metadata', [{ ...stream, metadata: null }]],
    ['a stream that cannot be paused', [{ ...stream, pause: true }]],
  ])('is undefined for %s', (_kind, handlerArguments) => {
    expect(grpcCallOf(handlerArguments)).toBeUndefined();
  });
});
