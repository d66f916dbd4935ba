import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const AT_ONCE = 2000;
const STATUS_LINE = /HTTP\/1\.1 (\d{3})/g;
const STATUS_LINE_LENGTH = 12;
/** What waits for the network beyond this would make the client grow. */
const MOST_BUFFERED_BYTES = 2 ** 20;

/** Counts answers by what they say, and settles when all have come or no more can come. */
class Answers {
  counts = {};
  #missing;
  #settle;
  all = new Promise((resolve) => {
    this.#settle = resolve;
  });

  constructor(expected) {
    this.#missing = expected;
  }

  add(answer) {
    this.counts[answer] = (this.counts[answer] ?? 0) + 1;
    this.#missing -= 1;
    if (this.#missing === 0) this.#settle();
  }

  giveUp() {
    this.#settle();
  }
}

/**
 * Sends requests without a token over a few connections, none of which waits for an answer before it sends more
 * (RFC 9112 §9.3.2).
 *
 * @returns how many answers came, by status
 */
export async function floodHttp(port, { count, connections }) {
  const answers = new Answers(count);
  await Promise.all(
    Array.from({ length: connections }, () => pipeline(port, count / connections, answers)),
  );
  return answers.counts;
}

async function pipeline(port, count, answers) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.on('error', () => answers.giveUp()).on('close', () => answers.giveUp());
  let rest = '';
  socket.on('data', (chunk) => {
    const text = rest + chunk;
    let end = 0;
    for (const match of text.matchAll(STATUS_LINE)) {
      answers.add(match[1]);
      end = match.index + STATUS_LINE_LENGTH;
    }
    rest = text.slice(Math.max(end, text.length - STATUS_LINE_LENGTH + 1));
  });
  for (let sent = 0; sent < count && !socket.destroyed; sent += AT_ONCE) {
    const isRoomLeft = socket.write(REQUEST.repeat(Math.min(AT_ONCE, count - sent)));
    if (!isRoomLeft) await Promise.race([once(socket, 'drain'), answers.all]);
  }
  await answers.all;
  socket.destroy();
}

/** Sends messages without a token. @returns how many answers came, by code */
export async function floodNativeSockets(port, { count, connections }) {
  const answers = new Answers(count);
  const flood = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    socket.on('error', () => answers.giveUp()).on('close', () => answers.giveUp());
    socket.on('message', (frame) =>
      answers.add(JSON.parse(Buffer.from(frame).toString()).data.code),
    );
    await once(socket, 'open');
    for (let sent = 0; sent < count / connections && socket.readyState === WebSocket.OPEN;) {
      if (socket.bufferedAmount > MOST_BUFFERED_BYTES) await nextTurn();
      else {
        for (let index = 0; index < AT_ONCE; index += 1) socket.send('{"event":"show"}');
        sent += AT_ONCE;
      }
    }
    await answers.all;
    socket.terminate();
  };
  await Promise.all(Array.from({ length: connections }, flood));
  return answers.counts;
}

/** The same with socket.io, whose client says nothing of what it buffers: it waits now and then. */
export async function floodSocketIo(port, { count, connections }) {
  const answers = new Answers(count);
  const flood = async () => {
    const socket = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    socket.on('disconnect', () => answers.giveUp());
    socket.on('exception', ({ code }) => answers.add(code));
    await once(socket, 'connect');
    for (let sent = 0; sent < count / connections && socket.connected; sent += AT_ONCE) {
      for (let index = 0; index < AT_ONCE; index += 1) socket.emit('show');
      await nextTurn();
    }
    await answers.all;
    socket.disconnect();
  };
  await Promise.all(Array.from({ length: connections }, flood));
  return answers.counts;
}

/** Operations that name a field many times, alone and in batches. @returns how many fields were refused, by code */
export async function floodGraphql(port, { count, connections, aliases }) {
  const answers = new Answers(count);
  const fields = Array.from({ length: aliases }, (_, index) => `a${index}: show`).join(' ');
  const operation = { query: `{ ${fields} }` };
  const batch = Array.from({ length: aliases }, () => ({ query: '{ show }' }));
  const send = async (body) => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    for (const { errors } of [await response.json()].flat()) {
      // Mercurius tells clients nothing of an exception but what it says.
      for (const { extensions, message } of errors) {
        answers.add(extensions?.originalError?.code ?? extensions?.code ?? message);
      }
    }
  };
  const flood = async () => {
    for (let sent = 0; sent < count / connections; sent += 2 * aliases) {
      await send(operation);
      await send(batch);
    }
  };
  await Promise.all(Array.from({ length: connections }, flood));
  return answers.counts;
}
