import type { LocalMessage, LocalMessagePurpose } from './local-message.interface.js';
import { LocalOutbox } from './local-outbox.js';

function message(to: string, code: string, purpose: LocalMessagePurpose = 'sign-up'): LocalMessage {
  return { to, code, purpose, channel: 'email', username: 'alice', sentAt: new Date(0) };
}

describe('LocalOutbox', () => {
  it('gives the code of the latest message that is meant', () => {
    const outbox = new LocalOutbox();
    outbox.deliver(message('a@example.com', '1'));
    outbox.deliver(message('A@example.com', '2', 'forgot-password'));
    outbox.deliver(message('b@example.com', '3'));

    expect(outbox.codeFor('a@example.com')).toBe('2');
    expect(outbox.codeFor('a@example.com', 'sign-up')).toBe('1');
    expect(outbox.last('c@example.com')).toBeUndefined();
  });

  it('says what there is where a message is missing', () => {
    const outbox = new LocalOutbox();

    expect(() => outbox.codeFor('a@example.com')).toThrow('none at all');
    outbox.deliver(message('b@example.com', '3'));
    expect(() => outbox.codeFor('a@example.com', 'sign-in')).toThrow(
      'No sign-in went to a@example.com; there are sign-up to b@example.com',
    );
  });

  it('gives each message once by next, whether it is there or still to come', async () => {
    const outbox = new LocalOutbox();
    outbox.deliver(message('a@example.com', '1'));
    const [first, second] = [outbox.next('a@example.com'), outbox.next('a@example.com')];
    outbox.deliver(message('b@example.com', '2'));
    outbox.deliver(message('a@example.com', '3'));
    outbox.deliver(message('a@example.com', '4'));

    expect(await Promise.all([first, second])).toMatchObject([{ code: '1' }, { code: '3' }]);
    expect(await outbox.next('a@example.com')).toMatchObject({ code: '4' });
  });

  it('does not give by next what was read before', async () => {
    const outbox = new LocalOutbox();
    outbox.deliver(message('a@example.com', '1'));
    outbox.codeFor('a@example.com');
    const next = outbox.next('a@example.com');
    outbox.deliver(message('a@example.com', '2'));

    expect(await next).toMatchObject({ code: '2' });
  });

  it('gives up waiting, and then leaves the message to others', async () => {
    const outbox = new LocalOutbox();

    await expect(outbox.next('a@example.com', 'mfa', 1)).rejects.toThrow(
      'No mfa went to a@example.com; there are none at all, after 1 ms',
    );
    outbox.deliver(message('a@example.com', '1', 'mfa'));
    expect(await outbox.next('a@example.com', 'mfa')).toMatchObject({ code: '1' });
  });

  it('keeps the latest 1000, and tells whoever listens', () => {
    const heard: string[] = [];
    const outbox = new LocalOutbox(({ code }) => heard.push(code));
    for (let index = 1; index <= 1001; index += 1) outbox.deliver(message('a', String(index)));

    expect(outbox.messages).toHaveLength(1000);
    expect(outbox.messages[0]?.code).toBe('2');
    expect(heard).toHaveLength(1001);
    outbox.clear();
    expect(outbox.messages).toEqual([]);
  });
});
