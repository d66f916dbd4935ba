import { EventEmitter } from 'node:events';
import { answerEmittedExceptions, sendException } from './client-exception.js';
import type { WebSocketClient } from './web-socket-client.interface.js';

class NativeClient extends EventEmitter {
  readonly readyState = 1;
  readonly sent: unknown[] = [];

  send(frame: string): void {
    this.sent.push(JSON.parse(frame));
  }
}

const frame = (data: unknown): unknown => ({ event: 'exception', data });
const isOurs = (payload: object): boolean => 'ours' in payload;

describe('sendException', () => {
  it('sends a frame to a native WebSocket', () => {
    const client = new NativeClient();
    sendException(client as unknown as WebSocketClient, { code: 'X' });

    expect(client.sent).toEqual([frame({ code: 'X' })]);
  });

  it('emits an event on socket.io', () => {
    const client = new EventEmitter();
    const heard: unknown[] = [];
    client.on('exception', (payload) => heard.push(payload));
    sendException(client as unknown as WebSocketClient, { code: 'X' });

    expect(heard).toEqual([{ code: 'X' }]);
  });
});

describe('answerEmittedExceptions', () => {
  it('sends what is emitted on a native WebSocket, once', () => {
    const client = new NativeClient();
    answerEmittedExceptions(client, isOurs);
    answerEmittedExceptions(client, isOurs);
    client.emit('exception', { ours: 1 });

    expect(client.sent).toEqual([frame({ ours: 1 })]);
  });

  it.each([{ theirs: 1 }, 'text', null, undefined])('leaves %p to the application', (payload) => {
    const client = new NativeClient();
    answerEmittedExceptions(client, isOurs);
    client.emit('exception', payload);

    expect(client.sent).toEqual([]);
  });

  it('does nothing on socket.io, which sends what is emitted', () => {
    const client = new EventEmitter();
    answerEmittedExceptions(client, isOurs);

    expect(client.listenerCount('exception')).toBe(0);
  });
});
