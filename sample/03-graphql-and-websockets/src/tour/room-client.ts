import { io, type Socket } from 'socket.io-client';

/** What a client in the room heard. */
export interface Heard {
  readonly event: string;
  readonly data: unknown;
}

/** A client of the room. It hears one event after the other. */
export class RoomClient {
  readonly #socket: Socket;
  readonly #heard: Heard[] = [];
  #wake: () => void = () => undefined;
  /** Fulfilled with the reason when the connection has ended. */
  readonly ended: Promise<string>;

  constructor(url: string, token?: string) {
    this.#socket = io(url, {
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      ...(token === undefined ? {} : { auth: { token } }),
    });
    for (const event of ['said', 'sold', 'exception']) {
      this.#socket.on(event, (data: unknown) => {
        this.#heard.push({ event, data });
        this.#wake();
      });
    }
    this.ended = new Promise((resolve) => {
      this.#socket.once('disconnect', resolve);
    });
  }

  /** Sends a message; gives what is heard next. */
  tell(event: string, data: object = {}): Promise<Heard> {
    this.#socket.emit(event, data);
    return this.next();
  }

  async next(): Promise<Heard> {
    while (this.#heard.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#heard.shift() as Heard;
  }

  close(): void {
    this.#socket.disconnect();
  }
}
